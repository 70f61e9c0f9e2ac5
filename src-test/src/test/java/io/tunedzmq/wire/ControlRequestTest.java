package io.tunedzmq.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The texts of what subscribers say. */
class ControlRequestTest {

    /** Who knows the key can speak in the subscriber's name; and what a peer chose must not break a line. */
    @Test
    void shouldShowNeitherKeysNorWhatIsNotPrintable() {
        long key = 0x1234_5678_9abcL;
        List<ControlRequest> requests = List.of(
                new ControlRequest.About(1, key, "n\n"),
                new ControlRequest.Filter(key, new FilterPart(0, 1, true, "t\n")),
                new ControlRequest.From(key, "a\n"),
                new ControlRequest.Ack(key, 1, 2),
                new ControlRequest.Sign(key),
                new ControlRequest.Bye(key),
                ControlRequest.Echoed.of(key, 1, 2, 3),
                new ControlRequest.Report(key, 1, 2, 3, 4, 5, 6, 7));

        assertThat(requests)
                .extracting(Object::toString)
                .noneMatch(text -> text.contains(Long.toString(key)) || text.contains(Long.toHexString(key)))
                .noneMatch(text -> text.contains("\n"));
    }
}

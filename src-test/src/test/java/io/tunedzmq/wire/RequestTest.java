package io.tunedzmq.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The texts of what subscribers say. */
class RequestTest {

    /** Who knows the key can speak in the subscriber's name; and what a peer chose must not break a line. */
    @Test
    void shouldShowNeitherKeysNorWhatIsNotPrintable() {
        long key = 0x1234_5678_9abcL;
        List<Request> requests = List.of(
                new Request.About(1, key, "n\n"),
                new Request.Filter(key, new FilterPart(0, 1, true, "t\n")),
                new Request.From(key, "a\n"),
                new Request.Ack(key, 2),
                new Request.Sign(key),
                new Request.Bye(key),
                new Request.Report(key, 1, 2, 3, 4, 5, 6, 7));

        assertThat(requests)
                .extracting(Object::toString)
                .noneMatch(text -> text.contains(Long.toString(key)) || text.contains(Long.toHexString(key)))
                .noneMatch(text -> text.contains("\n"));
    }
}

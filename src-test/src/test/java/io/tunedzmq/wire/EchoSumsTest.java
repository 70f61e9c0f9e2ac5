package io.tunedzmq.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class EchoSumsTest {
    private static final long KEY = 0x0123_4567_89ab_cdefL;
    private static final long EPOCH = 0xfedc_ba98_7654_3210L;
    private static final long ECHO = 0x1111_2222_3333_4444L;

    /** The values that wire-format.md shows; computed by sha256sum. */
    @Test
    void shouldBeWhatTheWireFormatSays() {
        assertThat(EchoSums.publisher(KEY, EPOCH)).isEqualTo(0x1fbc_ff95_f4e9_911dL);
        assertThat(EchoSums.baseline(KEY, EPOCH, ECHO)).isEqualTo(0x1232_9751_5d6e_21caL);
        assertThat(EchoSums.answer(KEY, EPOCH, ECHO)).isEqualTo(0x94c3_82bf_ddd3_2cafL);
        assertThat(EchoSums.before(KEY, EPOCH, ECHO, 0x10)).isEqualTo(0x697e_7f25_7eea_5dd6L);
    }

    @Test
    void shouldSayThatThereIsNoBaseline() {
        assertThat(EchoSums.baseline(KEY, EPOCH, 0)).isZero();
    }

    /** All publishers of a subscriber hear these. */
    @Test
    void shouldSayNothingOfTheNumbers() {
        String said = ControlTopics.echoed(ControlRequest.Echoed.of(KEY, EPOCH, ECHO, 0x5555_6666_7777L))
                + ControlTopics.report(ControlRequest.Report.on(EPOCH, KEY, ECHO, 1, 2, 3, 4, 1));

        assertThat(LongStream.of(EPOCH, ECHO, 0x5555_6666_7777L).mapToObj(Long::toHexString))
                .noneMatch(said::contains);
        assertThat(ControlTopics.bytes(said)).isEqualTo(said.getBytes(ISO_8859_1));
    }

    @Test
    void shouldNameFourEchoesBeforeAtMost() {
        ControlRequest.Echoed echoed = ControlRequest.Echoed.of(KEY, EPOCH, ECHO, 1, 0, 2, ECHO, 1, 3, 4, 5);

        assertThat(echoed.before())
                .containsExactlyElementsOf(LongStream.of(1, 2, 3, 4)
                        .mapToObj(number -> EchoSums.before(KEY, EPOCH, number, ECHO))
                        .toList());
    }
}

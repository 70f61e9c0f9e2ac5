package io.tunedzmq.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FrameLayoutTest {
    @Test
    void shouldTellHowManyMessagesAFrameClaimsToHold() {
        assertThat(claimed(Frames.messages(1, "t", 1, 1, 7))).isEqualTo(7);
        assertThat(claimed(Frames.bundle(1, new Frames.One("a", 1, 1), new Frames.One("b", 2, 1))))
                .isEqualTo(2);
        assertThat(claimed(Frames.beacon(1, "t", 1, 7))).isZero();
        assertThat(FrameLayout.claimedMessages("of a stock publisher".getBytes(US_ASCII)))
                .isEqualTo(1);
    }

    @Test
    void shouldNotClaimLessThanNone() {
        byte[] frame = Frames.messages(1, "t", 1, 1, 7).bytes().clone();
        FrameLayout.INT.set(frame, FrameLayout.header(frame) + FrameLayout.COUNT_AT, -7);

        assertThat(FrameLayout.claimedMessages(frame)).isZero();
    }

    @Test
    void shouldNotLookBehindTheEndOfAFrame() {
        byte[] frame = Frames.messages(1, "t", 1, 1, 7).bytes();
        int end = FrameLayout.header(frame) + FrameLayout.HEADER;

        for (int length = 0; length < end; length++) {
            assertThat(FrameLayout.claimedMessages(Arrays.copyOf(frame, length)))
                    .isEqualTo(1);
        }
    }

    private static int claimed(FrameReader frame) {
        return FrameLayout.claimedMessages(frame.bytes());
    }
}

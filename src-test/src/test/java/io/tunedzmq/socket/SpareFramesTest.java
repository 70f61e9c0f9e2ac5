package io.tunedzmq.socket;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import zmq.Msg;

class SpareFramesTest {
    private static final int LARGE = 60_000;

    private final SpareFrames spares = new SpareFrames();

    @Test
    void shouldUseTheMemoryOfALargeFrameAgain() {
        Msg first = spares.allocate(LARGE);
        byte[] memory = first.data();
        assertThat(memory).hasSize(LARGE);
        assertThat(SpareFrames.reusable(first)).isTrue();
        spares.giveBack(memory);

        assertThat(spares.allocate(LARGE).data()).isSameAs(memory);
        assertThat(spares.allocate(LARGE).data()).as("no longer spare").isNotSameAs(memory);
    }

    @Test
    void shouldKeepNothingOfAnotherLength() {
        spares.giveBack(spares.allocate(LARGE).data());

        assertThat(spares.allocate(LARGE + 1).data()).hasSize(LARGE + 1);
        assertThat(spares.bytes()).isZero();
    }

    @Test
    void shouldNotBotherWithSmallFramesOrThoseOfOthers() {
        assertThat(SpareFrames.reusable(spares.allocate(100))).isFalse();
        assertThat(SpareFrames.reusable(new Msg(LARGE))).isFalse();
    }

    @Test
    void shouldKeepNoMoreThanFourMebibytes() {
        for (int i = 0; i < 1_000; i++) {
            spares.giveBack(new byte[LARGE]);
        }
        assertThat(spares.bytes()).isBetween((4L << 20) - LARGE, 4L << 20);

        spares.giveBack(new byte[5 << 20]);
        assertThat(spares.bytes()).isLessThanOrEqualTo(4L << 20);
    }
}

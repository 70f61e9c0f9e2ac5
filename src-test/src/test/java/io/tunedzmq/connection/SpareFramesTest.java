package io.tunedzmq.connection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpareFramesTest {
    private static final int LARGE = 60_000;

    private final SpareFrames spares = new SpareFrames();

    @Test
    void shouldUseTheMemoryOfALargeFrameAgain() {
        byte[] memory = spares.take(LARGE);
        assertThat(memory).hasSize(LARGE);
        spares.giveBack(memory);

        assertThat(spares.take(LARGE)).isSameAs(memory);
        assertThat(spares.take(LARGE)).as("no longer spare").isNotSameAs(memory);
    }

    @Test
    void shouldKeepNothingOfAnotherLength() {
        spares.giveBack(spares.take(LARGE));

        assertThat(spares.take(LARGE + 1)).hasSize(LARGE + 1);
        assertThat(spares.bytes()).isZero();
    }

    @Test
    void shouldNotBotherWithSmallFrames() {
        spares.giveBack(spares.take(100));

        assertThat(spares.bytes()).isZero();
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

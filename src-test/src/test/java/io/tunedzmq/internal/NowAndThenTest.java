package io.tunedzmq.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NowAndThenTest {
    private static final long PAUSE_NS = 100;

    private final NowAndThen looks = new NowAndThen();

    /** The nano clock may be negative, and may overflow. */
    @ParameterizedTest
    @ValueSource(longs = {5_000, 0, -50, -5_000, Long.MIN_VALUE, Long.MAX_VALUE - 50})
    void shouldBeDueAtOnceAndThenAfterEachPause(long startNs) {
        assertThat(looks.isDue(PAUSE_NS, startNs)).isTrue();

        assertThat(looks.isDue(PAUSE_NS, startNs + PAUSE_NS - 1)).isFalse();
        assertThat(looks.isDue(PAUSE_NS, startNs + PAUSE_NS)).isTrue();
        assertThat(looks.isDue(PAUSE_NS, startNs + 2 * PAUSE_NS - 1)).isFalse();
        assertThat(looks.isDue(PAUSE_NS - 1, startNs + 2 * PAUSE_NS - 1)).isTrue();
    }
}

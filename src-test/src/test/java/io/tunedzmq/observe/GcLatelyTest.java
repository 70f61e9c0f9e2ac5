package io.tunedzmq.observe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GcLatelyTest {
    private static final long MILLI_NS = 1_000_000;

    private final GcLately gc = new GcLately(0, 0);

    @Test
    void shouldForgetWhatWasLongBefore() {
        assertThat(gc.look(100 * MILLI_NS, 40 * MILLI_NS)).isEqualTo(40 * MILLI_NS);
        assertThat(gc.look(600 * MILLI_NS, 50 * MILLI_NS)).isEqualTo(10 * MILLI_NS);
        assertThat(gc.latelyNs()).isEqualTo(50 * MILLI_NS);

        assertThat(gc.look(1_500 * MILLI_NS, 50 * MILLI_NS)).isZero();
        assertThat(gc.latelyNs()).isZero();
    }
}

package io.tunedzmq.subscribe;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.internal.Nanos;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How long a frame was under way, by its own word. */
class UnderWayTest {
    private static final long HOUR_NS = TimeUnit.HOURS.toNanos(1);

    @Test
    void shouldBeTheDifferenceOfTheClocksFromZeroToAnHour() {
        long nowNs = Nanos.sinceEpoch();

        assertThat(ReceivedFrames.underWayNs(nowNs - 5, nowNs)).isEqualTo(5);
        assertThat(ReceivedFrames.underWayNs(nowNs + 5, nowNs)).isZero();
        assertThat(ReceivedFrames.underWayNs(nowNs - HOUR_NS - 1, nowNs)).isEqualTo(HOUR_NS);
    }

    @Test
    void shouldStayWithinTheseWhateverAFrameSays() {
        long nowNs = Nanos.sinceEpoch();

        assertThat(ReceivedFrames.underWayNs(Long.MIN_VALUE, nowNs)).isEqualTo(HOUR_NS);
        assertThat(ReceivedFrames.underWayNs(0, nowNs)).isEqualTo(HOUR_NS);
        assertThat(ReceivedFrames.underWayNs(Long.MAX_VALUE, nowNs)).isZero();
    }
}

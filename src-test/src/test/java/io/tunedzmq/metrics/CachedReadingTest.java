package io.tunedzmq.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.Wait;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CachedReadingTest {
    @Test
    void shouldReadOnceForManyWhoAskAndAgainLater() {
        AtomicInteger readings = new AtomicInteger();
        CachedReading<Integer> recent = new CachedReading<>(readings::incrementAndGet);
        long startNs = System.nanoTime();

        int asked = 0;
        while (System.nanoTime() - startNs < 1_000_000) {
            recent.get();
            asked++;
        }

        assertThat(asked).isGreaterThan(10);
        assertThat(readings).hasValue(1);
        Wait.until("a new reading", () -> recent.get() == 2);
        assertThat(System.nanoTime() - startNs).isGreaterThanOrEqualTo(100_000_000);
    }
}

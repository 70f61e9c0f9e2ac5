package io.tunedzmq.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.config.ContextConfig;
import io.tunedzmq.jeromq.JeromqHealth;
import io.tunedzmq.jeromq.JeromqServices;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A publisher that waits though no connection has anything left to write. */
class LostQueueDetectorTest {
    private static final long LONG_NS = TimeUnit.SECONDS.toNanos(20);

    private final JeromqServices services = new JeromqServices(ContextConfig.defaults());
    private final JeromqHealth health = services.context().health();
    private final LostQueueDetector lostQueue = new LostQueueDetector(services.context());
    private final long nowNs = System.nanoTime();

    @AfterEach
    void close() {
        assertThat(services.close(Duration.ZERO, Duration.ofSeconds(20))).isTrue();
    }

    @Test
    void shouldBeFoundAfterAnErrorOnceNothingIsSentForLong() {
        health.survived("a thread", new OutOfMemoryError("a test"));
        lostQueue.look(true, 7, nowNs);
        assertThat(health.broken()).isEmpty();

        lostQueue.look(true, 7, nowNs + LONG_NS);

        assertThat(health.broken()).hasValueSatisfying(why -> assertThat(why).contains("build a new one"));
    }

    @Test
    void shouldNotBeSuspectedWithoutAnError() {
        lostQueue.look(true, 7, nowNs);
        lostQueue.look(true, 7, nowNs + LONG_NS);

        assertThat(health.broken()).isEmpty();
    }

    @Test
    void shouldNotBeSuspectedWhileFramesAreSent() {
        health.survived("a thread", new OutOfMemoryError("a test"));
        lostQueue.look(true, 7, nowNs);
        lostQueue.look(true, 8, nowNs + LONG_NS);
        lostQueue.look(false, 8, nowNs + 2 * LONG_NS);
        lostQueue.look(true, 8, nowNs + 3 * LONG_NS);

        assertThat(health.broken()).isEmpty();
    }
}

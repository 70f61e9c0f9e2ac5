package io.tunedzmq;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.wire.ControlFrames;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A publisher sends on and on what holds no message for the application. */
@Timeout(60)
class ControlFloodTest {
    private static final Duration TIMEOUT = Duration.ofMillis(100);
    private static final long MUCH_LONGER_NS = 3 * TIMEOUT.toNanos();
    private static final int MOST = 20_000;

    @Test
    void shouldComeBackWhenTheTimeIsOver() throws Exception {
        Thread receiving = Thread.currentThread();
        AtomicInteger told = new AtomicInteger();
        try (RawPublisher flooding = new RawPublisher();
                TunedContext context = TunedContext.builder().build();
                Subscriber subscriber = context.subscriber()
                        .connect(flooding.endpoint())
                        .topic("t")
                        .onPublisher(event -> {
                            if (Thread.currentThread().equals(receiving) && told.incrementAndGet() == 1) {
                                waitForMore();
                            }
                        })
                        .open()) {
            flooding.accept();
            CompletableFuture<Void> flood = CompletableFuture.runAsync(() -> endOnAndOn(flooding));

            while (told.get() == 0) { // Else another thread has read ahead.
                assertThat(subscriber.receive(TIMEOUT)).isNull();
            }

            assertThat(told)
                    .as("ends that one call heard, which looks at the clock before each and was late from the first on")
                    .hasValueLessThanOrEqualTo(2);
            flooding.close();
            flood.join();
        }
    }

    /** So that the next ones are there, and the time of the call is over. */
    private static void waitForMore() {
        long beganNs = System.nanoTime();
        while (System.nanoTime() - beganNs < MUCH_LONGER_NS) {
            Thread.onSpinWait();
        }
    }

    private static void endOnAndOn(RawPublisher flooding) {
        try {
            for (long epoch = 1; epoch <= MOST; epoch++) {
                flooding.send(new ControlFrames(epoch, () -> 0).end(0));
                flooding.flush();
            }
        } catch (IOException e) {
            return; // Closed: that was enough.
        }
    }
}

package io.tunedzmq.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HeldInterruptTest {
    private static final long SOON_NS = 20_000_000_000L;

    @AfterEach
    void clear() {
        boolean unused = Thread.interrupted();
    }

    @Test
    void shouldKeepAnInterruptAwayAndGiveItBack() {
        Thread.currentThread().interrupt();

        try (HeldInterrupt held = HeldInterrupt.take()) {
            assertThat(held).isNotNull();
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }

        assertThat(Thread.currentThread().isInterrupted()).isTrue();
    }

    @Test
    void shouldNotMakeUpAnInterrupt() {
        try (HeldInterrupt held = HeldInterrupt.take()) {
            held.takeNow();
        }

        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void shouldWaitOnWhateverInterruptsCome() {
        CountDownLatch latch = new CountDownLatch(1);
        Thread waiting = Thread.currentThread();
        boolean came;

        try (HeldInterrupt held = new HeldInterrupt()) {
            int[] waits = {0};
            came = held.await(
                    left -> {
                        waits[0]++;
                        if (waits[0] <= 3) {
                            waiting.interrupt();
                        } else {
                            latch.countDown();
                        }
                        return latch.await(left, TimeUnit.NANOSECONDS);
                    },
                    System.nanoTime() + SOON_NS);
            assertThat(waits[0]).isEqualTo(4);
        }

        assertThat(came).isTrue();
        assertThat(waiting.isInterrupted()).isTrue();
    }

    @Test
    void shouldSayThatItDidNotComeInTime() {
        try (HeldInterrupt held = new HeldInterrupt()) {
            assertThat(held.await(left -> left > 0, System.nanoTime() - 1)).isFalse();
        }
    }

    @Test
    void shouldWaitForTheEndOfAThreadOnAnInterruptedOne() {
        CountDownLatch latch = new CountDownLatch(1);
        Thread thread = new Thread(() -> await(latch));
        thread.start();
        boolean early;
        boolean late;

        Thread.currentThread().interrupt();
        try (HeldInterrupt held = new HeldInterrupt()) {
            early = held.awaitEnd(thread, System.nanoTime());
            latch.countDown();
            late = held.awaitEnd(thread, System.nanoTime() + SOON_NS);
        }

        assertThat(early).as("ended before").isFalse();
        assertThat(late).as("ended in time").isTrue();
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
    }

    private static void await(CountDownLatch latch) {
        try (HeldInterrupt held = new HeldInterrupt()) {
            boolean unused = held.await(left -> latch.await(left, TimeUnit.NANOSECONDS), System.nanoTime() + SOON_NS);
        }
    }
}

package io.tunedzmq.publish;

import io.tunedzmq.internal.HeldInterrupt;
import io.tunedzmq.jeromq.IoThread;
import io.tunedzmq.stats.CloseReport;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Whether a publisher is closed, by whom, and what became of its last messages. Thread-safe. */
final class PublisherEnd {
    private final CountDownLatch rest = new CountDownLatch(1);
    private volatile boolean closing;
    private volatile @Nullable Thread closer;
    private volatile @Nullable CloseReport report;

    void begin() {
        closing = true;
    }

    /** The calling thread closes it; others only wait for that. */
    void closesNow() {
        closer = Thread.currentThread();
    }

    void report(CloseReport ofLast) {
        report = ofLast;
    }

    /** Who closes it is done with that. */
    void isAtRest() {
        rest.countDown();
    }

    /** Waits for that, but not on the thread that closes it, nor on one that it may need. */
    void awaitRest(HeldInterrupt held, long deadlineNs) {
        if (closer != Thread.currentThread() && !IoThread.isCurrent()) {
            boolean unused = held.await(nanos -> rest.await(nanos, TimeUnit.NANOSECONDS), deadlineNs);
        }
    }

    /** Whether it is closed, or about to be. */
    boolean isClosing() {
        return closing;
    }

    /** What became of the last messages; null before it is closed. */
    @Nullable
    CloseReport report() {
        return report;
    }
}

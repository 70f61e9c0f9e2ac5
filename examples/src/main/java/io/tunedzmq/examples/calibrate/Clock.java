package io.tunedzmq.examples.calibrate;

import java.util.concurrent.locks.LockSupport;

/** Waits by {@link System#nanoTime()}. */
final class Clock {
    private Clock() {}

    /** Returns the time it is then. */
    static long parkUntil(long dueNs) {
        long nowNs = System.nanoTime();
        while (nowNs - dueNs < 0 && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(dueNs - nowNs);
            nowNs = System.nanoTime();
        }
        return nowNs;
    }
}

package io.tunedzmq.bench;

import java.util.concurrent.locks.LockSupport;

/**
 * Holds one thread to a steady rate. A message counts as sent at the moment at which it was due, not when it was sent:
 * a publisher that is held up makes all the messages behind late, and they count as late. Only what the thread
 * overslept does not count: a thread that spins instead would take a core from what is measured.
 */
public final class Pace {
    private final long startNs;
    private final double intervalNs;
    private long awakeNs;
    private long count;

    /**
     * @param startNs of {@link System#nanoTime}; the first message is due one interval later
     */
    public Pace(long startNs, int messagesPerSecond) {
        this.startNs = startNs;
        intervalNs = 1e9 / messagesPerSecond;
        awakeNs = startNs;
    }

    /** Waits until the next message is due, and returns when it counts as sent. */
    public long next() {
        count++;
        long dueNs = startNs + (long) (count * intervalNs);
        long nowNs = System.nanoTime();
        while (nowNs - dueNs < 0) {
            LockSupport.parkNanos(dueNs - nowNs);
            nowNs = System.nanoTime();
            awakeNs = nowNs;
        }
        return Math.max(dueNs, awakeNs);
    }
}

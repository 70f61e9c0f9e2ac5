package io.tunedzmq.audience;

import java.util.concurrent.TimeUnit;

/** When to write a line that a peer can cause: a few times a minute, with the count of those left out. Thread-safe. */
final class Seldom {
    private static final long MINUTE_NS = TimeUnit.MINUTES.toNanos(1);

    private final int linesAMinute;
    private long minuteNs = System.nanoTime();
    private int left;
    private long count;

    Seldom(int linesAMinute) {
        this.linesAMinute = linesAMinute;
        left = linesAMinute;
    }

    /** How many lines this one stands for; 0 if it is to be left out. */
    synchronized long take(long nowNs) {
        count++;
        if (nowNs - minuteNs >= MINUTE_NS) {
            minuteNs = nowNs;
            left = linesAMinute;
        }
        if (left == 0) {
            return 0;
        }
        left--;
        long all = count;
        count = 0;
        return all;
    }
}

package io.tunedzmq.audience;

import java.util.concurrent.TimeUnit;

/** When to write a line that a peer can cause: once a minute, with the count of the others. Confined. */
final class Seldom {
    private static final long MINUTE_NS = TimeUnit.MINUTES.toNanos(1);

    private long nextNs = System.nanoTime();
    private long count;

    /** How many lines this one stands for; 0 if it is too early for one. */
    long take(long nowNs) {
        count++;
        if (nowNs - nextNs < 0) {
            return 0;
        }
        nextNs = nowNs + MINUTE_NS;
        long all = count;
        count = 0;
        return all;
    }
}

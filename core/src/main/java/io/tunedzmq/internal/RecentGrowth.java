package io.tunedzmq.internal;

/**
 * Whether a count has grown lately, as far as somebody has looked: whoever asks looks, too, but it takes a look now and
 * then for one that is asked rarely to know when that was. Thread-safe.
 */
public final class RecentGrowth {
    /** So long it counts: as long as most of those who watch processes pause between two looks. */
    public static final long RECENT_NS = 10_000_000_000L;

    private static final long NEVER = Long.MAX_VALUE;

    private long count;
    private long grownNs;

    /**
     * Takes the count now.
     *
     * @param nowNs the nano clock
     * @return nanoseconds since it was first seen as it is; {@link Long#MAX_VALUE} if it is still 0
     */
    public synchronized long look(long now, long nowNs) {
        if (now > count) { // Another thread may have read it later, and come first.
            count = now;
            grownNs = nowNs;
        }
        return count == 0 ? NEVER : Math.max(0, nowNs - grownNs);
    }

    /** Whether {@link #look} is recent. */
    public boolean isRecent(long now, long nowNs) {
        return look(now, nowNs) < RECENT_NS;
    }
}

package io.tunedzmq.internal;

import java.time.Duration;
import java.time.Instant;

/**
 * Times of {@link System#nanoTime()}, which may be negative and overflow, and durations that can be added to them; and
 * the time of day.
 */
public final class Nanos {
    private static final long LONGEST = Long.MAX_VALUE / 4; // 73 years
    private static final double PER_SECOND = 1e9;

    private Nanos() {}

    /** The duration in nanoseconds: at least 0, and at most 73 years, which is for ever. */
    public static long of(Duration duration) {
        if (duration.isNegative()) {
            return 0;
        }
        return duration.toSeconds() >= LONGEST / 1_000_000_000L ? LONGEST : duration.toNanos();
    }

    /** Since 1970-01-01T00:00Z by the wall clock, as frames carry it. */
    public static long sinceEpoch() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }

    /** A duration in seconds. */
    public static double seconds(long nanos) {
        return nanos / PER_SECOND;
    }

    /** The later of two times. */
    public static long later(long oneNs, long otherNs) {
        return oneNs - otherNs > 0 ? oneNs : otherNs;
    }
}

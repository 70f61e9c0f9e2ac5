package io.tunedzmq.internal;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Tells episodes of being slow from their noise: one begins with a loss or with being behind for the threshold, and is
 * over when neither was so for the threshold again. Confined.
 */
public final class SlowEpisodeDetector {
    private @Nullable Instant start;
    private long startNs;
    private long calmSinceNs;
    private long droppedAtStart;
    private long droppedBefore;

    /** Tells of an episode that begins or is over. */
    public interface Teller<E> {
        /**
         * Tells it.
         *
         * @param dropped in it so far
         */
        E tell(Instant start, Duration lasted, long dropped, boolean over);
    }

    /**
     * Takes what is known now.
     *
     * @return the episode that begins or ends with that, or null
     */
    public <E> @Nullable E look(long behindNs, long dropped, long thresholdNs, long nowNs, Teller<E> teller) {
        boolean lost = dropped > droppedBefore;
        boolean slow = lost || behindNs >= thresholdNs;
        long before = droppedBefore;
        droppedBefore = dropped;
        if (start == null) {
            if (!slow) {
                return null;
            }
            start = Instant.now();
            startNs = nowNs - behindNs;
            calmSinceNs = nowNs;
            droppedAtStart = before;
            return episode(dropped, nowNs, false, teller);
        }
        if (slow || behindNs > thresholdNs / 2) {
            calmSinceNs = nowNs;
            return null;
        }
        return nowNs - calmSinceNs < thresholdNs ? null : end(nowNs, teller);
    }

    /** Whether an episode has begun and is not over. */
    public boolean isSlow() {
        return start != null;
    }

    /** The episode that ends with the subscriber, or null if it was not slow. */
    public <E> @Nullable E end(long nowNs, Teller<E> teller) {
        if (start == null) {
            return null;
        }
        E over = episode(droppedBefore, nowNs, true, teller);
        start = null;
        return over;
    }

    private <E> E episode(long dropped, long nowNs, boolean over, Teller<E> teller) {
        Instant since = start == null ? Instant.now() : start;
        return teller.tell(since, Duration.ofNanos(nowNs - startNs), dropped - droppedAtStart, over);
    }
}

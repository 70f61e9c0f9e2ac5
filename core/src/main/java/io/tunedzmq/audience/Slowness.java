package io.tunedzmq.audience;

import io.tunedzmq.stats.SlowEpisode;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Tells episodes of being slow from their noise: one begins with a loss or with being behind for the threshold, and is over
 * when neither was so for the threshold again. Confined.
 */
public final class Slowness {
    private @Nullable Instant start;
    private long startNs;
    private long calmSinceNs;
    private long droppedAtStart;
    private long droppedBefore;

    /**
     * Takes what is known now.
     *
     * @return the episode that begins or ends with that, or null
     */
    public @Nullable SlowEpisode look(long id, String name, long behindNs, long dropped, long thresholdNs, long nowNs) {
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
            return episode(id, name, dropped, nowNs, false);
        }
        if (slow || behindNs > thresholdNs / 2) {
            calmSinceNs = nowNs;
            return null;
        }
        return nowNs - calmSinceNs < thresholdNs ? null : end(id, name, nowNs);
    }

    boolean isSlow() {
        return start != null;
    }

    /** The episode that ends with the subscriber, or null if it was not slow. */
    public @Nullable SlowEpisode end(long id, String name, long nowNs) {
        if (start == null) {
            return null;
        }
        SlowEpisode over = episode(id, name, droppedBefore, nowNs, true);
        start = null;
        return over;
    }

    private SlowEpisode episode(long id, String name, long dropped, long nowNs, boolean over) {
        Instant since = start == null ? Instant.now() : start;
        return new SlowEpisode(id, name, since, Duration.ofNanos(nowNs - startNs), dropped - droppedAtStart, over);
    }
}

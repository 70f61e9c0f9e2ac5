package io.tunedzmq.subscribe;

import io.tunedzmq.config.SlowPolicy;
import io.tunedzmq.internal.Counter;
import io.tunedzmq.internal.SlowEpisodeDetector;
import io.tunedzmq.stats.Gap;
import io.tunedzmq.stats.SlowEpisode;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether a subscriber's application is too slow: since when messages have been waiting for it without a break, and
 * what was lost for a full queue. Confined: guarded by the subscriber's lock; what is only read may be so from any
 * thread.
 */
final class ApplicationLag {
    private final long id;
    private final String name;
    private final SlowPolicy policy;
    private final SlowEpisodeDetector slowEpisodes = new SlowEpisodeDetector();
    private final Counter episodes = new Counter();

    /** By the nano clock; 0: nothing waits. */
    private final Counter waitingSinceNs = new Counter();

    private long lost;

    ApplicationLag(long id, String name, SlowPolicy policy) {
        this.id = id;
        this.name = name;
        this.policy = policy;
    }

    /** Counts a gap, unless the connection was lost. */
    void lost(Gap gap) {
        lost += gap.afterReconnect() ? 0 : gap.count();
    }

    /** Takes whether nothing waits for the application now. */
    void look(boolean nothingWaits, long nowNs) {
        boolean waited = waitingSinceNs.get() != 0;
        if (nothingWaits && waited) {
            waitingSinceNs.set(0);
        } else if (!nothingWaits && !waited) {
            waitingSinceNs.set(nowNs == 0 ? 1 : nowNs);
        }
    }

    /** For how long messages have been waiting; 0 if none does. From any thread. */
    long waitingNs(long nowNs) {
        long sinceNs = waitingSinceNs.get();
        return sinceNs == 0 ? 0 : Math.max(0, nowNs - sinceNs);
    }

    /** The episode that begins or ends now, or null. */
    @Nullable
    SlowEpisode episode(long nowNs) {
        SlowEpisode episode =
                slowEpisodes.look(waitingNs(nowNs), lost, policy.threshold().toNanos(), nowNs, this::tell);
        if (episode != null && !episode.over()) {
            episodes.add(1);
        }
        return episode;
    }

    /** The episode that ends with the subscriber, or null if it was not slow. */
    @Nullable
    SlowEpisode end(long nowNs) {
        return slowEpisodes.end(nowNs, this::tell);
    }

    private SlowEpisode tell(Instant start, Duration lasted, long dropped, boolean over) {
        return new SlowEpisode(id, name, start, lasted, dropped, over);
    }

    boolean mustLeave() {
        return policy instanceof SlowPolicy.Disconnect;
    }

    long episodes() {
        return episodes.get();
    }
}

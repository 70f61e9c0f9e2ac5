package io.tunedzmq.publish;

import static io.tunedzmq.internal.Nanos.seconds;

import io.tunedzmq.internal.RecentGrowth;
import io.tunedzmq.internal.Text;
import io.tunedzmq.stats.PublisherStats;
import java.util.ArrayList;
import java.util.List;

/** What keeps a publisher from being well. Thread-safe. */
final class PublisherTroubles {
    /** With {@code block()} a queue that is full for a moment is how a publisher keeps pace with its subscribers. */
    private static final long LONG_FULL_NS = 1_000_000_000;

    private static final String RECENTLY = " less than " + Text.number(seconds(RecentGrowth.RECENT_NS)) + " s ago";

    private final boolean drops;
    private final long slowNs;
    private final RecentGrowth overflows = new RecentGrowth();
    private final RecentGrowth refusals = new RecentGrowth();
    private final RecentGrowth losses = new RecentGrowth();

    /**
     * @param drops whether messages are lost where a queue is full
     * @param slowNs how long a subscriber is behind that is too slow
     */
    PublisherTroubles(boolean drops, long slowNs) {
        this.drops = drops;
        this.slowNs = slowNs;
    }

    /** To be called now and then, so that nobody takes a loss for one of this moment who asks an hour later. */
    void look(PublisherStats now, long nowNs) {
        overflows.look(now.stalls(), nowNs);
        refusals.look(now.refused(), nowNs);
        losses.look(now.dropped(), nowNs);
    }

    /**
     * What is wrong.
     *
     * @param absent where it connects, and nobody is there
     * @param fullNs for how long the queue of a subscriber has been full
     * @param behindNs for how long a subscriber has been behind
     */
    List<String> find(List<String> absent, long fullNs, long behindNs, PublisherStats stats, long nowNs) {
        List<String> found = new ArrayList<>();
        absent.forEach(endpoint -> found.add("it has no connection to " + endpoint));
        if (fullNs >= LONG_FULL_NS) {
            found.add("the queue of a subscriber has been full for " + Text.number(seconds(fullNs)) + " s");
        } else if (drops && overflows.isRecent(stats.stalls(), nowNs)) {
            found.add("the queue of a subscriber was full" + RECENTLY + ", which lost messages");
        }
        if (behindNs >= slowNs) {
            found.add("a subscriber has been behind for " + Text.number(seconds(behindNs)) + " s");
        }
        if (refusals.isRecent(stats.refused(), nowNs)) {
            found.add("it refused messages" + RECENTLY + ", " + Text.grouped(stats.refused()) + " in all");
        }
        if (losses.isRecent(stats.dropped(), nowNs)) {
            found.add("subscribers reported losses" + RECENTLY + ", " + Text.grouped(stats.dropped()) + " in all");
        }
        return found;
    }
}

package io.tunedzmq.observe;

import io.tunedzmq.stats.PublisherStats;
import io.tunedzmq.window.WindowOverflow;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** A time for which a publisher has no room for somebody, as it goes on. Confined: one thread at a time. */
final class OverflowSampler {
    /** Between two looks without room there may be some with: it ends only after that. */
    private static final long PAUSE_NS = 100_000_000;

    private final Map<Long, LagSampler> behind = new HashMap<>();
    private final SampledShare unsent = new SampledShare();
    private final PublisherStats before;
    private final long sinceNs;
    private PublisherStats last;
    private PublisherStats lastFull;
    private long lookedNs;
    private long filledNs;
    private long untilNs;
    private long reported;
    private long fillingNs;
    private long publishedFilling;
    private long longestGcNs;
    private long gcNs;
    private int looks;
    private boolean room;
    private long burst;
    private long burstAtLeast;
    private double rush;

    /**
     * It begins.
     *
     * @param before counts at the last look at which there was room
     * @param sinceNs when that look was
     * @param gcNs time in collections shortly before
     */
    OverflowSampler(PublisherStats before, long sinceNs, long gcNs) {
        this.before = before;
        this.sinceNs = sinceNs;
        this.gcNs = gcNs;
        last = before;
        lastFull = before;
        lookedNs = sinceNs;
        filledNs = sinceNs;
        untilNs = sinceNs;
    }

    /**
     * A look at which there is no room, or was none since the look before.
     *
     * @param filled whether somebody's queue filled up since the look before
     * @param gcNs time in collections meanwhile
     */
    void lookWithoutRoom(PublisherStats now, long nowNs, boolean filled, long gcNs) {
        if (filled) {
            fillingNs += nowNs - lookedNs;
            filledNs = nowNs;
            publishedFilling += now.published() - last.published();
        }
        room = false;
        looks++;
        last = now;
        lastFull = now;
        lookedNs = nowNs;
        untilNs = nowNs;
        reported = now.dropped() - before.dropped();
        this.gcNs += gcNs;
        longestGcNs = Math.max(longestGcNs, gcNs);
    }

    /** There is room. What subscribers report as lost now was lost before. */
    void lookWithRoom(PublisherStats now, long nowNs) {
        room = true;
        last = now;
        lookedNs = nowNs;
        reported = now.dropped() - before.dropped();
    }

    /** Whether bytes wait to be taken by a peer. */
    void look(boolean bytesUnsent) {
        unsent.look(bytesUnsent);
    }

    /** This subscriber had more to take already when it began, and does this since. */
    void isBehind(long subscriber, LagSampler lag) {
        behind.put(subscriber, lag);
    }

    /** Those who had more to take when it began, with what they did since. */
    Map<Long, LagSampler> behind() {
        return behind;
    }

    /** Whether it is over, and what follows is another. */
    boolean isOver(long nowNs) {
        return room && nowNs - untilNs > PAUSE_NS;
    }

    boolean isNew() {
        return looks == 0;
    }

    /** Takes how far publishing ran ahead of its average until somebody's queue filled up for the last time. */
    void noteBurst(BurstSampler bursts) {
        burst = Math.max(burst, bursts.most(true, sinceNs, filledNs));
        burstAtLeast = Math.max(burstAtLeast, bursts.most(false, sinceNs, filledNs));
    }

    /** @param perNs messages published on average */
    WindowOverflow result(double perNs) {
        PublisherStats since = lastFull.minus(before);
        if (fillingNs > 0 && perNs > 0) {
            rush = Math.max(rush, publishedFilling / (fillingNs * perNs));
        }
        return new WindowOverflow(
                looks,
                Duration.ofNanos(untilNs - sinceNs),
                !room,
                since.stalls(),
                since.refused(),
                reported,
                behind.keySet(),
                unsent.ifAny(),
                burst,
                Duration.ofNanos((long) (perNs > 0 ? burst / perNs : 0)),
                burstAtLeast,
                rush,
                Duration.ofNanos(gcNs),
                Duration.ofNanos(longestGcNs));
    }
}

package io.tunedzmq.observe;

import io.tunedzmq.publish.PublisherReadings;
import io.tunedzmq.stats.PublisherStats;
import io.tunedzmq.stats.SubscriberReport;
import io.tunedzmq.window.ContextSnapshot;
import io.tunedzmq.window.WindowSamples;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Whether a publisher's queue is full, and how uneven its publishing is. Confined: one thread at a time. */
final class PublisherSampler {
    private static final long SUBSCRIBERS_NS = 1_000_000_000;

    /** Far more are one after the other: they have the same cause. */
    private static final int MOST_OVERFLOWS = 100;

    private final PublisherReadings publisher;
    private final SampledShare full = new SampledShare();
    private final SampledShare passedOver = new SampledShare();
    private final SampledShare unsent = new SampledShare();
    private final ConnectionSampler connects = new ConnectionSampler();
    private final BurstSampler bursts;
    private final PublisherStats first;
    private final PublisherStats atBegin;
    private final long sinceNs;
    private final List<OverflowSampler> overflows = new ArrayList<>();

    /** The last of them, with what is reported lost until the next; it may have been over before the window. */
    private @Nullable OverflowSampler overflow;

    private PublisherStats last;
    private long lookedNs;
    private boolean fullNow;
    private boolean filled;
    private boolean stuck;

    /** Who was connected when this was looked at last. */
    private Set<Long> subscribers;

    private long subscribersNs;

    /** @param before who has looked at the same publisher until now; null if nobody has */
    PublisherSampler(PublisherReadings publisher, @Nullable PublisherSampler before, long nowNs) {
        this.publisher = publisher;
        first = publisher.stats();
        last = before == null ? first : before.last;
        lookedNs = before == null ? nowNs : before.lookedNs;
        atBegin = last;
        sinceNs = lookedNs;
        overflow = before == null ? null : before.overflow;
        if (overflow != null && !overflow.isOver(nowNs)) {
            overflows.add(overflow);
        }
        subscribers = ids();
        subscribersNs = nowNs;
        bursts = new BurstSampler(lookedNs, last.published());
    }

    private Set<Long> ids() {
        return publisher.subscribers().stream().map(SubscriberReport::id).collect(Collectors.toSet());
    }

    boolean looksAt(PublisherReadings other) {
        return publisher == other;
    }

    /**
     * @param gcNs time in collections since the look before
     * @param gcLatelyNs the same and shortly before
     */
    void look(long nowNs, long gcNs, long gcLatelyNs) {
        PublisherStats now = publisher.stats();
        PublisherStats since = now.minus(last);
        if (nowNs - subscribersNs >= SUBSCRIBERS_NS) {
            subscribers = ids();
            subscribersNs = nowNs;
        }
        fullNow = publisher.full() || since.stalls() + since.refused() > 0;
        full.look(fullNow);
        passedOver.look(publisher.passedOver());
        stuck = fullNow && (publisher.drops() || since.published() == 0);
        filled = false;
        OverflowSampler lately = overflow;
        if (fullNow) {
            if (lately == null || (lately.isOver(nowNs) && overflows.size() < MOST_OVERFLOWS)) {
                lately = new OverflowSampler(last, lookedNs, gcLatelyNs - gcNs);
                overflow = lately;
                overflows.add(lately);
                filled = true;
            }
            // Who waited for room has much to publish afterwards: that is no burst.
            lately.lookWithoutRoom(now, nowNs, lately.isNew() || (publisher.drops() && since.stalls() > 0), gcNs);
        } else if (lately != null) {
            lately.lookWithRoom(now, nowNs);
        }
        connects.look(publisher.connections());
        bursts.look(nowNs, now.published());
        if (bursts.isFull()) {
            overflows.forEach(each -> each.noteBurst(bursts));
            bursts.startAnew();
        }
        last = now;
        lookedNs = nowNs;
    }

    /** Whether messages had no room since the first look, or have none now. */
    boolean overflowed() {
        return stuck || (publisher.drops() ? last.stalls() > first.stalls() : last.refused() > first.refused());
    }

    /** Whether room had not lacked before the last look, and this subscriber is connected. */
    boolean filledBeside(long subscriber) {
        return filled && subscribers.contains(subscriber);
    }

    /** This subscriber had more to take already when room began to lack, and does this since. */
    void isBehind(long subscriber, LagSampler lag) {
        OverflowSampler now = overflow;
        if (now != null) {
            now.isBehind(subscriber, lag);
        }
    }

    /** Who had more to take when that began which goes on since before the window, with what they did since. */
    Map<Long, LagSampler> behindAtFirst() {
        return overflows.isEmpty() ? Map.of() : overflows.get(0).behind();
    }

    void look(TcpQueues queues) {
        OverflowSampler now = overflow;
        if (fullNow && now != null) { // What else is under way says nothing of why it was full.
            boolean waits = queues.unsent(publisher.localPorts());
            unsent.look(waits);
            now.look(waits);
        }
    }

    ContextSnapshot.Publisher observe() {
        return publisher.observe();
    }

    WindowSamples.Publisher result() {
        overflows.forEach(each -> each.noteBurst(bursts));
        double perNs = (double) (last.published() - atBegin.published()) / Math.max(1, lookedNs - sinceNs);
        return new WindowSamples.Publisher(
                full.get(),
                passedOver.get(),
                unsent.ifAny(),
                overflows.stream().map(each -> each.result(perNs)).toList(),
                connects.result());
    }
}

package io.tunedzmq.observe;

import io.tunedzmq.publish.PublisherEngine;
import io.tunedzmq.stats.PublisherStats;
import io.tunedzmq.stats.SubscriberReport;
import io.tunedzmq.window.ContextSnapshot;
import io.tunedzmq.window.WindowSamples;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether a publisher's queue is full, and how uneven its publishing is. Confined: one thread at a time. */
final class PublisherSampler {
    /** A look: when, and how many messages were published until then. */
    private record Progress(long atNs, long published) {}

    /** A minute, at the fewest looks a second: who runs ahead for longer does not burst. */
    private static final int MOST_PROGRESS = 1_200;

    private static final long SUBSCRIBERS_NS = 1_000_000_000;

    private final PublisherEngine engine;
    private final LookShare full = new LookShare();
    private final LookShare unsent = new LookShare();
    private final ConnectionSampler connects = new ConnectionSampler();
    private final List<Progress> progress = new ArrayList<>();
    private final long sinceNs;
    private final PublisherStats first;
    private PublisherStats last;
    private long lookedNs;
    private boolean fullNow;
    private long fullNs;
    private long publishedWhileFull;
    private boolean stuck;
    private long largestBurst;
    private long largestBurstAtLeast;

    /** Who was connected when this was looked at last. */
    private Set<Long> subscribers;

    private long subscribersNs;

    PublisherSampler(PublisherEngine engine, long nowNs) {
        this.engine = engine;
        first = engine.stats();
        last = first;
        subscribers = ids();
        subscribersNs = nowNs;
        sinceNs = nowNs;
        lookedNs = nowNs;
        progress.add(new Progress(nowNs, last.published()));
    }

    private Set<Long> ids() {
        return engine.subscribers().stream().map(SubscriberReport::id).collect(Collectors.toSet());
    }

    void look(long nowNs) {
        PublisherStats now = engine.stats();
        PublisherStats since = now.minus(last);
        last = now;
        if (nowNs - subscribersNs >= SUBSCRIBERS_NS) {
            subscribers = ids();
            subscribersNs = nowNs;
        }
        fullNow = engine.full() || since.stalls() + since.refused() > 0;
        full.look(fullNow);
        if (fullNow) {
            fullNs += nowNs - progress.get(progress.size() - 1).atNs;
            publishedWhileFull += since.published();
        }
        connects.look(engine.connections());
        stuck = fullNow && (engine.drops() || since.published() == 0);
        if (progress.size() == MOST_PROGRESS) {
            largestBurst = burst();
            largestBurstAtLeast = burstAtLeast();
            progress.subList(0, progress.size() - 1).clear();
        }
        progress.add(new Progress(nowNs, now.published()));
        lookedNs = nowNs;
    }

    /** Whether messages had no room since the first look, or have none now. */
    boolean overflowed() {
        return stuck || (engine.drops() ? last.stalls() > first.stalls() : last.refused() > first.refused());
    }

    /** Whether somebody had no room at the last look, or since the one before, and this subscriber is connected. */
    boolean wasFullBeside(long subscriber) {
        return fullNow && subscribers.contains(subscriber);
    }

    void look(TcpQueues queues) {
        if (fullNow) { // What else is under way says nothing of why it was full.
            unsent.look(queues.unsent(engine.localPorts()));
        }
    }

    ContextSnapshot.Publisher observe() {
        return engine.observe();
    }

    WindowSamples.Publisher result() {
        return new WindowSamples.Publisher(
                full.get(), unsent.ifAny(), burst(), burstAtLeast(), rush(), connects.result());
    }

    private double rush() {
        double average = (double) (last.published() - first.published()) / Math.max(1, lookedNs - sinceNs);
        return fullNs == 0 || average == 0 ? 0 : (double) publishedWhileFull / fullNs / average;
    }

    private long burst() {
        return Math.max(largestBurst, level(true));
    }

    private long burstAtLeast() {
        return Math.max(largestBurstAtLeast, level(false));
    }

    /**
     * What a bucket must hold that fills as was published and leaks at the average rate: a queue in front of a
     * subscriber that is just fast enough.
     *
     * @param atOnce whether what came between two looks came in one moment, and leaked only afterwards
     */
    private long level(boolean atOnce) {
        Progress begin = progress.get(0);
        Progress end = progress.get(progress.size() - 1);
        double perNs = (double) (end.published - begin.published) / Math.max(1, end.atNs - begin.atNs);
        double level = 0;
        double most = 0;
        Progress before = begin;
        for (Progress each : progress) {
            double came = level + each.published - before.published;
            level = Math.max(0, came - perNs * (each.atNs - before.atNs));
            most = Math.max(most, atOnce ? came : level);
            before = each;
        }
        return (long) Math.ceil(most);
    }
}

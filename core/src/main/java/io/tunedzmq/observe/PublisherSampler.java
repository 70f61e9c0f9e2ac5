package io.tunedzmq.observe;

import io.tunedzmq.publish.PublisherEngine;
import io.tunedzmq.stats.PublisherStats;
import io.tunedzmq.window.ContextSnapshot;
import io.tunedzmq.window.WindowSamples;
import java.util.ArrayList;
import java.util.List;

/** Whether a publisher's queue is full, and how uneven its publishing is. Confined: one thread at a time. */
final class PublisherSampler {
    /** A look: when, and how many messages were published until then. */
    private record Progress(long atNs, long published) {}

    /** A minute, at the fewest looks a second: who runs ahead for longer does not burst. */
    private static final int MOST_PROGRESS = 1_200;

    private final PublisherEngine engine;
    private final LookShare full = new LookShare();
    private final LookShare unsent = new LookShare();
    private final ConnectionSampler connects = new ConnectionSampler();
    private final List<Progress> progress = new ArrayList<>();
    private final PublisherStats first;
    private PublisherStats last;
    private boolean stuck;
    private long largestBurst;

    PublisherSampler(PublisherEngine engine, long nowNs) {
        this.engine = engine;
        first = engine.stats();
        last = first;
        progress.add(new Progress(nowNs, last.published()));
    }

    void look(long nowNs) {
        PublisherStats now = engine.stats();
        PublisherStats since = now.minus(last);
        last = now;
        boolean fullNow = engine.full() || since.stalls() + since.refused() > 0;
        full.look(fullNow);
        connects.look(engine.connections());
        stuck = fullNow && (engine.drops() || since.published() == 0);
        if (progress.size() == MOST_PROGRESS) {
            largestBurst = Math.max(largestBurst, burst());
            progress.subList(0, progress.size() - 1).clear();
        }
        progress.add(new Progress(nowNs, now.published()));
    }

    /** Whether messages had no room since the first look, or have none now. */
    boolean overflowed() {
        return stuck || (engine.drops() ? last.stalls() > first.stalls() : last.refused() > first.refused());
    }

    void look(TcpQueues queues) {
        unsent.look(queues.unsent(engine.localPorts()));
    }

    ContextSnapshot.Publisher observe() {
        return engine.observe();
    }

    WindowSamples.Publisher result() {
        return new WindowSamples.Publisher(
                full.get(), unsent.ifAny(), Math.max(largestBurst, burst()), connects.result());
    }

    /**
     * What a bucket must hold that fills as was published and leaks at the average rate: a queue in front of a
     * subscriber that is just fast enough.
     */
    private long burst() {
        Progress first = progress.get(0);
        Progress end = progress.get(progress.size() - 1);
        double perNs = (double) (end.published - first.published) / Math.max(1, end.atNs - first.atNs);
        double level = 0;
        double most = 0;
        Progress before = first;
        for (Progress each : progress) {
            // What came, came at once for all we know: it leaks afterwards.
            level += each.published - before.published;
            most = Math.max(most, level);
            level = Math.max(0, level - perNs * (each.atNs - before.atNs));
            before = each;
        }
        return (long) Math.ceil(most);
    }
}

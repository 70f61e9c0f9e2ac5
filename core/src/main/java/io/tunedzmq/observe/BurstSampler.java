package io.tunedzmq.observe;

import java.util.ArrayList;
import java.util.List;

/** How far publishing runs ahead of its own average. Confined: one thread at a time. */
final class BurstSampler {
    /** A look: when, and how many messages were published until then. */
    private record Progress(long atNs, long published) {}

    /** A minute, at the fewest looks a second: who runs ahead for longer does not burst. */
    private static final int MOST_PROGRESS = 1_200;

    private final List<Progress> progress = new ArrayList<>();

    BurstSampler(long nowNs, long published) {
        progress.add(new Progress(nowNs, published));
    }

    void look(long nowNs, long published) {
        progress.add(new Progress(nowNs, published));
    }

    /** Whether it is to be asked and to start anew. */
    boolean isFull() {
        return progress.size() >= MOST_PROGRESS;
    }

    /** Forgets all but the last look. */
    void startAnew() {
        progress.subList(0, progress.size() - 1).clear();
    }

    /**
     * What a bucket must hold in a part of the time that fills as was published and leaks at the average rate: a queue
     * in front of a subscriber that is just fast enough.
     *
     * @param atOnce whether what came between two looks came in one moment, and leaked only afterwards
     */
    long most(boolean atOnce, long fromNs, long toNs) {
        Progress begin = progress.get(0);
        Progress end = progress.get(progress.size() - 1);
        double perNs = (double) (end.published - begin.published) / Math.max(1, end.atNs - begin.atNs);
        double level = 0;
        double most = 0;
        Progress before = begin;
        for (Progress each : progress) {
            double came = level + each.published - before.published;
            level = Math.max(0, came - perNs * (each.atNs - before.atNs));
            if (each.atNs - fromNs >= 0 && each.atNs - toNs <= 0) {
                most = Math.max(most, atOnce ? came : level);
            }
            before = each;
        }
        return (long) Math.ceil(most);
    }
}

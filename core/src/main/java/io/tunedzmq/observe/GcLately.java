package io.tunedzmq.observe;

import io.tunedzmq.window.WindowOverflow;
import java.util.ArrayDeque;
import java.util.Deque;

/** How much of the last moments went into garbage collections. Confined: one thread at a time. */
final class GcLately {
    private record Look(long atNs, long gcNs) {}

    private final Deque<Look> looks = new ArrayDeque<>();

    /** @param gcNs time in collections so far */
    GcLately(long nowNs, long gcNs) {
        looks.add(new Look(nowNs, gcNs));
    }

    /** Returns the time in collections since the look before. */
    long look(long nowNs, long gcNs) {
        long sinceNs = gcNs - looks.getLast().gcNs;
        looks.add(new Look(nowNs, gcNs));
        while (looks.size() > 2 && nowNs - looks.getFirst().atNs > WindowOverflow.SHORTLY_BEFORE.toNanos()) {
            looks.removeFirst();
        }
        return sinceNs;
    }

    /** Time in collections since shortly before the last look. */
    long latelyNs() {
        return looks.getLast().gcNs - looks.getFirst().gcNs;
    }
}

package io.tunedzmq.audience;

/**
 * When a subscriber was heard. One that is behind says at least twice a second that it is there; from one whose
 * connection is down nothing comes. Confined: guarded by the lock of {@link RemoteSubscribers}.
 */
final class RemoteLastHeard {
    /** What was on the way as the connection came back arrives at once: it counts as one word. */
    private static final long APART_NS = 200_000_000;

    private long lastNs;
    private long notedNs;
    private long beforeNs;

    RemoteLastHeard(long nowNs) {
        lastNs = nowNs;
        notedNs = nowNs;
        beforeNs = nowNs;
    }

    void heard(long nowNs) {
        lastNs = nowNs;
        if (nowNs - notedNs >= APART_NS) {
            beforeNs = notedNs;
            notedNs = nowNs;
        }
    }

    /** Time since it was heard last. */
    long sinceNs(long nowNs) {
        return Math.max(0, nowNs - lastNs);
    }

    /**
     * Whether it has been there while it owed an answer: heard twice, and neither at the very beginning, when what was
     * said before may still have been on the way.
     */
    boolean thereWhileBehind(long behindNs, long nowNs) {
        return beforeNs - (nowNs - behindNs + behindNs / 4) > 0;
    }
}

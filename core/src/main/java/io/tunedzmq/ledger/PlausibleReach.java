package io.tunedzmq.ledger;

/**
 * How far a topic can have got: no publisher sends more than 100 million messages a second. The time is that since the
 * subscriber began, not that between two frames, because frames wait in queues while an application stalls. Confined to
 * the receiving thread.
 */
final class PlausibleReach {
    private static final long MOST_A_SECOND = 100_000_000;

    /** What was published before counts as well, as far as a message can be on its way. */
    private static final long EARLIER_SECONDS = 10;

    private boolean begun;
    private long beganNs;
    private long nowNs;

    /** This is the time; publishers may send since it was told first. */
    void now(long now) {
        if (!begun) {
            begun = true;
            beganNs = now;
        }
        nowNs = now;
    }

    /** Whether a topic that stood at one sequence, at whatever time, can have got to another one. */
    boolean reaches(long base, long sequence) {
        long seconds = Math.max(0, nowNs - beganNs) / 1_000_000_000 + EARLIER_SECONDS;
        return sequence - base <= seconds * MOST_A_SECOND;
    }
}

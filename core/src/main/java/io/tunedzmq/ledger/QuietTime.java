package io.tunedzmq.ledger;

/**
 * The time in which nothing was left to be read. By that time alone it is known what has not come: while something
 * waits to be read, as while the application pauses or has a long queue before it, what is looked for may be among it.
 * Confined to the receiving thread.
 */
final class QuietTime {
    /** Between two looks no more counts: where the whole process had stopped, nothing came in meanwhile. */
    private static final long MOST_BETWEEN_LOOKS_NS = 1_000_000_000;

    private long quietNs;
    private long lookedNs;
    private boolean nothingWasLeft;

    /** Something was read. */
    void reads(long nowNs) {
        looks(nowNs, false);
    }

    /** Nothing is left to be read at this time. */
    void nothingIsLeft(long nowNs) {
        looks(nowNs, true);
    }

    private void looks(long nowNs, boolean nothingIsLeft) {
        if (nothingWasLeft) {
            quietNs += Math.max(0, Math.min(nowNs - lookedNs, MOST_BETWEEN_LOOKS_NS));
        }
        lookedNs = nowNs;
        nothingWasLeft = nothingIsLeft;
    }

    /** How much of it has passed so far. */
    long ns() {
        return quietNs;
    }
}

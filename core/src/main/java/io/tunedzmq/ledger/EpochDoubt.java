package io.tunedzmq.ledger;

import org.jspecify.annotations.Nullable;

/**
 * Whether books that are apart bring the same frames as the believed ones. That proves nothing, since whoever reads a
 * publisher's frames can repeat them; but where for a minute they have nothing in common, they are somebody else's.
 * Confined to the receiving thread.
 */
final class EpochDoubt {
    private final EpochLedger believed;
    private @Nullable SeenFrames seen;
    private long sameNs;

    /** @param quietNs the {@link QuietTime} */
    EpochDoubt(EpochLedger believed, long quietNs) {
        this.believed = believed;
        sameNs = quietNs;
    }

    /** Compares from now on, for which there is room. */
    void compare() {
        seen = new SeenFrames();
        believed.addRival(this);
    }

    boolean isAbout(EpochLedger others) {
        return believed == others;
    }

    /** A frame came of the one in doubt. */
    void brings(long mark, long quietNs) {
        if (seen != null) {
            seen.add(mark);
            sameNs = believed.hasBrought(mark) ? quietNs : sameNs;
        }
    }

    /** A frame came of the believed one. */
    void believedBrings(long mark, long quietNs) {
        sameNs = seen != null && seen.holds(mark) ? quietNs : sameNs;
    }

    /** When both had brought the same frame last, or since when they are compared. */
    long sameNs() {
        return sameNs;
    }

    /** Lets go of what it takes to compare. */
    void end() {
        seen = null;
        believed.removeRival(this);
    }
}

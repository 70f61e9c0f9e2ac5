package io.tunedzmq.ledger;

import org.jspecify.annotations.Nullable;

/**
 * Whether a publisher that has answered, as the believed one of its epoch has, may be that one over another way. An
 * echo that both bring would prove it, but a slow subscriber's full queues can lose echoes for long. Taken for somebody
 * else, it would be counted twice and its messages handed out twice; taken for the same, a liar could spoil the books
 * of the one that it names.
 *
 * <p>So neither: while the believed one is heard, it brings all that there is to be handed out, or counts it as lost.
 * What the other one brings is discarded meanwhile. Not for ever, because the believed one may be the liar that came
 * first: for a minute, and as long as both bring the same frames. These prove nothing, since whoever reads a
 * publisher's frames can repeat them, and so end no doubt. Confined to the receiving thread.
 */
final class Doubt {
    /** A slow application may read for so long what the believed one's queue had held before the other one came. */
    static final long LONGEST_NS = 60_000_000_000L;

    private final EpochLedger believed;
    private final long sinceNs;
    private final @Nullable SeenFrames seen;
    private boolean heardSince;
    private boolean over;
    private long sameNs;

    /**
     * @param sinceNs since when the one in doubt is there
     * @param nowNs since when it is in doubt
     * @param compares whether there is room to compare frames
     */
    Doubt(EpochLedger believed, long sinceNs, long nowNs, boolean compares) {
        this.believed = believed;
        this.sinceNs = sinceNs;
        sameNs = nowNs;
        seen = compares ? new SeenFrames() : null;
        if (compares) {
            believed.addRival(this);
        }
    }

    boolean compares() {
        return seen != null;
    }

    /** Whether nothing is to be handed out. Not where the believed one may have fallen silent before. */
    boolean stands(long nowNs) {
        heardSince |= believed.heard.get() - sinceNs > 0;
        over |= nowNs - sameNs >= LONGEST_NS;
        return heardSince && !over;
    }

    /** A frame came of the one in doubt. */
    void brings(long mark, long nowNs) {
        if (seen != null && !over) {
            seen.add(mark);
            sameNs = believed.hasBrought(mark) ? nowNs : sameNs;
        }
    }

    /** A frame came of the believed one. */
    void believedBrings(long mark, long nowNs) {
        sameNs = seen != null && seen.holds(mark) ? nowNs : sameNs;
    }

    /** It is decided otherwise. */
    void end() {
        over = true;
        believed.removeRival(this);
    }
}

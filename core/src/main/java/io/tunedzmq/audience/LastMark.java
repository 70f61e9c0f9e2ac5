package io.tunedzmq.audience;

/**
 * The last mark that was sent, what an answer to it proves, and whether another is of use. Confined: guarded by the
 * lock of {@link RemoteSubscribers}, but for {@link #wantsSoon}.
 */
final class LastMark {
    private long number;
    private boolean settled;

    /** Whether everything that was sent was announced to everybody before a mark, and the first such mark; 0: any. */
    private boolean resting = true;

    private long restingMark;

    private boolean again;
    private volatile boolean soon;

    /** See {@link RemoteSubscribers#marked}. */
    void sent(long mark, boolean sentSome, boolean everythingAnnounced) {
        number = mark;
        settled = everythingAnnounced;
        boolean rested = resting && !sentSome;
        resting = rested || everythingAnnounced;
        restingMark = rested ? restingMark : mark;
        again = !settled;
        soon = false;
    }

    long number() {
        return number;
    }

    /** Whether everything before it had been announced to everybody. */
    boolean settled() {
        return settled;
    }

    /**
     * The mark whose answer proves that somebody has heard all last sequences; {@link Long#MAX_VALUE} if no answer
     * does.
     *
     * @param mark a mark behind everything
     */
    long provesAll(long mark) {
        return resting ? Math.max(mark, restingMark) : Long.MAX_VALUE;
    }

    /** Somebody will have something to say to a further one. */
    void askAgain() {
        again = true;
    }

    /** Whether a further mark is of use although nothing was sent since. */
    boolean wantsAgain() {
        return again;
    }

    /** Somebody should not wait long for the next one. */
    void askSoon() {
        soon = true;
    }

    boolean wantsSoon() {
        return soon;
    }
}

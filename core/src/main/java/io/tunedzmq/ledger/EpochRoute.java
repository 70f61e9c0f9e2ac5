package io.tunedzmq.ledger;

import org.jspecify.annotations.Nullable;

/**
 * The way over which frames with an epoch come: that epoch over one connection. An epoch stands in every frame for all
 * to read, so it is not the epoch that says whose books a frame goes to but the route. Confined to the receiving
 * thread.
 */
public final class EpochRoute {
    /** Echoes go to all routes of a publisher, so two that lead to it have seen one of the last ones both. */
    private static final int ECHOES = 4;

    final long epoch;
    final HeardConnection connection;

    /** Since when its first frame is there, by the {@link QuietTime}. */
    final long sinceNs;

    /** When one came last that was accounted for, by the {@link QuietTime}. */
    long heardNs;

    /** Where its frames are accounted for; null while that is open. */
    @Nullable
    EpochLedger books;

    /** Whether an answer to a request of this subscriber came over it. */
    boolean proven;

    /** Whether its frames have waited enough for a proof. */
    boolean late;

    /** Whether it was shown to lead to the publisher of its books: then its address does, too. */
    boolean vouched;

    private final long[] echoes = new long[ECHOES];
    private int nextEcho;

    EpochRoute(long epoch, HeardConnection connection, long sinceNs) {
        this.epoch = epoch;
        this.connection = connection;
        this.sinceNs = sinceNs;
        heardNs = sinceNs;
    }

    /** Notes the number of an echo that came over it. */
    void echoed(long number) {
        proven = true;
        if (number != 0 && !hasSeen(number)) {
            echoes[nextEcho] = number;
            nextEcho = (nextEcho + 1) % ECHOES;
        }
    }

    /** Numbers of the last echoes that came over it, the latest first; 0: none. */
    long[] echoes() {
        long[] latestFirst = new long[ECHOES];
        for (int i = 0; i < ECHOES; i++) {
            latestFirst[i] = echoes[Math.floorMod(nextEcho - 1 - i, ECHOES)];
        }
        return latestFirst;
    }

    private boolean hasSeen(long number) {
        for (long echo : echoes) {
            if (echo == number) {
                return true;
            }
        }
        return false;
    }

    /** Whether both have brought the same echo, whose number cannot be guessed. */
    boolean leadsWhere(EpochRoute other) {
        for (long echo : echoes) {
            if (echo != 0 && other.hasSeen(echo)) {
                return true;
            }
        }
        return false;
    }
}

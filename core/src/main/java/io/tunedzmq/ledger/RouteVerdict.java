package io.tunedzmq.ledger;

/** Where the frames of a route go whose epoch is heard over another connection. */
enum RouteVerdict {
    /** It may still prove where it leads. */
    WAIT,
    /** It leads to the same publisher. */
    JOIN,
    /** It is the publisher's, and what was believed so far is not. */
    REPLACE,
    /** It has books of its own: it can be a liar, and must not touch those of the publisher that it names. */
    APART;

    /** How long frames wait for a proof. */
    static final long PROOF_NS = 1_000_000_000;

    /**
     * A proven publisher of which nothing comes for so long, if it gives a sign of life every second, has lost its
     * connection if another one proves to be it. Not at once: it may be stopped for a moment, and nothing that claims
     * to be it is then to be taken for it. Nor later: a publisher that is reached at another address now, as behind a
     * standby forwarder, would be missed for as long, and lose what finds no room to wait. A liar would not be kept out
     * by that: who subscribes to the publisher can pass on its echoes, and is believed at any time.
     */
    private static final long LOST_NS = 5_000_000_000L;

    /** The verdict on a route, given the books that are believed. */
    static RouteVerdict of(EpochRoute route, EpochLedger believed, QuietTime quiet) {
        if (route.connection.sameAddress(believed.connection()) || believed.isReachedBy(route)) {
            return JOIN;
        }
        boolean provenOne = believed.proven || believed.main.proven;
        boolean closed = believed.connection().closed();
        if (route.proven ? isLost(believed, quiet) : closed && !provenOne) {
            return JOIN;
        }
        if (!route.late && quiet.ns() - route.sinceNs < PROOF_NS) {
            return WAIT;
        }
        if (provenOne) {
            return APART;
        }
        return route.proven ? REPLACE : JOIN;
    }

    /** Whether all connections over which a publisher was heard are done for. */
    static boolean isLost(EpochLedger books, QuietTime quiet) {
        for (EpochRoute route : books.routes()) {
            if ((route == books.main || route.vouched) && !isLost(route, books, quiet)) {
                return false;
            }
        }
        return true;
    }

    /** Whether one of the connections over which a publisher was heard is done for. */
    static boolean isLost(EpochRoute route, EpochLedger books, QuietTime quiet) {
        return route.connection.closed() || quiet.ns() - route.heardNs >= LOST_NS * books.everySeconds;
    }
}

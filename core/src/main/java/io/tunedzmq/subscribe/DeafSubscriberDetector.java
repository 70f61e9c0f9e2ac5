package io.tunedzmq.subscribe;

/**
 * Finds out, after an error that was survived, that a subscriber is connected and hears nothing: JeroMQ may have lost a
 * subscription, or a signal that something has come. Its connections are to be made anew then, a few times at ever
 * longer intervals. Confined.
 */
final class DeafSubscriberDetector {
    private static final long FIRST_NS = 5_000_000_000L;
    private static final int MOST = 5;

    private int attempts;
    private long errorsThen;
    private boolean wasReady;
    private boolean deaf;
    private long sinceNs;

    /** Whether a publisher has ever answered: until then it is to be looked at without an error, too. */
    boolean wasReady() {
        return wasReady;
    }

    /**
     * Takes what is known now; to be called often.
     *
     * @param errors that were survived so far
     * @param ready whether a publisher has answered over a connection that is up
     * @param holdsUnseen whether something has come that is not found
     * @return whether all connections are to be made anew
     */
    boolean look(long errors, boolean connected, boolean ready, boolean holdsUnseen, long nowNs) {
        if (errors != errorsThen) {
            errorsThen = errors;
            attempts = 0;
        }
        wasReady |= ready; // A stock publisher never answers.
        boolean now = errors > 0 && ((connected && wasReady && !ready) || holdsUnseen);
        if (!now) {
            deaf = false;
            return false;
        }
        if (!deaf) {
            deaf = true;
            sinceNs = nowNs;
        }
        if (attempts == MOST || nowNs - sinceNs < FIRST_NS << attempts) {
            return false;
        }
        attempts++;
        sinceNs = nowNs;
        return true;
    }
}

package io.tunedzmq.audience;

import org.jspecify.annotations.Nullable;

/**
 * Whether a subscriber is there: over which connection it came, whether it has shown that it hears us, and how it went.
 * Who comes back over another connection has another presence there; its answers to echoes show whether it is the same.
 * Confined: guarded by the lock of {@link RemoteSubscribers}.
 */
final class RemotePresence {
    private @Nullable ConnectionRows home;
    private boolean proven;
    private boolean saidGoodbye;
    private long goneFrom;
    private long goneNs;
    private boolean hasAnswered;
    private long answeredNs;

    /** It came over the connection of these rows. */
    void came(ConnectionRows rows) {
        home = rows;
        saidGoodbye = false;
    }

    /** Its connection is gone, or it had to make room. */
    void left(long nowNs) {
        if (home != null) {
            goneFrom = home.connection;
            goneNs = nowNs;
            home = null;
        }
    }

    /** The rows of the connection that it came over; null while it is gone. */
    @Nullable
    ConnectionRows home() {
        return home;
    }

    boolean connected() {
        return home != null;
    }

    /** It has shown that it hears us, and knows the key over this connection. */
    void prove() {
        proven = true;
    }

    /** Whether it has; until then it is a stranger. */
    boolean proven() {
        return proven;
    }

    /** It leaves of its own accord, and wants nothing more. */
    void sayGoodbye() {
        saidGoodbye = true;
    }

    /** The connection that it came over and that is gone; it may have left before that. */
    long goneFrom() {
        return goneFrom;
    }

    /** When it went. */
    long goneNs() {
        return goneNs;
    }

    /** Whether it had gone by this time. */
    boolean hadGoneBy(long ns) {
        return ns - goneNs >= 0;
    }

    /** Whether somebody went who had shown that it hears us, and did not say goodbye. */
    boolean mayComeBack() {
        return proven && !saidGoodbye;
    }

    /**
     * It has answered its last echo, and said what it knows from before.
     *
     * @param echoedNs when that echo was sent
     */
    void answered(long echoedNs) {
        hasAnswered = true;
        answeredNs = echoedNs;
    }

    /** Whether it has said that it is not this one: else it would have known an echo of it when it answered. */
    boolean deniesToBe(RemotePresence gone) {
        return hasAnswered && gone.hadGoneBy(answeredNs);
    }
}

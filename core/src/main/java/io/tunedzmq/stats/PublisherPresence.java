package io.tunedzmq.stats;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * That a publisher has ended, fell silent or is back, as a subscriber noticed it.
 *
 * <p>Immutable.
 *
 * @param epoch identity of the publisher instance
 * @param kind what was noticed
 * @param silentFor how long nothing had come of it; zero for an end
 */
public record PublisherPresence(long epoch, Kind kind, Duration silentFor) {

    /** What was noticed. */
    public enum Kind {
        /** It closed and said so: everything it sent has arrived or is counted as dropped. */
        ENDED,
        /**
         * Nothing came of it for the time set, not even the marks that it sends regularly: it, or the way to it, may be
         * gone.
         */
        SILENT,
        /** It was silent and is heard again. */
        BACK
    }

    /** Checks that nothing is null. */
    public PublisherPresence {
        requireNonNull(kind, "kind");
        requireNonNull(silentFor, "silentFor");
    }
}

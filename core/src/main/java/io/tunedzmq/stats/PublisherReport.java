package io.tunedzmq.stats;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/**
 * What a subscriber has of one publisher instance of this library. The counts are part of those of the subscriber,
 * which also hold those of instances that it has forgotten.
 *
 * <p>An epoch has more than one row when somebody else uses the epoch of a publisher over a connection of their own:
 * the counts of the publisher are in a row of theirs and not touched by that.
 *
 * <p>Immutable.
 *
 * @param epoch identity of the publisher instance
 * @param address the other end of its connection, {@code ip:port}; empty where there is none, as over inproc
 * @param proven whether it has answered this subscriber over its own connection; one that never does is a stranger, or
 *     a publisher written by hand
 * @param connected whether its connection is not known to be closed
 * @param ended whether it has said that nothing more comes
 * @param received messages handed to the application
 * @param dropped messages that never arrived
 * @param duplicates messages that had arrived before
 * @param implausible frames that were not believed; see {@link SubscriberStats#implausible()}
 * @param sinceHeard time since anything came of it
 */
public record PublisherReport(
        long epoch,
        Optional<String> address,
        boolean proven,
        boolean connected,
        boolean ended,
        long received,
        long dropped,
        long duplicates,
        long implausible,
        Duration sinceHeard) {

    /** Checks that nothing is null. */
    public PublisherReport {
        requireNonNull(address, "address");
        requireNonNull(sinceHeard, "sinceHeard");
    }

    @Override
    public String toString() {
        return "publisher " + Long.toHexString(epoch)
                + address.map(at -> " at " + at).orElse("")
                + (proven ? "" : ", not proven") + (ended ? ", ended" : connected ? "" : ", gone") + ": received "
                + received + ", dropped " + dropped + ", duplicates " + duplicates + ", implausible " + implausible
                + ", heard " + sinceHeard.toMillis() + " ms ago";
    }
}

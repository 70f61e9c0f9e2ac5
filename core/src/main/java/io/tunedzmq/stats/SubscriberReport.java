package io.tunedzmq.stats;

import static java.util.Objects.requireNonNull;

import io.tunedzmq.internal.Text;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a publisher knows of one subscriber of this library: its receiver report, against the publisher's own books.
 * Stock SUB sockets report nothing and have none.
 *
 * <p>Counts are those of the last report. The publisher asks for one each beacon interval in which something was sent,
 * or every 5 ms for each subscriber that has reported where that is longer: 1,000 report every 5 s. Once nothing is
 * published for twice that time, {@code published = received + dropped} holds to the message for a subscriber that
 * keeps up.
 *
 * <p>Immutable.
 *
 * @param id identity of the subscriber, the same at every publisher; {@code Subscriber.id()}
 * @param name given by its owner; may be empty; what cannot be printed as an escape of Java
 * @param address where its connection begins, as it says itself, printed in the same way; empty if it is not known
 * @param connected whether it is there
 * @param published messages sent that it asked for, since it was ready; empty if it is gone, if its filter has too many
 *     topics to be told, or if there are more topics than it, or the publisher with all its filters, goes over
 * @param received messages handed to its application, from this publisher
 * @param dropped messages that never arrived
 * @param behind messages in flight: sent, and neither received nor dropped; empty if {@code published} is
 * @param behindFor since when the publisher waits for an answer to a mark that it sent behind its messages, or, where
 *     the subscriber has so little room that not even a mark can be sent, since when one should have been, told after
 *     three times the time between reports; in steps of that time, zero for a subscriber that keeps up
 * @param unaccounted messages for which the books do not balance, by the last check when nothing was in flight: 0 if
 *     all is well; empty if there was no such check yet. Anything else is a defect and logged, or a
 *     peer that makes its reports up.
 * @param sinceHeard time since it was heard last. One that is behind says twice a second that it is there; where that
 *     stays away, its connection or its process stands still, and nothing tells which
 */
public record SubscriberReport(
        long id,
        String name,
        Optional<String> address,
        boolean connected,
        OptionalLong published,
        long received,
        long dropped,
        OptionalLong behind,
        Duration behindFor,
        OptionalLong unaccounted,
        Duration sinceHeard) {
    private static final int LONGEST_NAME = 128;

    /** Checks that nothing is null. */
    public SubscriberReport {
        requireNonNull(name, "name");
        requireNonNull(address, "address");
        requireNonNull(published, "published");
        requireNonNull(behind, "behind");
        requireNonNull(behindFor, "behindFor");
        requireNonNull(unaccounted, "unaccounted");
        requireNonNull(sinceHeard, "sinceHeard");
    }

    /** One line; name and address, which anybody can choose, with what is not printable as {@code \\uXXXX}. */
    @Override
    public String toString() {
        return "subscriber " + Long.toHexString(id)
                + (name.isEmpty() ? "" : " '" + Text.printable(name, LONGEST_NAME) + "'")
                + address.map(at -> " at " + Text.printable(at, LONGEST_NAME)).orElse("") + (connected ? "" : ", gone")
                + ": received " + received
                + ", dropped " + dropped + ", behind " + (behind.isPresent() ? behind.getAsLong() : "unknown") + " ("
                + behindFor.toMillis() + " ms), unaccounted "
                + (unaccounted.isPresent() ? unaccounted.getAsLong() : "unknown");
    }
}

package io.tunedzmq.diagnosis;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Locale;

/**
 * What a diagnosis has looked at: how long, and what the sockets that were there all the time did meanwhile.
 *
 * <p>Immutable.
 *
 * @param window how long
 * @param ioThreads how many there were
 * @param publishers how many there were
 * @param published messages that the publishers accepted
 * @param subscribers how many there were
 * @param received messages that the subscribers handed to the application
 * @param dropped messages that they lost
 * @param droppedBefore messages that they had lost before, since they were opened
 * @param looks how often the stacks of threads and the queues were looked at
 */
public record DiagnosisScope(
        Duration window,
        int ioThreads,
        int publishers,
        long published,
        int subscribers,
        long received,
        long dropped,
        long droppedBefore,
        int looks) {

    /** Checks that nothing is null. */
    public DiagnosisScope {
        requireNonNull(window, "window");
    }

    /** One line. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%.1f s: %d I/O threads, %d publishers (%,d messages), %d subscribers (%,d received, %,d dropped),"
                        + " %d looks",
                window.toNanos() / 1e9,
                ioThreads,
                publishers,
                published,
                subscribers,
                received,
                dropped,
                looks);
    }
}

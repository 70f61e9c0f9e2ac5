package io.tunedzmq.examples;

import org.jspecify.annotations.Nullable;

/**
 * What became of a burst. Immutable.
 *
 * @param sent messages that the publishing side took without an error
 * @param delivered messages received
 * @param dropped messages that the receiving side knows to be lost; null where nobody counts
 * @param nanos from the first message sent to the last received
 */
record Outcome(
        String name, long sent, long delivered, @Nullable Long dropped, long nanos) {
    /** What nobody was told of. */
    long lostSilently() {
        return sent - delivered - (dropped == null ? 0 : dropped);
    }

    long deliveredPerSecond() {
        return nanos <= 0 ? 0 : (long) (delivered * 1e9 / nanos);
    }
}

package io.tunedzmq.stats;

import io.tunedzmq.internal.Text;

/**
 * A run of messages of one topic that never arrived.
 *
 * <p>Immutable.
 *
 * @param topic the topic
 * @param epoch identity of the publisher instance that numbered them
 * @param firstMissing sequence of the first missing message
 * @param count how many are missing, at least 1
 * @param afterReconnect whether the connection was lost and made again in between; false: a queue overflowed
 */
public record Gap(String topic, long epoch, long firstMissing, long count, boolean afterReconnect) {
    private static final int LONGEST_TOPIC = 1_024;

    /** Sequence of the last missing message. */
    public long lastMissing() {
        return firstMissing + count - 1;
    }

    /** One line; the topic with what is not printable as {@code \\uXXXX}. */
    @Override
    public String toString() {
        return "gap of " + count + " in topic '" + Text.printable(topic, LONGEST_TOPIC) + "': sequences " + firstMissing
                + " to " + lastMissing() + " of epoch " + Long.toHexString(epoch)
                + (afterReconnect ? ", over a reconnect" : "");
    }
}

package io.tunedzmq.stats;

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

    /** Sequence of the last missing message. */
    public long lastMissing() {
        return firstMissing + count - 1;
    }

    @Override
    public String toString() {
        return "gap of " + count + " in topic '" + topic + "': sequences " + firstMissing + " to " + lastMissing()
                + " of epoch " + Long.toHexString(epoch) + (afterReconnect ? ", over a reconnect" : "");
    }
}

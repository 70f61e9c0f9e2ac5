package io.tunedzmq.connection;

import java.util.Arrays;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How large the tree is in which JeroMQ keeps what all peers of one publisher subscribe to: a node for each byte of
 * each topic, and those of a common beginning shared. Thread-safe.
 */
final class SubscriptionTreeSize {
    /** By topic: how many peers ask for it. */
    private final TreeMap<byte[], Integer> subscriptions = new TreeMap<>(Arrays::compare);

    private volatile long nodes;

    /** Nodes besides the root. */
    long nodes() {
        return nodes;
    }

    /** One peer more asks for the topic. */
    synchronized void begin(byte[] topic) {
        if (subscriptions.merge(topic, 1, Integer::sum) == 1) {
            nodes = nodes + ownNodes(topic);
        }
    }

    /** One peer less asks for it. */
    synchronized void end(byte[] topic) {
        Integer left = subscriptions.computeIfPresent(topic, (key, count) -> count - 1);
        if (left != null && left == 0) {
            nodes = nodes - ownNodes(topic);
            subscriptions.remove(topic);
        }
    }

    /** Those that no other topic shares. */
    private int ownNodes(byte[] topic) {
        return topic.length
                - Math.max(common(topic, subscriptions.lowerKey(topic)), common(topic, subscriptions.higherKey(topic)));
    }

    /** Bytes that both begin with. */
    static int common(byte[] topic, byte @Nullable [] other) {
        if (other == null) {
            return 0;
        }
        int mismatch = Arrays.mismatch(topic, other);
        return mismatch < 0 ? topic.length : mismatch;
    }
}

package io.tunedzmq.connection;

import io.tunedzmq.internal.Counter;
import io.tunedzmq.internal.Sum64;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the subscriptions of one peer cost, in JeroMQ's tree and here. In the tree each has a node for each of its
 * bytes, and shares those of a common beginning with its neighbours in the order of the bytes; a node's table of
 * children reaches from the least to the greatest. Asking twice for the same counts once, as it does in JeroMQ.
 * Thread-safe: all but the end happens on the peer's I/O thread.
 */
final class ConnectionSubscriptions {
    /** Of a node with one child, in bytes; measured with JeroMQ 0.6.0: 51 for each byte of long random ones. */
    private static final int NODE = 56;

    /** Of each byte value by which a node's table is wider, in bytes: a reference. */
    private static final int REFERENCE = 4;

    /**
     * Of the end of a subscription in JeroMQ, 200 bytes as measured, and of what is kept of it besides its bytes: here,
     * and of who has subscribed to what.
     */
    private static final int END = 600;

    /** A proxy has room for fewer, by default for a thousand. */
    private static final int MANY = 250;

    private static final int MOST_LOSSES = 256;

    private final TreeSet<byte[]> topics = new TreeSet<>(Arrays::compare);

    /** Of those that the peer is known to have at present. */
    private final Set<Long> sums = new HashSet<>();

    private final Set<Long> losses = new LinkedHashSet<>();

    /** Since the last doubt: whether any for messages ended, and the most that there were at once. */
    private boolean someEnded;

    private int most;
    private final SubscriptionTreeSize tree;
    private final Counter cost = new Counter();
    private boolean over;

    /** @param tree what all peers of the publisher have together */
    ConnectionSubscriptions(SubscriptionTreeSize tree) {
        this.tree = tree;
    }

    /** Bytes that all of them take. From any thread. */
    long cost() {
        return cost.get();
    }

    /** One more; returns what it costs. The first byte of the message says that it is one. */
    synchronized long begin(byte[] message) {
        byte[] topic = Arrays.copyOfRange(message, 1, message.length);
        if (over) {
            return 0;
        }
        sums.add(Sum64.of(topic)); // Also where its end was never said.
        if (!topics.add(topic)) {
            return 0;
        }
        most = Math.max(most, topics.size());
        tree.begin(topic);
        long more = costOf(topic);
        cost.add(more);
        return more;
    }

    /**
     * One less; returns what is free again: nothing if the peer had not asked for it. The first byte of the message
     * says that it ends.
     */
    synchronized long end(byte[] message) {
        byte[] topic = Arrays.copyOfRange(message, 1, message.length);
        if (!topics.remove(topic)) {
            return 0;
        }
        sums.remove(Sum64.of(topic));
        tree.end(topic);
        long less = costOf(topic);
        cost.add(-less);
        return less;
    }

    /** The peer is gone. */
    synchronized void endAll() {
        over = true;
        topics.forEach(tree::end);
        topics.clear();
        sums.clear();
    }

    /** One that selects messages has ended. */
    synchronized void someEnded() {
        someEnded = true;
    }

    /**
     * A subscriber behind the peer has lost its connection. If the peer is a proxy, and another one is between, that
     * one may be gone: then all ends that was asked for through it, and begins again, and proxies drop what they have
     * no room for. So the peer may lack what it was not heard to end. What begins from here on it has.
     *
     * @param message that says so; heard again it says nothing new
     */
    synchronized void lostElsewhere(byte[] message) {
        if (losses.size() >= MOST_LOSSES) {
            losses.remove(losses.iterator().next());
        }
        if (losses.add(Sum64.of(message)) && someEnded && most >= MANY) {
            sums.clear();
            someEnded = false;
            most = topics.size();
        }
    }

    /** Whether the peer is known to have what this message asks for. */
    synchronized boolean has(byte[] message) {
        return sums.contains(Sum64.of(Arrays.copyOfRange(message, 1, message.length)));
    }

    /** Whether it is known to have all of which these are the sums. */
    synchronized boolean haveAll(long[] those) {
        for (long each : those) {
            if (!sums.contains(each)) {
                return false;
            }
        }
        return true;
    }

    /**
     * What a topic costs besides all others: the same whether it comes or goes, so that the sum depends on those that
     * are there alone.
     */
    private long costOf(byte[] topic) {
        byte @Nullable [] below = topics.lower(topic);
        byte @Nullable [] above = topics.higher(topic);
        int commonBelow = SubscriptionTreeSize.common(topic, below);
        int commonAbove = SubscriptionTreeSize.common(topic, above);
        int common = Math.max(commonBelow, commonAbove);
        // Where the topic leaves what it shares it is another child, at the left or right edge of the table or between
        // two others.
        boolean right = below != null && commonBelow == common && below.length > common;
        boolean left = above != null && commonAbove == common;
        int wider = 0;
        if (topic.length > common && right != left) {
            wider = right ? topic[common] - below[common] : above[common] - topic[common];
        }
        return END + topic.length + (long) NODE * (topic.length - common) + (long) REFERENCE * wider;
    }
}

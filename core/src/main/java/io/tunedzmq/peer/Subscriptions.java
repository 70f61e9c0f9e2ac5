package io.tunedzmq.peer;

import io.tunedzmq.internal.Counter;
import java.util.Arrays;

/**
 * What the subscriptions of one peer cost in JeroMQ's tree: at most a node for each byte that the subscription before did not have in the
 * same place, since both share the path from the root. Confined to the peer's I/O thread, except {@link #cost()}.
 */
final class Subscriptions {
    /** Of a node, and of the end of a subscription, in bytes; measured with JeroMQ 0.6.0: 51 for each byte of long random ones. */
    private static final int NODE = 56;

    private static final int END = 200;

    private byte[] before = new byte[0];
    private long count;
    private final Counter cost = new Counter();

    /** Bytes that all of them take at most. From any thread. */
    long cost() {
        return cost.get();
    }

    /** One more; returns what it costs. The bytes begin with those that say so. */
    long begin(byte[] message) {
        int common = Arrays.mismatch(before, message);
        common = common < 0 ? message.length : common;
        before = message;
        count++;
        long more = END + (long) NODE * (message.length - common);
        cost.add(more);
        return more;
    }

    /** One less: what one costs on average is free again. */
    long end() {
        if (count == 0) {
            return 0; // Of something that it never asked for.
        }
        long less = cost.get() / count;
        count--;
        cost.add(-less);
        return less;
    }
}

package io.tunedzmq.config;

import static java.util.Objects.requireNonNull;

import io.tunedzmq.internal.Checks;
import java.time.Duration;

/**
 * What a Publisher does when the queue of a subscriber is full.
 *
 * <p>Immutable.
 */
public sealed interface OverflowPolicy {

    /**
     * The slow subscriber loses messages, the others do not: ZeroMQ's own behaviour. The default. {@code publish} does
     * not wait for it; the loss is counted by the subscriber to the message. When all publishers of the context
     * together have queued what they may, the oldest messages go first, which the slowest subscribers have not taken.
     */
    static OverflowPolicy drop() {
        return new Drop();
    }

    /**
     * Nobody loses; {@code publish} waits for the slowest subscriber, and answers REFUSED when the time is over. A
     * subscriber that never reads therefore stops all topics of the publisher until it disconnects. So does the
     * outgoing half of the context's memory budget when it is used up.
     *
     * <p>It waits once the subscribers have yet to take 4 MiB, if {@code hwm} messages for each connection are among
     * it: a deeper queue would be slower. To have more under way, raise {@code hwm}.
     *
     * @param timeout longest wait of one {@code publish}; zero fails at once. At most one day.
     * @throws IllegalArgumentException if negative or above one day
     */
    static OverflowPolicy block(Duration timeout) {
        return new Block(timeout);
    }

    /** See {@link OverflowPolicy#drop()}. */
    record Drop() implements OverflowPolicy {
        @Override
        public String toString() {
            return "drop()";
        }
    }

    /** See {@link OverflowPolicy#block(Duration)}. */
    record Block(Duration timeout) implements OverflowPolicy {
        public Block {
            requireNonNull(timeout, "timeout");
            Checks.range(
                    "timeout", timeout, Duration.ZERO, Duration.ofDays(1), "Duration.ZERO refuses without waiting");
        }

        @Override
        public String toString() {
            return "block(" + timeout + ")";
        }
    }
}

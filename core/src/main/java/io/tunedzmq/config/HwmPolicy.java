package io.tunedzmq.config;

import static java.util.Objects.requireNonNull;

import io.tunedzmq.internal.Checks;
import java.time.Duration;

/**
 * How many messages a socket may queue for each peer before it drops or blocks: ZeroMQ's high water mark (HWM).
 *
 * <p>A policy is resolved to a number before a socket binds or connects, because JeroMQ ignores a later change for the
 * connections that exist. The number counts messages, not bytes, and applies to each peer on its own.
 *
 * <p>Immutable.
 */
public sealed interface HwmPolicy {

    /** Largest mark JeroMQ computes with correctly: 2^30. Above it the low water mark overflows and a peer blocks. */
    int LARGEST = 1 << 30;

    /** The mark in messages per peer: 1 to {@link #LARGEST}, or 0 for no limit. */
    int resolve();

    /**
     * A plain number of messages per peer.
     *
     * @param messages 1 to {@link #LARGEST}
     * @throws IllegalArgumentException if out of range
     */
    static HwmPolicy messages(int messages) {
        return new Messages(messages);
    }

    /**
     * As many messages as fit into a memory budget: {@code bytes / typicalMessageBytes / peers}.
     *
     * @param bytes what the queues of all peers together may hold
     * @param typicalMessageBytes payload plus topic of a usual message
     * @param peers connections at the same time
     * @throws IllegalArgumentException if a value is below 1 or less than one message per peer fits
     */
    static HwmPolicy memory(long bytes, long typicalMessageBytes, int peers) {
        return new Memory(bytes, typicalMessageBytes, peers);
    }

    /**
     * Enough for a burst: {@code 2 x messagesPerSecond x longestPause}. Times two, because JeroMQ lets a full queue go
     * on only when half of it has been read.
     *
     * @param messagesPerSecond rate of the burst, at least 1
     * @param longestPause longest time in which the peer takes nothing (garbage collection, a slow call); 1 ms to one
     *     day
     * @throws IllegalArgumentException if a value is out of range or the product is above {@link #LARGEST}
     */
    static HwmPolicy burst(long messagesPerSecond, Duration longestPause) {
        return new Burst(messagesPerSecond, longestPause);
    }

    /** No limit: a peer that does not read makes the process run out of memory. Never a default. */
    static HwmPolicy unbounded() {
        return new Unbounded();
    }

    /** See {@link HwmPolicy#messages(int)}. */
    record Messages(int messages) implements HwmPolicy {
        public Messages {
            Checks.range("hwm", messages, 1, LARGEST, "for no limit use HwmPolicy.unbounded()");
        }

        @Override
        public int resolve() {
            return messages;
        }

        @Override
        public String toString() {
            return "messages(" + messages + ")";
        }
    }

    /** See {@link HwmPolicy#memory(long, long, int)}. */
    record Memory(long bytes, long typicalMessageBytes, int peers) implements HwmPolicy {
        public Memory {
            Checks.range("bytes", bytes, 1, Long.MAX_VALUE, "");
            Checks.range("typicalMessageBytes", typicalMessageBytes, 1, Integer.MAX_VALUE, "");
            Checks.range("peers", peers, 1, Integer.MAX_VALUE, "");
            Checks.range(
                    "hwm",
                    bytes / typicalMessageBytes / peers,
                    1,
                    LARGEST,
                    bytes + " bytes / " + typicalMessageBytes + " bytes per message / " + peers
                            + " peers; change the budget or the number of peers");
        }

        @Override
        public int resolve() {
            return (int) (bytes / typicalMessageBytes / peers);
        }

        @Override
        public String toString() {
            return "memory(" + bytes + " bytes, " + typicalMessageBytes + " bytes per message, " + peers + " peers)";
        }
    }

    /** See {@link HwmPolicy#burst(long, Duration)}. */
    record Burst(long messagesPerSecond, Duration longestPause) implements HwmPolicy {
        public Burst {
            requireNonNull(longestPause, "longestPause");
            Checks.range("messagesPerSecond", messagesPerSecond, 1, 1_000_000_000L, "");
            Checks.range("longestPause", longestPause, Duration.ofMillis(1), Duration.ofDays(1), "");
            Checks.range(
                    "hwm",
                    marks(messagesPerSecond, longestPause),
                    1,
                    LARGEST,
                    "2 x " + messagesPerSecond + " messages/s x " + longestPause
                            + "; a pause that long needs a store, not a queue");
        }

        private static long marks(long messagesPerSecond, Duration longestPause) {
            return (long) Math.ceil(2.0 * messagesPerSecond * longestPause.toNanos() / 1e9);
        }

        @Override
        public int resolve() {
            return (int) marks(messagesPerSecond, longestPause);
        }

        @Override
        public String toString() {
            return "burst(" + messagesPerSecond + " messages/s, " + longestPause + ")";
        }
    }

    /** See {@link HwmPolicy#unbounded()}. */
    record Unbounded() implements HwmPolicy {
        @Override
        public int resolve() {
            return 0;
        }

        @Override
        public String toString() {
            return "unbounded()";
        }
    }
}

package io.tunedzmq.sizing;

import static java.util.Objects.requireNonNull;

import io.tunedzmq.internal.Checks;
import java.time.Duration;

/**
 * What a publisher has to carry, from which {@link #recommend()} works out the settings.
 *
 * <pre>{@code
 * System.out.println(Workload.builder()
 *         .messagesPerSecond(20_000)
 *         .messageBytes(1_000)
 *         .connections(4)
 *         .longestPause(Duration.ofMillis(400))
 *         .memoryBudget(256L << 20)
 *         .build()
 *         .recommend());
 * }</pre>
 *
 * <p>Immutable.
 *
 * @param messagesPerSecond that the publisher sends, all topics together; 1 to 1,000,000,000
 * @param messageBytes payload and topic of a message, the largest that is usual; 1 to 1 GiB
 * @param connections subscribers at the same time, each of which receives everything; 1 to 65,535
 * @param longestPause longest time in which a subscriber takes nothing: garbage collection, a slow call, a short outage
 *     of its host; 0 to one day
 * @param memoryBudget bytes that the queues of one process may hold, the publisher's for all its subscribers together;
 *     at least 64 KiB
 * @param cpus processors of the publisher's process; at least 1
 */
public record Workload(
        long messagesPerSecond, int messageBytes, int connections, Duration longestPause, long memoryBudget, int cpus) {

    /** Checks every value. */
    public Workload {
        checkMessagesPerSecond(messagesPerSecond);
        checkMessageBytes(messageBytes);
        checkConnections(connections);
        checkLongestPause(longestPause);
        checkMemoryBudget(memoryBudget);
        checkCpus(cpus);
    }

    /** A builder with the defaults, which {@link WorkloadBuilder} names. */
    public static WorkloadBuilder builder() {
        return new WorkloadBuilder();
    }

    /**
     * The settings for this load, what they cost, and why. Rates of a second are taken as even; a load that comes in
     * bursts is described by the rate of its bursts.
     *
     * @throws ImpossibleWorkloadException if no setting carries the load; the text says why, by how much, and the cure
     */
    public Recommendation recommend() {
        return Sizing.of(this);
    }

    static long checkMessagesPerSecond(long messages) {
        return Checks.range("messagesPerSecond", messages, 1, 1_000_000_000L, "");
    }

    static int checkMessageBytes(int bytes) {
        return Checks.range("messageBytes", bytes, 1, 1 << 30, "");
    }

    static int checkConnections(int connections) {
        return Checks.range("connections", connections, 1, 65_535, "");
    }

    static Duration checkLongestPause(Duration pause) {
        requireNonNull(pause, "longestPause");
        return Checks.range(
                "longestPause",
                pause,
                Duration.ZERO,
                Duration.ofDays(1),
                "a pause that long needs a store, not a queue");
    }

    static long checkMemoryBudget(long bytes) {
        return Checks.range("memoryBudget", bytes, 64L << 10, Long.MAX_VALUE, "in bytes");
    }

    static int checkCpus(int cpus) {
        return Checks.range("cpus", cpus, 1, 65_535, "");
    }
}

package io.tunedzmq.stats;

/**
 * The state of a context's threads and connections.
 *
 * <p>Immutable.
 *
 * @param ioThreads I/O threads asked for
 * @param ioThreadsAlive I/O threads running; fewer than asked for means that one died and its connections are dead
 * @param healedHandshakes fresh connections that JeroMQ had stalled and that were brought to life
 * @param foreignContexts ZeroMQ contexts of other code seen in this process
 * @param outgoingBytes bytes that all publishers together have sent and that a subscriber has yet to take, and what holds them in memory
 * @param outgoingBudget what that may be: half of the {@code memoryBudget}
 * @param givenUp messages that publishers with {@code drop()} gave up because the budget was used up, each counted for every subscriber that
 *     had not taken it; subscribers count them as dropped
 */
public record ContextStats(
        int ioThreads,
        int ioThreadsAlive,
        long healedHandshakes,
        int foreignContexts,
        long outgoingBytes,
        long outgoingBudget,
        long givenUp) {}

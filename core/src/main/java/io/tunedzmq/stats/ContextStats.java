package io.tunedzmq.stats;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * The state of a context's threads and connections.
 *
 * <p>Immutable.
 *
 * @param ioThreads I/O threads asked for
 * @param ioThreadsAlive I/O threads at work; fewer than asked for means that one died, and its connections are dead, or
 *     that one has not come back for five seconds from what it does, and its connections carry nothing until then
 * @param broken what the context did not survive, and what to do; empty if nothing. Once it is there it stays:
 *     publishers refuse every message, subscribers tell it when nothing more waits for them, and nothing more can be
 *     opened
 * @param survivedErrors errors, as when the heap was full, after which a thread of the context, or a socket, went on.
 *     Its connections were made anew: what was lost with them is counted as dropped
 * @param healedHandshakes fresh connections that JeroMQ had stalled and that were brought to life
 * @param foreignContexts ZeroMQ contexts of other code seen in this process
 * @param incomingBytes bytes of frames that have come to subscribers, or were announced to them, and that no
 *     application has taken yet
 * @param incomingBudget what that may be: half of the {@code memoryBudget}
 * @param outgoingBytes bytes that all publishers together have sent and that a subscriber has yet to take, and what
 *     holds them in memory
 * @param outgoingBudget what that may be: half of the {@code memoryBudget}
 * @param givenUp messages that publishers with {@code drop()} gave up because the budget was used up, each counted for
 *     every subscriber that had not taken it; subscribers count them as dropped
 */
public record ContextStats(
        int ioThreads,
        int ioThreadsAlive,
        long healedHandshakes,
        int foreignContexts,
        Optional<String> broken,
        long survivedErrors,
        long incomingBytes,
        long incomingBudget,
        long outgoingBytes,
        long outgoingBudget,
        long givenUp) {

    /** Checks that nothing is null. */
    public ContextStats {
        requireNonNull(broken, "broken");
    }
}

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
 */
public record ContextStats(int ioThreads, int ioThreadsAlive, long healedHandshakes, int foreignContexts) {}

package io.tunedzmq.bench.processes;

import java.time.Duration;

/** Publishes from its process to all receivers, losing nothing. Confined to one thread. */
interface Sender extends AutoCloseable {
    /** How long anything may take before the run has failed. */
    Duration LONG = Duration.ofSeconds(60);

    /** Where it is bound. */
    String endpoint();

    /** Returns once all subscribers have subscribed; fails if they do not. */
    void awaitSubscribers() throws Exception;

    /** Publishes a copy of the payload, and waits for room. */
    void publish(int topic, byte[] payload) throws Exception;

    /** Has everything on its way that is not, where nothing more may follow to push it. */
    default void flush() throws Exception {}

    @Override
    void close() throws Exception;
}

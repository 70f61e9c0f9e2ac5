package io.tunedzmq.metrics;

import io.tunedzmq.stats.SubscriberStats;

/**
 * A subscriber at one moment.
 *
 * <p>Immutable.
 *
 * @param stats its counts
 * @param open whether it is not closed, nor about to be
 * @param ready whether it is proven that its publishers hear it
 * @param connections TCP connections to publishers that have said hello
 * @param queuedBytes of frames that have come over TCP, or were announced, and that the application has not taken
 * @param lagNs for how long messages have been waiting for the application without a break
 */
public record SubscriberReading(
        SubscriberStats stats, boolean open, boolean ready, int connections, long queuedBytes, long lagNs) {}

package io.tunedzmq.metrics;

import io.tunedzmq.stats.PublisherStats;

/**
 * A publisher at one moment. What it knows of its subscribers is up to a second old, as their reports are.
 *
 * <p>Immutable.
 *
 * @param stats its counts
 * @param open whether it is not closed, nor about to be
 * @param subscribers subscribers of this library that are connected and have shown that they hear it
 * @param behind messages sent to one of them that it has neither received nor counted as dropped; of the one with the
 *     most, and of those for which that is known
 * @param lagNs for how long one of them has not answered; of the one for which that is longest
 * @param queuedBytes sent, and not taken by every subscriber yet
 * @param full whether the queue of a subscriber is full
 * @param waiting threads whose message has no room yet
 */
public record PublisherReading(
        PublisherStats stats,
        boolean open,
        int subscribers,
        long behind,
        long lagNs,
        long queuedBytes,
        boolean full,
        int waiting) {}

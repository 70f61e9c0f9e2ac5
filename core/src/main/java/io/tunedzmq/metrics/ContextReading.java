package io.tunedzmq.metrics;

import io.tunedzmq.stats.ContextStats;
import io.tunedzmq.stats.Health;

/**
 * What is read of a context.
 *
 * <p>Immutable.
 */
public record ContextReading(ContextStats stats, Health health) {}

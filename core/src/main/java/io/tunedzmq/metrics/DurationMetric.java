package io.tunedzmq.metrics;

/**
 * A duration that is measured again and again, while somebody listens.
 *
 * <p>Immutable.
 *
 * @param name lower case with dots
 * @param meaning one sentence
 */
public record DurationMetric(String name, String meaning) {}

/**
 * The counters of a context as Micrometer's meters: {@link io.tunedzmq.micrometer.TunedZmqMetrics}. Needs Micrometer on
 * the path, which nothing else here does. {@code core/docs/metrics.md} has a table of the meters.
 */
@NullMarked
package io.tunedzmq.micrometer;

import org.jspecify.annotations.NullMarked;

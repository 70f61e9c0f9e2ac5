/**
 * Benchmarks: this library and its peers in turn, in one run on one machine, every message verified. Start them with
 * {@link io.tunedzmq.bench.Benchmarks}.
 */
@NullMarked
package io.tunedzmq.bench;

import org.jspecify.annotations.NullMarked;

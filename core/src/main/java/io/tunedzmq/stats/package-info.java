/**
 * What happened: immutable snapshots of counters. Snapshots subtract, so an interval is {@code now.minus(before)}.
 *
 * <p>To be read by name: a record here gains components in minor versions, so its constructor and record patterns are
 * no promise.
 */
@NullMarked
package io.tunedzmq.stats;

import org.jspecify.annotations.NullMarked;

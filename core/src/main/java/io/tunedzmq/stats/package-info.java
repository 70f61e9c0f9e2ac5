/** What happened: immutable snapshots of counters. Snapshots subtract, so an interval is {@code now.minus(before)}. */
@NullMarked
package io.tunedzmq.stats;

import org.jspecify.annotations.NullMarked;

package io.tunedzmq.metrics;

import io.tunedzmq.internal.DurationListeners;
import java.util.List;

/**
 * A publisher or subscriber, as an exporter sees it. Thread-safe.
 *
 * @param <R> what is read of it
 */
public interface MeasuredSocket<R> {
    /** Given by its owner; may be empty, and others may have the same. */
    String name();

    /** Its identity, or its epoch. */
    long id();

    /** Resolved. */
    List<String> endpoints();

    /** Its numbers now; also when it is closed. Never waits for a thread that sends or receives. */
    R read();

    /**
     * What keeps it from being well now, a sentence each; empty if nothing does, or if it is closed. Never waits
     * either.
     */
    List<String> troubles();

    /** Whether it is closed, and its counts do not change any more. */
    boolean isOver();

    /** Of a publisher, how long {@code publish} waits; of a subscriber, how long frames are under way. */
    DurationListeners durations();
}

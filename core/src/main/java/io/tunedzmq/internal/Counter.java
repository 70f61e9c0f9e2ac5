package io.tunedzmq.internal;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A count with one writer at a time and any number of readers. The release of {@link #add} pairs with the acquire of
 * {@link #get}: who sees the count sees what happened before it.
 */
public final class Counter {
    private final AtomicLong value = new AtomicLong();

    /** Adds; by the one thread that may write, or under the writers' lock. */
    public void add(long more) {
        value.setRelease(value.getPlain() + more);
    }

    /** Sets it, by whoever may add. */
    public void set(long now) {
        value.setRelease(now);
    }

    /** The count; from any thread. */
    public long get() {
        return value.getAcquire();
    }
}

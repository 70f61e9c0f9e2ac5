package io.tunedzmq.subscribe;

import io.tunedzmq.internal.Counter;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Which thread receives, one at a time, and whether it waits for messages. Thread-safe. */
final class ReceivingThread {
    private final AtomicReference<@Nullable Thread> receiver = new AtomicReference<>();
    private final Counter emptied = new Counter();
    private volatile @Nullable Thread last;
    private volatile boolean waiting;

    /**
     * The calling thread receives from here on.
     *
     * @throws IllegalStateException if another one does, or if it does already
     */
    void enter() {
        Thread me = Thread.currentThread();
        if (!receiver.compareAndSet(null, me)) {
            requireNotInside(me);
            throw new IllegalStateException("Subscriber received on two threads at once: " + me + " and "
                    + receiver.get() + "; give each thread its own Subscriber");
        }
        if (last != me) {
            last = me;
        }
    }

    @SuppressWarnings("ReferenceEquality") // This very thread.
    private void requireNotInside(Thread me) {
        if (receiver.get() == me) {
            throw receivedInside(me);
        }
    }

    /** What a thread is told that receives inside a handler or listener. */
    static IllegalStateException receivedInside(Thread me) {
        return new IllegalStateException("Subscriber received inside its own handler or listener, on " + me
                + "; return from it first, or let a Subscriber of its own receive there");
    }

    void leave() {
        receiver.setRelease(null); // Pairs with the compareAndSet of the next receive.
    }

    /** Whether nobody receives at present. */
    boolean isIdle() {
        return receiver.get() == null;
    }

    /** The one that received last; null if none has. */
    @Nullable
    Thread last() {
        return last;
    }

    /** It found that it has taken everything. */
    void hasEmptied() {
        emptied.add(1);
    }

    /** How often it had taken everything. */
    long emptied() {
        return emptied.get();
    }

    /** From here on it waits for a message, or does so no more. */
    void waits(boolean now) {
        waiting = now;
    }

    boolean isWaiting() {
        return waiting;
    }
}

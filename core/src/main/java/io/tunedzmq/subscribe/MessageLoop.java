package io.tunedzmq.subscribe;

import io.tunedzmq.internal.HeldInterrupt;
import io.tunedzmq.internal.LimitedLog;
import io.tunedzmq.stats.ClosedException;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Hands the messages of a subscriber to who takes them, one after the other, on a thread of its own, until the
 * subscriber closes. Thread-safe.
 */
public final class MessageLoop {
    private static final LimitedLog log = LimitedLog.of("io.tunedzmq.Subscriber");

    /** A close ends the wait. */
    private static final Duration WAIT = Duration.ofMinutes(1);

    /** After an error outside the handler, as for want of memory: it may come again at once. */
    private static final long PAUSE_NS = 100_000_000;

    private final SubscriberEngine engine;
    private final MessageTaker taker;
    private final Thread thread;

    /**
     * Asks for the thread.
     *
     * @throws IllegalStateException if the factory gives none, or one that has been started
     */
    public MessageLoop(SubscriberEngine engine, MessageTaker taker, ThreadFactory threads) {
        this.engine = engine;
        this.taker = taker;
        @Nullable Thread made = threads.newThread(this::run);
        if (made == null) {
            throw new IllegalStateException("handlerThread: the factory " + threads + " gave no thread");
        }
        if (made.getState() != Thread.State.NEW) {
            throw new IllegalStateException("handlerThread: the factory " + threads + " gave " + made
                    + " (expected: a thread not started yet)");
        }
        thread = made;
    }

    /** Begins to receive. */
    public void start() {
        engine.handledBy(this);
        thread.start();
    }

    private void run() {
        while (!engine.closed()) {
            handOut();
        }
        taker.ended();
    }

    private void handOut() {
        try {
            int most = taker.awaitTurn();
            if (most > 0) {
                int unused = engine.drain(taker::take, most, WAIT);
            }
        } catch (ClosedException e) {
            log.debug("a handler's thread ends: {}", e); // So the engine says that it is closed.
        } catch (Throwable e) { // Whatever else it is.
            if (taker.failed(e)) {
                engine.failed(e);
                log.error("{} goes on handing out messages after an error", thread.getName(), e);
                LockSupport.parkNanos(PAUSE_NS);
            }
        }
    }

    /** Has the thread look again for what its taker waits for. */
    public void wake() {
        LockSupport.unpark(thread);
    }

    /**
     * Waits until the thread has ended, at most until then; returns at once if the handler itself asks. When it has
     * ended, the handler has returned and is not called again.
     *
     * @return whether it is so
     */
    @SuppressWarnings("ReferenceEquality") // This very thread.
    boolean awaitEnd(long deadlineNs) {
        if (Thread.currentThread() == thread) {
            return true;
        }
        try (HeldInterrupt held = new HeldInterrupt()) {
            return held.awaitEnd(thread, deadlineNs);
        }
    }

    @Override
    public String toString() {
        return thread.getName();
    }
}

package io.tunedzmq.internal;

import java.util.concurrent.TimeUnit;

/**
 * Keeps interrupts from what they would break half-way, and gives them back afterwards: JeroMQ's calls fail on an
 * interrupted thread, and a close that is bounded in time is to be done whole. Confined to one thread at a time.
 */
public final class HeldInterrupt implements AutoCloseable {
    /** Waits for something at most so many nanoseconds; returns whether it came. */
    @FunctionalInterface
    public interface Wait {
        boolean upTo(long nanos) throws InterruptedException;
    }

    private boolean held;

    /** Takes the interrupt of this thread, if there is one. */
    public static HeldInterrupt take() {
        HeldInterrupt interrupt = new HeldInterrupt();
        interrupt.takeNow();
        return interrupt;
    }

    /** Takes one that came meanwhile. */
    public void takeNow() {
        held |= Thread.interrupted();
    }

    /** Notes one whose flag was cleared by somebody else. */
    public void noteTaken() {
        held = true;
    }

    /**
     * Waits whatever interrupts come.
     *
     * @param deadlineNs until when, by the nano clock
     * @return whether it came in time
     */
    public boolean await(Wait wait, long deadlineNs) {
        while (true) {
            try {
                return wait.upTo(Math.max(0, deadlineNs - System.nanoTime()));
            } catch (InterruptedException e) {
                held = true;
            }
        }
    }

    /**
     * Waits for a thread to end, whatever interrupts come.
     *
     * @param deadlineNs until when, by the nano clock
     * @return whether it has ended
     */
    public boolean awaitEnd(Thread thread, long deadlineNs) {
        return await(
                leftNs -> {
                    TimeUnit.NANOSECONDS.timedJoin(thread, leftNs);
                    return !thread.isAlive();
                },
                deadlineNs);
    }

    /** Whether there is one; it is no longer held then. */
    public boolean release() {
        boolean was = held;
        held = false;
        return was;
    }

    /** Gives it back to this thread. */
    @Override
    public void close() {
        if (release()) {
            Thread.currentThread().interrupt();
        }
    }
}

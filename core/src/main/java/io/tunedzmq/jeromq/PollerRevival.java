package io.tunedzmq.jeromq;

import io.tunedzmq.connection.DeferredDisconnect;
import io.tunedzmq.internal.FailureRehearsal;
import java.lang.ref.Reference;
import java.util.concurrent.locks.LockSupport;
import zmq.poll.Poller;

/**
 * Turns a poller of JeroMQ, and again after an error. JeroMQ catches what its own handlers throw, but no {@link Error}:
 * a heap that is full for a moment, whoever has filled it, would end the thread and with it all its connections.
 *
 * <p>Confined to its thread.
 */
final class PollerRevival {
    /** In a minute. With the pauses in between that is half of it: what fails for so long does not get better. */
    private static final int MOST = 30;

    private static final long MINUTE_NS = 60_000_000_000L;
    private static final long FIRST_PAUSE_NS = 2_000_000;
    private static final int MOST_DOUBLED = 8;
    private static final long LOOK_NS = 10_000_000;

    /** What must be there before it goes on. */
    private static final int ROOM = 1 << 20;

    private final Poller poller;
    private final JeromqHealth health;
    private long sinceNs;
    private int errors;

    PollerRevival(Poller poller, JeromqHealth health) {
        this.poller = poller;
        this.health = health;
    }

    /** What is to be done before the poller turns again. */
    interface Mend {
        /**
         * Does it, with memory at hand.
         *
         * @param unharmed whether no connection was being worked on
         */
        void mend(boolean unharmed);
    }

    /** Turns the poller until it is stopped, or fails for good. Nothing inside the catch block may need memory. */
    @SuppressWarnings("removal") // Who ends a thread by force means it.
    void run(Mend mend) {
        FailureRehearsal rehearsal = new FailureRehearsal();
        Throwable survived = null;
        boolean ended = false;
        while (!ended) {
            try {
                rehearsal.once();
                if (survived != null) {
                    needRoom();
                    mend.mend(unharmed(survived));
                    tell(survived);
                    survived = null;
                }
                ended = turn();
            } catch (ThreadDeath e) {
                throw e;
            } catch (RuntimeException | Error e) {
                boolean mending = survived != null && e instanceof OutOfMemoryError;
                if (!mending && !mayGoOn()) {
                    throw e;
                }
                survived = survived == null ? e : survived;
                LockSupport.parkNanos(mending ? LOOK_NS : FIRST_PAUSE_NS << Math.min(errors - 1, MOST_DOUBLED));
            }
        }
    }

    /** Whether it has come to its end. */
    private boolean turn() {
        try {
            poller.run();
            return true;
        } catch (DeferredDisconnect e) { // Out of one of the poller's timers: it is to go on with the next.
            return false;
        }
    }

    private boolean mayGoOn() {
        long nowNs = System.nanoTime();
        if (errors == 0 || nowNs - sinceNs >= MINUTE_NS) {
            sinceNs = nowNs;
            errors = 0;
        }
        errors++;
        return errors <= MOST;
    }

    private void tell(Throwable problem) {
        if (problem instanceof FailureRehearsal) {
            errors = 0;
        } else {
            health.survived(Thread.currentThread().getName(), problem);
        }
    }

    private static void needRoom() {
        byte[] room = new byte[ROOM];
        try {
            room[0] = 1;
        } finally {
            Reference.reachabilityFence(room);
        }
    }

    /** Whether it was thrown by the poller's own doings, or ours. Without a stack nobody knows. */
    private static boolean unharmed(Throwable problem) {
        boolean inPoller = problem instanceof FailureRehearsal;
        for (StackTraceElement frame : problem.getStackTrace()) {
            String name = frame.getClassName();
            boolean pollers = name.startsWith("zmq.poll.") || name.startsWith("zmq.util.");
            if (name.startsWith("zmq.") && !pollers) {
                return false;
            }
            inPoller |= pollers;
        }
        return inPoller;
    }
}

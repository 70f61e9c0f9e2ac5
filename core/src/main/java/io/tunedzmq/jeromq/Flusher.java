package io.tunedzmq.jeromq;

import io.tunedzmq.internal.FailureRehearsal;
import io.tunedzmq.internal.LimitedLog;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/**
 * One thread of the context that sends what publishing threads left behind: a thread that publishes fast gathers
 * messages and sends the full frames itself; the rest of its burst goes out from here. Sleeps while nothing is
 * gathered.
 */
public final class Flusher {
    private static final LimitedLog log = LimitedLog.of(Flusher.class);

    private static final String CANNOT_SEND =
            JeromqHealth.lastWords("the sending of a publisher", "after there was no memory, each attempt fails");

    private static final long FOR_GOOD_NS = 10_000_000_000L;

    private static final long ROUND_NS = 50_000;
    private static final long LONGEST_RECENT_NS = 200_000;
    private static final long LONGEST_STUCK_NS = 1_000_000;

    /** Rounds without work before the thread sleeps until it is woken. */
    private static final int PATIENCE = 20;

    /** Something that may have gathered messages. */
    public interface Source {
        /** Sends what is gathered, without blocking. */
        Left flush();
    }

    /** What a flush has left. */
    public enum Left {
        /** There was nothing to do. */
        NOTHING,
        /**
         * A publishing thread has sent a moment ago, and will again if it goes on; if not, what it left is due soon.
         */
        RECENT,
        /** Something was sent. */
        SENT,
        /** Something waits for a subscriber that is full, or for a thread that is sending. */
        STUCK
    }

    private final List<Source> sources = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private final JeromqHealth health;

    // The thread's own.
    private boolean noMemory;
    private boolean failing;
    private long failingSinceNs;

    private volatile boolean asleep;
    private volatile boolean stopped;

    Flusher(JeromqContext context) {
        thread = new Thread(this::run, "tunedzmq-flusher");
        health = context.health();
        context.threads().watch(thread, "what is gathered may not be sent any more");
        thread.setDaemon(true);
        thread.start();
    }

    public void add(Source source) {
        sources.add(source);
    }

    public void remove(Source source) {
        sources.remove(source);
    }

    /** To be called after something was gathered; cheap while the thread is awake. */
    public void wake() {
        if (asleep) {
            asleep = false;
            LockSupport.unpark(thread);
        }
    }

    private void run() {
        FailureRehearsal rehearsal = new FailureRehearsal();
        while (!stopped) {
            try {
                rehearsal.once();
                flushUntilStopped();
            } catch (Throwable e) { // Nobody else would send what is gathered.
                log.error("the flusher goes on after a failure", e);
                LockSupport.parkNanos(LONGEST_STUCK_NS);
            }
        }
    }

    private void flushUntilStopped() {
        int idle = 0;
        long roundNs = ROUND_NS;
        while (!stopped) {
            Thread.interrupted(); // A stray interrupt would keep the thread from ever sleeping again.
            Left left = flushAll();
            roundNs = switch (left) {
                case NOTHING, SENT -> ROUND_NS;
                case RECENT -> Math.min(2 * roundNs, LONGEST_RECENT_NS);
                case STUCK -> Math.min(2 * roundNs, LONGEST_STUCK_NS);
            };
            idle = left == Left.NOTHING ? idle + 1 : 0;
            if (idle < PATIENCE) {
                LockSupport.parkNanos(roundNs);
                continue;
            }
            // Volatile writes and reads are totally ordered: either we see what was gathered or its thread sees us
            // asleep.
            asleep = true;
            if (flushAll() == Left.NOTHING) {
                while (asleep && !stopped) {
                    LockSupport.park(this);
                }
            }
            asleep = false;
            idle = 0;
        }
    }

    private Left flushAll() {
        Left most = Left.NOTHING;
        boolean failed = false;
        for (Source source : sources) {
            try {
                Left left = source.flush();
                most = left.compareTo(most) > 0 ? left : most;
            } catch (Throwable e) { // Nobody else would send what is gathered.
                log.error("a flush failed and is tried again", e);
                health.failed(e);
                most = Left.STUCK;
                failed = true;
                noMemory |= e instanceof OutOfMemoryError;
            }
        }
        failedForGood(failed);
        return most;
    }

    /** An error in the midst of JeroMQ's queues may leave one of them unfit for ever. */
    private void failedForGood(boolean failed) {
        long nowNs = System.nanoTime();
        if (!failed) {
            failing = false;
        } else if (!failing) {
            failing = true;
            failingSinceNs = nowNs;
        } else if (noMemory && nowNs - failingSinceNs >= FOR_GOOD_NS) {
            health.broke(CANNOT_SEND);
        }
    }

    void stop() {
        stopped = true;
        LockSupport.unpark(thread);
    }
}

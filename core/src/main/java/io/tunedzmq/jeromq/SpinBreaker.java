package io.tunedzmq.jeromq;

import zmq.poll.IPollEvents;
import zmq.poll.Poller;

/**
 * Keeps an I/O thread from spinning for a whole time slice while it starves the thread that it waits for.
 *
 * <p>To wake an I/O thread, JeroMQ writes a byte to a pipe and then counts it ({@code zmq.Signaler.send}). The write
 * may make the system run the I/O thread in the sender's place, on the same CPU: it sees the byte, finds no count, sees
 * the byte again, and so on, until its time slice of some 3 ms is over and the sender can count. So the I/O thread
 * yields its CPU once a millisecond, the resolution of JeroMQ's timers, as long as something is sent, and some time
 * after.
 *
 * <p>Confined to the I/O thread; {@link #used()} from any thread.
 */
final class SpinBreaker implements IPollEvents {
    private static final int OFTEN_MILLIS = 1;
    private static final int RARELY_MILLIS = 50;

    /** Turns without any use, until a wake-up for each would cost more than it is worth. */
    private static final int PATIENCE = 20;

    /** JeroMQ's sinks number their timers; this one has a single one. */
    private static final int TIMER = 1;

    private final Poller poller;
    private volatile boolean used;
    private volatile boolean failed;
    private int quiet;

    SpinBreaker(Poller poller) {
        this.poller = poller;
    }

    /** A socket was used. Cheap. */
    void used() {
        if (!used) {
            used = true;
        }
    }

    void start() {
        poller.addTimer(OFTEN_MILLIS, this, TIMER);
    }

    /** After {@link #failed()}, or if nobody knows; harmless if its timer is set. */
    void startAgain() {
        failed = false;
        start();
    }

    /** Whether its timer could not be set, for want of memory. From any thread. */
    boolean failed() {
        return failed;
    }

    @Override
    @SuppressWarnings("ThreadPriorityCheck") // What else the CPU has to run is the very point.
    public void timerEvent(int id) {
        if (used) {
            used = false;
            quiet = 0;
        } else {
            quiet++;
        }
        boolean often = quiet < PATIENCE;
        if (often) {
            Thread.yield();
        }
        try {
            poller.addTimer(often ? OFTEN_MILLIS : RARELY_MILLIS, this, id);
        } catch (OutOfMemoryError e) {
            failed = true; // The thread can do without for a while.
        }
    }
}

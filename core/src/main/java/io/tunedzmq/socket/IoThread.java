package io.tunedzmq.socket;

import zmq.poll.Poller;

/** One of JeroMQ's I/O threads: turns its poller, and does what publishers ask for by its doorbell. */
final class IoThread extends Thread {
    private static final int FEW = 256;

    private final Poller poller;
    private final Doorbell doorbell;
    private final SpinBreaker spinBreaker;

    IoThread(Poller poller, String name) {
        super(name);
        this.poller = poller;
        doorbell = new Doorbell(name);
        spinBreaker = new SpinBreaker(poller);
        setDaemon(true);
    }

    /** Whether the calling thread is one. */
    static boolean isCurrent() {
        return Thread.currentThread() instanceof IoThread;
    }

    @Override
    public void run() {
        try {
            doorbell.register(poller);
            spinBreaker.start();
            poller.run();
        } finally {
            doorbell.close();
        }
    }

    Doorbell doorbell() {
        return doorbell;
    }

    /** Another thread uses a socket, which may wake this one; cheap. */
    void used() {
        spinBreaker.used();
    }

    /**
     * Whether it may send for a publisher. It signals itself once for each connection that it sends to, which must have room in its own pipe,
     * and JeroMQ compares each of them with all others.
     */
    boolean maySend() {
        return isAlive() && polled() <= FEW;
    }

    /** Listeners and connections; JeroMQ's load counts the thread's own mailbox and our doorbell, too. */
    int polled() {
        return Math.max(0, poller.getLoad() - 2);
    }
}

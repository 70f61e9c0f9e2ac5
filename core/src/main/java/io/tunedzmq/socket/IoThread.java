package io.tunedzmq.socket;

import zmq.poll.Poller;

/**
 * One of JeroMQ's I/O threads: turns its poller, also after an error, and does what publishers ask for by its doorbell.
 */
final class IoThread extends Thread {
    private static final int FEW = 256;

    private final Poller poller;
    private final Doorbell doorbell;
    private final SpinBreaker spinBreaker;
    private final Channels channels;
    private final Revival revival;
    private final Doorbell.Errand breakSpins;

    IoThread(Poller poller, String name, Channels channels, Health health) {
        super(name);
        this.poller = poller;
        this.channels = channels;
        revival = new Revival(poller, health);
        doorbell = new Doorbell(name);
        spinBreaker = new SpinBreaker(poller);
        breakSpins = new Doorbell.Errand(spinBreaker::startAgain);
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
            revival.run(this::mend);
        } finally {
            doorbell.close();
        }
    }

    /** A connection that was being worked on may hold half a frame, and nobody knows which one it was. */
    private void mend(boolean unharmed) {
        if (!unharmed) {
            channels.cut(System.nanoTime());
        }
        doorbell.listen(poller); // Has the poller look at all its handles anew.
        spinBreaker.startAgain();
    }

    /** Has it do again what it failed to do for want of memory. From another thread. */
    void look() {
        if (spinBreaker.failed()) {
            doorbell.ring(breakSpins);
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

package io.tunedzmq.socket;

import io.tunedzmq.peer.ReadPauser;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import zmq.poll.Poller;

/**
 * /**
 * One of JeroMQ's I/O threads: turns its poller, also after an error, does what publishers ask for by its doorbell, and leaves connections
 * unread that hold too much.
 */
final class IoThread extends Thread implements ReadPauser {
    private static final int FEW = 256;

    private final Poller poller;
    private final Doorbell doorbell;
    private final SpinBreaker spinBreaker;
    private final Doorbell.Errand readAgain = new Doorbell.Errand(this::readAll);
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

    @Override
    public void leaveUnread(SelectableChannel channel) {
        Selector selector = doorbell.selector();
        SelectionKey key = selector == null ? null : channel.keyFor(selector);
        if (key != null && key.isValid()) {
            key.interestOps(key.interestOps() & ~(SelectionKey.OP_READ | SelectionKey.OP_ACCEPT));
        }
    }

    @Override
    public void readAgain() {
        doorbell.ring(readAgain);
    }

    /** The poller sets what it waits for as its connections wish it: so those that are full themselves stay at rest. */
    private void readAll() {
        doorbell.listen(poller);
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

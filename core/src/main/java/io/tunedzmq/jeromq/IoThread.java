package io.tunedzmq.jeromq;

import io.tunedzmq.connection.ReadPauser;
import io.tunedzmq.window.Absence;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import zmq.Msg;
import zmq.poll.Poller;

/**
 * One of JeroMQ's I/O threads: turns its poller, also after an error, does what publishers ask for by its doorbell, and
 * leaves connections unread that hold too much.
 */
public final class IoThread extends Thread implements ReadPauser {
    /** No size. */
    public static final int UNKNOWN = -1;

    private static final int FEW = 256;

    private final Poller poller;
    private final Doorbell doorbell;
    private final SpinBreaker spinBreaker;
    private final Queue<Runnable> asked = new ConcurrentLinkedQueue<>();
    private final Doorbell.Errand doAsked = new Doorbell.Errand(this::doAsked);
    private final Doorbell.Errand pollAnew = new Doorbell.Errand(this::listen);
    private final ConnectionCutter channels;
    private final PollerRevival revival;
    private final Doorbell.Errand breakSpins;
    private final IoThreadPresence presence;

    /** The frame whose body it has just fetched, and the size of that. Of this thread. */
    private @Nullable Msg fetched;

    private int fetchedSize;

    IoThread(Poller poller, String name, ConnectionCutter channels, JeromqHealth health) {
        super(name);
        this.poller = poller;
        this.channels = channels;
        revival = new PollerRevival(poller, health);
        doorbell = new Doorbell(name);
        spinBreaker = new SpinBreaker(poller);
        breakSpins = new Doorbell.Errand(spinBreaker::startAgain);
        presence = new IoThreadPresence(this);
        setDaemon(true);
    }

    /** Whether the calling thread is one. */
    public static boolean isCurrent() {
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

    /** The timer of its own begins anew, so that it looks at all timers before long. From any thread. */
    void timersAnew() {
        doorbell.ring(breakSpins);
    }

    public Doorbell doorbell() {
        return doorbell;
    }

    @Override
    public void pauseReading(SocketChannel channel) {
        SelectionKey key = keyOf(channel);
        if (key != null && key.attachment() instanceof Poller.Handle handle) {
            poller.resetPollIn(handle);
        }
    }

    @Override
    public void resumeReading(SocketChannel channel) {
        SelectionKey key = keyOf(channel);
        if (key != null && key.attachment() instanceof Poller.Handle handle) {
            poller.setPollIn(handle);
        }
    }

    @Override
    public void soon(Runnable work) {
        asked.add(work);
        doorbell.ring(doAsked);
    }

    private void doAsked() {
        Runnable work = asked.poll();
        while (work != null) {
            work.run(); // Needs no memory: what else was asked for is done as well.
            work = asked.poll();
        }
    }

    /**
     * Whether it waits for the system to take more of what is to be written to a connection of its own. From any
     * thread.
     */
    boolean writes(SocketChannel channel) {
        SelectionKey key = keyOf(channel);
        try {
            return key != null && (key.interestOps() & SelectionKey.OP_WRITE) != 0;
        } catch (CancelledKeyException e) {
            return false; // It ends at this moment.
        }
    }

    /**
     * The listener rests until the poller looks at its connections anew, at the latest after {@link #pollAnew()}. On
     * this thread.
     */
    void rest(SelectableChannel listener) {
        SelectionKey key = keyOf(listener);
        if (key != null) {
            key.interestOps(0);
        }
    }

    /**
     * Does the work once the poller has let go of a channel that was closed: until then the system keeps what it had, a
     * listener its port. On this thread.
     */
    void whenLetGo(SelectableChannel closed, Runnable work) {
        if (closed.isRegistered()) {
            doorbell.ring(new Doorbell.Errand(() -> whenLetGo(closed, work))); // In a later turn.
        } else {
            work.run();
        }
    }

    /**
     * Looks at all its listeners and connections anew: those that rest go on, and those that JeroMQ has lost are
     * registered again. From any thread.
     */
    void pollAnew() {
        doorbell.ring(pollAnew);
    }

    private void listen() {
        doorbell.listen(poller);
    }

    private @Nullable SelectionKey keyOf(SelectableChannel channel) {
        Selector selector = doorbell.selector();
        SelectionKey key = selector == null ? null : channel.keyFor(selector);
        return key != null && key.isValid() ? key : null;
    }

    /**
     * JeroMQ's encoders fetch the body of a frame and then ask for its size. On this thread.
     *
     * @param size of the body, to be told once
     */
    public void hasFetched(Msg frame, int size) {
        fetched = frame;
        fetchedSize = size;
    }

    /** The size of the body if it is that of this frame which is asked for; else {@link #UNKNOWN}. On this thread. */
    @SuppressWarnings("ReferenceEquality") // The same frame, not one like it.
    public int takeFetchedSize(Msg frame) {
        boolean same = fetched == frame;
        fetched = null;
        return same ? fetchedSize : UNKNOWN;
    }

    /** Another thread uses a socket, which may wake this one; cheap. */
    void used() {
        spinBreaker.used();
    }

    /**
     * Whether it may send for a publisher. It signals itself once for each connection that it sends to, which must have
     * room in its own pipe, and JeroMQ compares each of them with all others.
     */
    public boolean maySend() {
        return isAlive() && polled() <= FEW;
    }

    /** Whether it runs, and comes back from what it does. */
    public boolean atWork() {
        return isAlive() && !presence.isAbsent();
    }

    /** That it does not come back from what it does; empty if it does. */
    public Optional<Absence> absence() {
        return presence.absence(System.nanoTime());
    }

    /** To be looked at every {@link IoThreadRollCall#EVERY_NS}. */
    void call(long nowNs) {
        presence.look(nowNs);
    }

    /** Listeners and connections; JeroMQ's load counts the thread's own mailbox and our doorbell, too. */
    int polled() {
        return Math.max(0, poller.getLoad() - 2);
    }
}

package io.tunedzmq.jeromq;

import io.tunedzmq.internal.Deques;
import io.tunedzmq.internal.LimitedLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.Pipe;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import zmq.poll.IPollEvents;
import zmq.poll.Poller;

/**
 * Calls an I/O thread to run errands. Unlike JeroMQ's own signal ({@code zmq.Signaler.send}), it is noted before the
 * byte is written, so that an I/O thread which the system runs in the caller's place finds its errand and does not spin
 * for the caller to go on.
 *
 * <p>{@link #ring} from any thread, the rest on the I/O thread.
 */
public final class Doorbell implements IPollEvents {
    private static final LimitedLog log = LimitedLog.of(Doorbell.class);

    private static final byte[] RING = {1};

    /** What an I/O thread is to do: short, and without waiting for anything that takes long. */
    public static final class Errand {
        private final Runnable work;
        private final AtomicBoolean waiting = new AtomicBoolean();
        private volatile long sinceNs;

        public Errand(Runnable work) {
            this.work = work;
        }

        /** Whether the I/O thread has not come to it for so long. */
        public boolean overdue(long nowNs, long patienceNs) {
            return waiting.get() && nowNs - sinceNs >= patienceNs;
        }
    }

    private final String thread;
    private final Pipe pipe;
    private final Queue<Errand> errands = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean rung = new AtomicBoolean();

    // I/O thread.
    private final PollerTap tap;
    private final ByteBuffer in = ByteBuffer.allocate(16);
    private final ArrayDeque<Errand> taken = new ArrayDeque<>();
    private Poller.@Nullable Handle handle;

    /** JeroMQ's own commands to the I/O thread; null until it is known who obeys them. */
    private volatile @Nullable IPollEvents commands;

    Doorbell(String thread) {
        this.thread = thread;
        try {
            pipe = Pipe.open();
            // In blocking mode an interrupt of the caller would close it.
            pipe.sink().configureBlocking(false);
            pipe.source().configureBlocking(false);
        } catch (IOException e) {
            throw new UncheckedIOException("no pipe for " + thread, e);
        }
        tap = new PollerTap(pipe.source());
    }

    void register(Poller poller) {
        handle = poller.addHandle(tap, this);
        listen(poller);
    }

    /**
     * What errands leave to the I/O thread itself, such as to write what they have sent, is done behind them, and not
     * in another turn of its poller.
     *
     * @param ofThread obeys JeroMQ's commands to the I/O thread
     */
    void leavesTo(IPollEvents ofThread) {
        commands = ofThread;
    }

    /** The selector of the I/O thread's poller; null before its first turn. */
    @Nullable
    Selector selector() {
        return tap.selector();
    }

    /**
     * After {@link #register}, any number of times: also has the poller look at all its connections anew before it
     * waits again.
     */
    void listen(Poller poller) {
        if (handle != null) {
            poller.setPollIn(handle);
        }
    }

    /** Has the I/O thread run the errand once; if it waits to be run already, that will do. */
    public void ring(Errand errand) {
        if (errand.waiting.get() || !errand.waiting.compareAndSet(false, true)) {
            return;
        }
        errand.sinceNs = System.nanoTime();
        boolean called = false;
        try {
            errands.add(errand);
            wake();
            called = true;
        } finally {
            if (!called) { // No memory. It may run twice now, which is better than never again.
                errand.waiting.set(false);
            }
        }
    }

    private void wake() {
        if (rung.compareAndSet(false, true)) {
            boolean written = false;
            try {
                written = pipe.sink().write(ByteBuffer.wrap(RING)) > 0;
            } catch (ClosedChannelException e) {
                log.debug("{} ends at this moment", thread);
            } catch (IOException e) {
                log.warn("{} cannot be called: {}", thread, e);
            } finally {
                if (!written) {
                    rung.set(false); // The next caller tries again.
                }
            }
        }
    }

    @Override
    public void inEvent() {
        in.clear();
        try {
            int unused = pipe.source().read(in);
        } catch (ClosedChannelException e) {
            log.debug("{} ends at this moment", thread);
        } catch (IOException | OutOfMemoryError e) {
            log.warn("{} cannot hear its doorbell: {}", thread, e);
        }
        rung.set(false);
        Errand errand = errands.poll();
        while (errand != null) { // All, before any may be asked for again: a publisher at full speed must not keep us.
            try {
                Deques.add(taken, errand);
            } catch (OutOfMemoryError e) {
                errand.waiting.set(false); // To be asked for again.
            }
            errand = errands.poll();
        }
        errand = taken.poll();
        while (errand != null) {
            errand.waiting.set(false);
            try {
                errand.work.run();
            } catch (Throwable e) { // It would end the thread, and with it all its connections.
                log.error("an errand of {} failed", thread, e);
            }
            errand = taken.poll();
        }
        IPollEvents ofThread = commands;
        if (ofThread != null) {
            ofThread.inEvent();
        }
    }

    void close() {
        try {
            pipe.sink().close();
            pipe.source().close();
        } catch (IOException e) {
            log.debug("{}'s doorbell could not be closed: {}", thread, e);
        }
    }
}

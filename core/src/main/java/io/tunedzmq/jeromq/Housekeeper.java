package io.tunedzmq.jeromq;

import io.tunedzmq.internal.FailureRehearsal;
import io.tunedzmq.internal.LimitedLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One thread of the context that looks after sockets while their owners do not: an idle JeroMQ socket collects commands
 * from the I/O threads, and after 65,536 of them an I/O thread spins until somebody calls the socket. It also answers
 * subscribers, sends beacons and heals stalled handshakes.
 */
public final class Housekeeper {
    private static final LimitedLog log = LimitedLog.of(Housekeeper.class);

    private static final long LONGEST_WAIT_NS = 250_000_000;

    /** After a wake-up by a socket: a busy one would otherwise wake us for every few messages. */
    private static final long PAUSE_NS = 1_000_000;

    /** Something to look after. Called on the housekeeper's thread; must not block. */
    public interface Chore {
        /** Does what is due and returns the nanoseconds after which to be called again at the latest. */
        long work(long nowNs);
    }

    private final Selector selector;
    private final List<Chore> chores = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private final JeromqHealth health;
    private volatile boolean stopped;

    Housekeeper(JeromqContext context) {
        health = context.health();
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException("no selector for the housekeeper thread", e);
        }
        thread = new Thread(this::run, "tunedzmq-housekeeper");
        context.threads().watch(thread, "nobody looks after idle sockets any more");
        thread.setDaemon(true);
        thread.start();
    }

    public void add(Chore chore) {
        chores.add(chore);
        selector.wakeup();
    }

    public void remove(Chore chore) {
        chores.remove(chore);
    }

    /** Wakes the housekeeper whenever the channel can be read. Ends with the channel; null if that has happened. */
    @Nullable
    public SelectionKey watch(SelectableChannel channel) {
        try {
            SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
            selector.wakeup();
            return key;
        } catch (ClosedChannelException | ClosedSelectorException e) {
            return null; // The socket or the context closes at this moment.
        }
    }

    /** Sets for what a watched channel wakes the housekeeper. */
    public static void interest(@Nullable SelectionKey key, int operations) {
        try {
            if (key != null && key.isValid()) {
                key.interestOps(operations);
            }
        } catch (CancelledKeyException e) {
            log.debug("a socket was closed at this moment");
        }
    }

    public void wakeup() {
        selector.wakeup();
    }

    private void run() {
        long waitNs = 0;
        FailureRehearsal rehearsal = new FailureRehearsal();
        while (!stopped) {
            Thread.interrupted(); // A stray interrupt would keep the thread from ever sleeping again.
            try {
                rehearsal.once();
                selector.select(Math.max(1, waitNs / 1_000_000));
                boolean called = !selector.selectedKeys().isEmpty();
                selector.selectedKeys().clear();
                waitNs = workAll();
                if (called) {
                    LockSupport.parkNanos(PAUSE_NS);
                }
            } catch (Throwable e) { // Also a checked one; nobody else would look after the sockets.
                log.error("the housekeeper goes on after a failure", e);
                LockSupport.parkNanos(PAUSE_NS);
            }
        }
        try {
            selector.close();
        } catch (IOException e) {
            log.warn("the housekeeper's selector could not be closed: {}", e);
        }
    }

    private long workAll() {
        long waitNs = LONGEST_WAIT_NS;
        for (Chore chore : chores) {
            try {
                waitNs = Math.min(waitNs, chore.work(System.nanoTime()));
            } catch (Throwable e) {
                log.error("a chore failed and is tried again", e);
                health.failed(e);
            }
        }
        return waitNs;
    }

    void stop() {
        stopped = true;
        selector.wakeup();
    }
}

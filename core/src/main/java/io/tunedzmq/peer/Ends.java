package io.tunedzmq.peer;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Spreads the ends of a publisher's connections over time. For each of them JeroMQ walks over the tree of all subscriptions, on the thread
 * that sends: where somebody has filled the tree, hundreds of connections that end at once would hold up {@code publish} for many seconds.
 * So a quarter of the time is spent on them at most. An end that has to wait is put off: nothing is read from the connection, and what is
 * written to it is lost, as it would be anyway.
 *
 * <p>Thread-safe.
 */
final class Ends {
    /** Of JeroMQ's walk, for each node: 41 ns as measured with a tree of 2.2 million nodes, less where the processor's caches hold it. */
    private static final long NODE_NS = 40;

    /** What may be spent at once. */
    private static final long BURST_NS = 100_000_000;

    /** What may be spent in the long run: one part in so many of the time. */
    private static final int SHARE = 4;

    /** So small a tree is walked over in no time: such ends are not even counted. */
    private static final int FEW_NODES = 1_000;

    private final LongSupplier nodes;
    private final BooleanSupplier hurry;
    private final Map<SocketChannel, ReadPauser> waiting = new LinkedHashMap<>();

    /** Those whose turn has come. */
    private final Set<SocketChannel> due = new HashSet<>();

    private long leftNs = BURST_NS;
    private long refilledNs = System.nanoTime();
    private boolean over;

    /**
     * @param nodes of the tree, at present
     * @param hurry whether the publisher waits for room, so that a connection which has ended may be what it waits for
     */
    Ends(LongSupplier nodes, BooleanSupplier hurry) {
        this.nodes = nodes;
        this.hurry = hurry;
    }

    /** For a socket whose connections end cheaply. */
    static Ends cheap() {
        return new Ends(() -> 0, () -> false);
    }

    /**
     * JeroMQ tells that a connection has ended. On its I/O thread.
     *
     * @throws PostponedEnd if JeroMQ is not to know yet
     */
    void come(SocketChannel channel, long nowNs) {
        if (nodes.getAsLong() >= FEW_NODES && mustWait(channel, nowNs)) {
            throw new PostponedEnd();
        }
    }

    private synchronized boolean mustWait(SocketChannel channel, long nowNs) {
        if (due.remove(channel) || over) {
            return false;
        }
        if (waiting.containsKey(channel)) { // A timer of JeroMQ has found it, too.
            return isInterruptible();
        }
        refill(nowNs);
        if (leftNs > 0 || hurry.getAsBoolean() || !isInterruptible()) {
            leftNs -= costNs();
            return false;
        }
        ReadPauser thread = (ReadPauser) Thread.currentThread();
        thread.pauseReading(channel);
        waiting.put(channel, thread);
        return true;
    }

    /** While it carries out commands JeroMQ must not be interrupted: it would not look at those behind them. */
    private static boolean isInterruptible() {
        return Thread.currentThread() instanceof ReadPauser
                && StackWalker.getInstance()
                        .walk(frames ->
                                frames.noneMatch(frame -> frame.getClassName().equals("zmq.io.IOThread")));
    }

    private void refill(long nowNs) {
        leftNs = Math.min(BURST_NS, leftNs + Math.max(0, nowNs - refilledNs) / SHARE);
        refilledNs = nowNs;
    }

    private long costNs() {
        return nodes.getAsLong() * NODE_NS;
    }

    /** Whether its end has been put off. */
    synchronized boolean isWaiting(SocketChannel channel) {
        return waiting.containsKey(channel) || due.contains(channel);
    }

    /** Has those end whose turn has come; often, by one thread at a time. Returns whether others wait. */
    synchronized boolean look(long nowNs) {
        refill(nowNs);
        Iterator<Map.Entry<SocketChannel, ReadPauser>> each = waiting.entrySet().iterator();
        while (each.hasNext() && (leftNs > 0 || over || hurry.getAsBoolean())) {
            Map.Entry<SocketChannel, ReadPauser> next = each.next();
            each.remove();
            leftNs -= costNs();
            due.add(next.getKey());
            showTheEnd(next.getKey(), next.getValue());
        }
        due.removeIf(channel -> !channel.isOpen());
        return !waiting.isEmpty();
    }

    /** Once more: what JeroMQ had noticed before may have been something else, such as a timeout. */
    private static void showTheEnd(SocketChannel channel, ReadPauser thread) {
        try {
            channel.shutdownInput();
        } catch (IOException e) {
            return; // It is closed already.
        }
        thread.soon(() -> thread.resumeReading(channel));
    }

    /** The socket is about to close: nothing is put off any more. */
    synchronized void over() {
        over = true;
    }
}

package io.tunedzmq.connection;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import zmq.ZError;
import zmq.util.Errno;

/**
 * Spreads the ends of a publisher's connections over time. For each of them JeroMQ walks over the tree of all
 * subscriptions, on the thread that sends: where somebody has filled the tree, hundreds of connections that end at once
 * would hold up {@code publish} for many seconds. So a quarter of the time is spent on them at most, and where a walk
 * takes long they come one by one. An end that has to wait is put off: nothing is read from the connection, and what is
 * written to it is lost, as it would be anyway. Whoever breaks the protocol is not put off.
 *
 * <p>What a walk will take is estimated, and what it has taken is measured, as the longest calls of the socket: a
 * collector of garbage or a busy machine can make it many times as long.
 *
 * <p>Thread-safe.
 */
final class DisconnectThrottle {
    /**
     * Of JeroMQ's walk, for each node, to begin with: 41 ns were measured with a tree of 2.2 million nodes, 270 with
     * the serial collector.
     */
    private static final long NODE_NS = 100;

    /** What may be spent at once. */
    private static final long BURST_NS = 50_000_000;

    /** What may be spent in the long run: one part in so many of the time. */
    private static final int SHARE = 4;

    /** So small a tree is walked over in no time: such ends are not even counted. */
    private static final int FEW_NODES = 1_000;

    /** Ends that take so long each come one by one, with a look at what the one before has taken. */
    private static final long LONG_NS = 1_000_000;

    private static final long BETWEEN_NS = 20_000_000;

    /** Why JeroMQ's last call on this thread failed: it has one for each thread, whoever asks. */
    private static final Errno ERRNO = new Errno();

    private final LongSupplier nodes;
    private final BooleanSupplier hurry;

    /** Of subscribers that are known; they are not to wait for strangers. */
    private final Map<SocketChannel, ReadPauser> waitingFirst = new LinkedHashMap<>();

    private final Map<SocketChannel, ReadPauser> waiting = new LinkedHashMap<>();

    /** Those whose turn has come. */
    private final Set<SocketChannel> due = new HashSet<>();

    private long leftNs = BURST_NS;
    private long refilledNs = System.nanoTime();
    private long lastNs = System.nanoTime() - BETWEEN_NS;

    /** What was estimated since a call was measured last. */
    private long estimatedNs;

    private boolean over;

    /** When the socket's owner began the call of JeroMQ that is under way; 0 if none is. */
    private volatile long callNs;

    /**
     * @param nodes of the tree, at present
     * @param hurry whether the publisher waits for room, so that a connection which has ended may be what it waits for
     */
    DisconnectThrottle(LongSupplier nodes, BooleanSupplier hurry) {
        this.nodes = nodes;
        this.hurry = hurry;
    }

    /** For a socket whose connections end cheaply. */
    static DisconnectThrottle cheap() {
        return new DisconnectThrottle(() -> 0, () -> false);
    }

    // The owner of the socket, around each of its calls.

    void callBegins() {
        callNs = System.nanoTime() | 1;
    }

    void callEnds() {
        long tookNs = System.nanoTime() - callNs;
        callNs = 0;
        if (tookNs >= LONG_NS && nodes.getAsLong() >= FEW_NODES) {
            spent(tookNs);
        }
    }

    private synchronized void spent(long ns) {
        leftNs -= Math.max(0, ns - estimatedNs);
        estimatedNs = 0;
    }

    /** Whether the owner is likely to be walking over the tree. */
    private boolean walks(long nowNs) {
        long since = callNs;
        return since != 0 && nowNs - since >= LONG_NS;
    }

    /**
     * JeroMQ tells that a connection has ended. On its I/O thread.
     *
     * @param known whether a subscriber has introduced itself over it
     * @throws DeferredDisconnect if JeroMQ is not to know yet
     */
    void come(SocketChannel channel, boolean known, long nowNs) {
        if (nodes.getAsLong() >= FEW_NODES && mustWait(channel, known, nowNs)) {
            throw new DeferredDisconnect();
        }
    }

    private synchronized boolean mustWait(SocketChannel channel, boolean known, long nowNs) {
        if (due.remove(channel) || over) {
            return false;
        }
        if (waiting.containsKey(channel) || waitingFirst.containsKey(channel)) { // A timer of JeroMQ has found it, too.
            return isInterruptible();
        }
        refill(nowNs);
        if (mayPass(nowNs) || !isInterruptible()) {
            pass(nowNs);
            return false;
        }
        ReadPauser thread = (ReadPauser) Thread.currentThread();
        thread.pauseReading(channel);
        (known ? waitingFirst : waiting).put(channel, thread);
        return true;
    }

    private boolean mayPass(long nowNs) {
        boolean oneByOne = costNs() >= LONG_NS;
        if (oneByOne && (nowNs - lastNs < BETWEEN_NS || walks(nowNs))) {
            return false;
        }
        return leftNs > 0 || hurry.getAsBoolean();
    }

    private void pass(long nowNs) {
        leftNs -= costNs();
        estimatedNs += costNs();
        lastNs = nowNs;
    }

    /**
     * Whether JeroMQ will go on as if nothing had been, when it is shown the end. Not while it carries out commands: it
     * would not look at those behind them. And not where it has found fault with what it had read: it would decode the
     * rest of that then, with a decoder that is at odds with itself and may never come back.
     */
    private static boolean isInterruptible() {
        return Thread.currentThread() instanceof ReadPauser
                && !isCalledBy("zmq.io.IOThread", "inEvent")
                && (ERRNO.is(ZError.ENOTCONN) || isCalledBy("zmq.io.StreamEngine", "timerEvent"));
    }

    private static boolean isCalledBy(String type, String method) {
        return StackWalker.getInstance()
                .walk(frames -> frames.anyMatch(frame -> frame.getClassName().equals(type)
                        && frame.getMethodName().equals(method)));
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
        return waiting.containsKey(channel) || waitingFirst.containsKey(channel) || due.contains(channel);
    }

    /** Has those end whose turn has come; often, by one thread at a time. Returns whether others wait. */
    synchronized boolean look(long nowNs) {
        refill(nowNs);
        showThoseDue(waitingFirst, nowNs);
        showThoseDue(waiting, nowNs);
        due.removeIf(channel -> !channel.isOpen());
        return !waiting.isEmpty() || !waitingFirst.isEmpty();
    }

    private void showThoseDue(Map<SocketChannel, ReadPauser> some, long nowNs) {
        Iterator<Map.Entry<SocketChannel, ReadPauser>> each = some.entrySet().iterator();
        while (each.hasNext() && (over || mayPass(nowNs))) {
            Map.Entry<SocketChannel, ReadPauser> next = each.next();
            each.remove();
            pass(nowNs);
            due.add(next.getKey());
            showTheEnd(next.getKey(), next.getValue());
        }
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

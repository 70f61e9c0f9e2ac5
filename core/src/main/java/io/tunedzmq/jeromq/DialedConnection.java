package io.tunedzmq.jeromq;

import io.tunedzmq.connection.TcpEnds;
import io.tunedzmq.window.ContextSnapshot;
import io.tunedzmq.window.ContextSnapshot.Connection.State;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What JeroMQ's events tell of one address: whether there is a connection to it, and what became of the last. Two where
 * two endpoints have the same address. For an address at which the socket listens it stays empty. Thread-safe: every
 * method holds its lock.
 *
 * <p>JeroMQ hands a connection to an I/O thread before it tells of it: with several of them the hello may be heard of
 * first, and even the end.
 */
final class DialedConnection {
    /** A handshake on a busy machine takes a few milliseconds; a kick too many does no harm. */
    private static final long HELLO_NS = 50_000_000;

    /**
     * How far apart looks at an ended connection count: after a pause of the process it is looked at once, not often.
     */
    static final long LOOK_NS = 250_000_000;

    private static final int MOST_DOUBLED = 3;

    /** Who goes on for longer did not end by how it began. */
    private static final long BRIEF_NS = 1_000_000_000;

    /** Connections that we have heard of. */
    private int live;

    /** Those of them that JeroMQ has told us the channels of, and some that are closed. */
    private final List<SocketChannel> channels = new ArrayList<>(1);

    /** Of these, and of those that we have not heard of yet: how many peers have said hello. */
    private int hellos;

    /** Since when the last waits for its hello. */
    private long sinceNs;

    /** Patience doubles with each kick: a peer that never says hello is not worth many. */
    private int kicks;

    private long madeNs;

    /** The connection whose end we have heard of first. */
    private @Nullable SocketChannel endedFirst;

    private boolean endedFirstWithHello;
    private boolean retriedSince;

    /** Whether one has ended and JeroMQ has not said that it will connect again. */
    private boolean ended;

    private int looks;
    private long lookedNs;

    /** When an attempt began last, more or less, and whether there was a connection since {@link #begunAnew}. */
    private long triedNs = System.nanoTime();

    private boolean wasThere;

    /** How often JeroMQ has given up one after another, none of which lasted. */
    private int restarts;

    /** The last was cut off, and nothing better has come since. */
    private boolean cut;

    /** Why the last was cut, if there was no memory for what came over it; else null. */
    private @Nullable String refusal;

    /** Whether the peer's first word was none of ZMTP 2.0 or newer. */
    private boolean foreign;

    private long healed;
    private long strangers;
    private long brief;
    private long cutOff;

    private String local = "";

    /** Returns whether it is to be looked at before long. */
    @SuppressWarnings("ReferenceEquality") // The same connection, not one like it.
    synchronized boolean made(@Nullable SocketChannel channel, long nowNs) {
        madeNs = nowNs;
        wasThere = true;
        TcpEnds ends = channel == null ? null : TcpEnds.of(channel);
        if (ends != null) {
            local = ends.local();
        }
        if (channel != null && channel == endedFirst) {
            endedFirst = null;
            over(endedFirstWithHello, nowNs);
            ended = !retriedSince;
            return false;
        }
        live++;
        if (channel != null) {
            channels.removeIf(each -> !each.isOpen());
            channels.add(channel);
        }
        ended = false;
        sinceNs = nowNs;
        kicks = 0;
        return unsettled();
    }

    /**
     * The peer's first word was read, which may happen before the poller knows of the connection.
     *
     * @param asZeroMq false if JeroMQ takes the word for the first message of a peer of ZeroMQ 2, which had no hello
     */
    synchronized void saidHello(boolean asZeroMq) {
        foreign = !asZeroMq;
        hellos++;
        noteHealed();
    }

    private void noteHealed() {
        if (kicks > 0 && !unsettled()) {
            healed++;
            kicks = 0;
        }
    }

    /**
     * Returns whether the peer had said hello.
     *
     * @param refused why, if there was no memory for what came over it; else null
     */
    synchronized boolean ended(@Nullable SocketChannel channel, @Nullable String refused, long nowNs) {
        refusal = refused;
        boolean withHello = hellos >= Math.max(1, live);
        hellos -= withHello ? 1 : 0;
        if (live > 0) {
            live--;
            over(withHello, nowNs);
        } else {
            endedFirst = channel;
            endedFirstWithHello = withHello;
            retriedSince = false;
        }
        return withHello;
    }

    private void over(boolean withHello, long nowNs) {
        triedNs = nowNs;
        ended = true;
        looks = 0;
        lookedNs = nowNs;
        if (nowNs - madeNs >= BRIEF_NS) {
            restarts = 0;
            cut = false;
        } else if (withHello && !foreign) {
            brief++;
        } else {
            strangers++;
        }
    }

    /** JeroMQ waits a moment and connects again. */
    synchronized void retries(long nowNs) {
        triedNs = nowNs;
        ended = false;
        cut = false;
        retriedSince = true;
    }

    /** Whether its begin takes too long; then it counts as kicked. */
    synchronized boolean overdue(long nowNs) {
        noteHealed();
        boolean overdue = unsettled() && nowNs - sinceNs >= HELLO_NS << Math.min(kicks, 10);
        if (overdue) {
            sinceNs = nowNs;
            kicks++;
        }
        return overdue;
    }

    /**
     * Whether JeroMQ has given up: after an error of ZeroMQ's protocol its session ends for good. True once for each
     * connection.
     *
     * @param enough looks in which it does not say that it connects again; more each time where connections end at once
     */
    synchronized boolean givenUp(int enough, long nowNs) {
        if (!ended || nowNs - lookedNs < LOOK_NS) {
            return false;
        }
        lookedNs = nowNs;
        looks++;
        if (looks < enough << Math.min(restarts, MOST_DOUBLED)) {
            return false;
        }
        ended = false;
        return true;
    }

    /** It was given up, for what came over it. */
    synchronized void cutOff() {
        if (refusal == null) {
            restarts++;
            cut = true;
            cutOff++;
        }
    }

    /** Why the one that ended last was cut, if there was no memory for what came over it; else null. */
    synchronized @Nullable String refusal() {
        return refusal;
    }

    /** It could not be made anew: to be tried again later. */
    synchronized void stillGivenUp(long nowNs) {
        ended = true;
        looks = 0;
        lookedNs = nowNs;
    }

    synchronized boolean hasEnded() {
        return ended;
    }

    /** Whether an attempt to connect has come to no end for so long. */
    synchronized boolean hangs(long longestNs, long nowNs) {
        return live == 0 && nowNs - triedNs >= longestNs;
    }

    /** The socket was told to connect to it anew: whatever had come over the connection before is gone with it. */
    synchronized void begunAnew(long nowNs) {
        triedNs = nowNs;
        wasThere = false;
    }

    /** Whether messages may be left that came over it. */
    synchronized boolean mayHaveLeftSomething() {
        return wasThere;
    }

    /**
     * Whether a peer has not said hello yet, or a connection is known to no poller: the second happens after the hello,
     * too, where the hello was there before the connection was handed over.
     */
    synchronized boolean unsettled() {
        return waiting() || channels.stream().anyMatch(each -> !each.isRegistered() && each.isOpen());
    }

    /** Stalled connections that went on after a kick. */
    synchronized long healed() {
        return healed;
    }

    private boolean waiting() {
        return live > hellos;
    }

    /** Whether there is a connection, if only one that waits for the peer's first word. */
    synchronized boolean isThere() {
        return live > 0;
    }

    /** Whether there is a connection, and the peer has said hello. */
    synchronized boolean isUp() {
        return live > 0 && !waiting();
    }

    /** For a diagnosis. */
    synchronized ContextSnapshot.Connection observe(String endpoint) {
        return new ContextSnapshot.Connection(endpoint, state(), strangers, brief, cutOff);
    }

    private State state() {
        if (live > 0) {
            return waiting() ? State.SILENT : foreign ? State.FOREIGN : State.UP;
        }
        return cut ? State.CUT_OFF : State.ABSENT;
    }

    /** Where the last one began, {@code ip:port}; empty if unknown. */
    synchronized String local() {
        return local;
    }
}

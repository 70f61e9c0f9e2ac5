package io.tunedzmq.socket;

import io.tunedzmq.diagnosis.Observation;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * What JeroMQ's events tell of one address: whether there is a connection to it, and what became of the last. For an
 * address at which the socket listens it stays empty. Thread-safe: every method holds its lock.
 */
final class OutgoingConnection {
    /** A handshake on a busy machine takes a few milliseconds; a kick too many does no harm. */
    private static final long HELLO_NS = 50_000_000;

    /** How far apart looks at an ended connection count: after a pause of the process it is looked at once, not often. */
    private static final long LOOK_NS = 250_000_000;

    /** JeroMQ says at once that it will connect again; on a busy machine a little later. */
    private static final int LOOKS = 4;

    /** So 8 s, where each new connection ends like the one before. */
    private static final int MOST_DOUBLED = 3;

    /** Who goes on for longer did not end by how it began. */
    private static final long BRIEF_NS = 1_000_000_000;

    private boolean up;
    private boolean waiting;
    private long sinceNs;

    /** Patience doubles with each kick: a peer that never says hello is not worth many. */
    private int kicks;

    /** The peer said hello before we heard of the connection: JeroMQ hands it to another I/O thread before it tells. */
    private boolean saidHelloFirst;

    private long madeNs;
    private boolean made;

    /** Whether the last connection has ended and JeroMQ has not said that it will connect again. */
    private boolean ended;

    private int looks;
    private long lookedNs;
    private int restarts;

    /** The last connection was given up, and nothing better has come since. */
    private boolean cut;

    /** Whether the peer's first word was none of ZMTP 2.0 or newer. */
    private boolean foreign;

    private long strangers;
    private long brief;
    private long cutOff;

    private @Nullable String peer;
    private String local = "";

    /** Returns whether its handshake is to be waited for. */
    synchronized boolean made(@Nullable SocketChannel channel, long nowNs) {
        made = true;
        madeNs = nowNs;
        ended = false;
        String address = channel == null ? null : remoteAddress(channel);
        if (channel != null && address != null) {
            peer = address;
            local = localAddress(channel);
        }
        up = saidHelloFirst;
        waiting = !saidHelloFirst;
        saidHelloFirst = false;
        sinceNs = nowNs;
        kicks = 0;
        return waiting;
    }

    /**
     * Returns whether it had stalled and went on after a kick.
     *
     * @param asZeroMq false if JeroMQ takes the word for the first message of a peer of ZeroMQ 2, which had no hello
     */
    synchronized boolean saidHello(boolean asZeroMq) {
        foreign = !asZeroMq;
        boolean waited = waiting;
        waiting = false;
        up = waited;
        saidHelloFirst = !waited;
        return waited && kicks > 0;
    }

    /** Returns whether the peer had said hello. */
    synchronized boolean ended(long nowNs) {
        boolean saidHello = !waiting;
        waiting = false;
        up = false;
        saidHelloFirst = false;
        if (made) {
            made = false;
            ended = true;
            looks = 0;
            lookedNs = nowNs;
            if (nowNs - madeNs >= BRIEF_NS) {
                restarts = 0;
                cut = false;
            } else if (saidHello && !foreign) {
                brief++;
            } else {
                strangers++;
            }
        }
        return saidHello;
    }

    /** JeroMQ waits a moment and connects again. */
    synchronized void retries() {
        ended = false;
        cut = false;
    }

    /** Whether the handshake takes too long; then it counts as kicked. */
    synchronized boolean overdue(long nowNs) {
        boolean overdue = waiting && nowNs - sinceNs >= HELLO_NS << Math.min(kicks, 10);
        if (overdue) {
            sinceNs = nowNs;
            kicks++;
        }
        return overdue;
    }

    /**
     * Whether JeroMQ has given up: after an error of ZeroMQ's protocol its session ends for good. True once for each
     * connection.
     */
    synchronized boolean givenUp(long nowNs) {
        if (!ended || nowNs - lookedNs < LOOK_NS) {
            return false;
        }
        lookedNs = nowNs;
        looks++;
        if (looks < LOOKS << Math.min(restarts, MOST_DOUBLED)) {
            return false;
        }
        ended = false;
        restarts++;
        cut = true;
        cutOff++;
        return true;
    }

    /** It could not be made anew: to be tried again later. */
    synchronized void stillGivenUp(long nowNs) {
        ended = true;
        looks = 0;
        lookedNs = nowNs;
    }

    /** Whether that happened to one connection after another, none of which lasted. */
    synchronized boolean givenUpAgain() {
        return restarts > 1;
    }

    synchronized boolean hasEnded() {
        return ended;
    }

    synchronized boolean waiting() {
        return waiting;
    }

    /** For a diagnosis. */
    synchronized Observation.Connection observe(String endpoint) {
        return new Observation.Connection(endpoint, state(), strangers, brief, cutOff);
    }

    private Observation.Connection.State state() {
        if (up) {
            return foreign ? Observation.Connection.State.FOREIGN : Observation.Connection.State.UP;
        }
        if (waiting) {
            return Observation.Connection.State.SILENT;
        }
        return cut ? Observation.Connection.State.CUT_OFF : Observation.Connection.State.ABSENT;
    }

    /** Whether the last one led to this address, {@code ip:port}. */
    synchronized boolean ledTo(String address) {
        return address.equals(peer);
    }

    /** Where the last one began, {@code ip:port}; empty if unknown. */
    synchronized String local() {
        return local;
    }

    /** {@code ip:port} of the other end; null if it is closed already. */
    static @Nullable String remoteAddress(SocketChannel channel) {
        try {
            return text(channel.getRemoteAddress());
        } catch (IOException e) {
            return null;
        }
    }

    private static String localAddress(SocketChannel channel) {
        try {
            String address = text(channel.getLocalAddress());
            return address == null ? "" : address;
        } catch (IOException e) {
            return ""; // Closed already.
        }
    }

    private static @Nullable String text(@Nullable SocketAddress address) {
        return address == null
                ? null
                : address.toString().substring(address.toString().indexOf('/') + 1);
    }
}

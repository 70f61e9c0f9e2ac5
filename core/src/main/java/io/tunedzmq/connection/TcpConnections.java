package io.tunedzmq.connection;

import io.tunedzmq.internal.LimitedLog;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import zmq.msg.MsgAllocator;

/**
 * The TCP connections of one socket. Told by JeroMQ's events of connections that begin, shake hands
 * and end; gives each an allocator of its own. Thread-safe.
 */
public final class TcpConnections {
    private static final LimitedLog log = LimitedLog.of("io.tunedzmq.TunedContext");

    private static final long LOOK_NS = 1_000_000_000;

    private final Function<TcpConnections, TcpConnection> newConnection;
    private final DisconnectThrottle ends;
    private final Consumer<MsgAllocator> install;

    private final Map<TcpEnds, TrackedConnection> byEnds = new ConcurrentHashMap<>();

    private final Queue<TcpConnection> gone = new ConcurrentLinkedQueue<>();
    private volatile TcpConnection next;
    private volatile long lookedNs = System.nanoTime();

    /**
     * @param newConnection makes the allocator of a connection
     * @param ends says when its connections may end
     * @param install makes JeroMQ give it to the connections that shake hands from then on
     */
    TcpConnections(
            Function<TcpConnections, TcpConnection> newConnection,
            DisconnectThrottle ends,
            Consumer<MsgAllocator> install) {
        this.newConnection = newConnection;
        this.ends = ends;
        this.install = install;
        next = newConnection();
        install.accept(next);
    }

    TcpConnection newConnection() {
        return newConnection.apply(this);
    }

    // What JeroMQ tells, on I/O threads.

    /** A connection was accepted or made. */
    public void made(SocketChannel channel) {
        TcpEnds ends = TcpEnds.of(channel);
        if (ends == null) {
            return;
        }
        long nowNs = System.nanoTime();
        TrackedConnection tracked = byEnds.computeIfAbsent(ends, unused -> new TrackedConnection(nowNs));
        if (!tracked.made(channel)) { // The end of the one before it was not told.
            remove(ends, tracked);
            made(channel);
        }
    }

    /** A connection has read the peer's greeting, and has taken its allocator a moment ago. */
    public void handshaken(boolean beforeZmtp3) {
        synchronized (this) {
            next.handshaken(beforeZmtp3);
            next = newConnection();
            install.accept(next);
        }
    }

    /**
     * A connection is about to end for JeroMQ. Before anything else that is done for its end.
     *
     * @throws DeferredDisconnect if that has to wait
     */
    public void end(SocketChannel channel) {
        TrackedConnection tracked = tracked(channel);
        TcpConnection connection = tracked == null ? null : tracked.connection();
        ends.come(channel, connection != null && connection.isIntroduced(), System.nanoTime());
    }

    /**
     * A connection has ended.
     *
     * @return why, if there was no memory for what came over it; else null
     */
    public @Nullable String ended(SocketChannel channel) {
        TcpEnds ends = TcpEnds.of(channel);
        TrackedConnection tracked = ends == null ? null : byEnds.get(ends);
        if (ends == null || tracked == null || !tracked.made(channel)) {
            return null;
        }
        TcpConnection connection = tracked.connection();
        CutReason why = connection == null ? null : connection.cutReason();
        remove(ends, tracked);
        return why == null || !why.isForMemory() ? null : why.toString();
    }

    /** When a connection began, by the nano clock; empty if that is unknown. */
    public OptionalLong sinceNs(SocketChannel channel) {
        TrackedConnection tracked = tracked(channel);
        return tracked == null ? OptionalLong.empty() : OptionalLong.of(tracked.sinceNs());
    }

    private @Nullable TrackedConnection tracked(SocketChannel channel) {
        TcpEnds ends = TcpEnds.of(channel);
        return ends == null ? null : byEnds.get(ends);
    }

    private void remove(TcpEnds ends, TrackedConnection tracked) {
        TcpConnection connection = tracked.connection();
        if (byEnds.remove(ends, tracked) && connection != null) {
            connection.gone();
            gone.add(connection);
        }
    }

    /** A first message came: from there on its channel is known. */
    @Nullable
    TrackedConnection track(TcpConnection connection, @Nullable TcpEnds ends) {
        if (ends == null) {
            return null;
        }
        long nowNs = System.nanoTime();
        TrackedConnection tracked = byEnds.computeIfAbsent(ends, unused -> new TrackedConnection(nowNs));
        if (tracked.said(connection)) {
            return tracked;
        }
        remove(ends, tracked);
        return track(connection, ends);
    }

    /** A connection that has ended, each once; null if there is none more. */
    @Nullable
    TcpConnection pollGone() {
        return gone.poll();
    }

    /** Ends a connection; of one that is not known yet, all of which that is so. */
    void cut(TcpConnection connection, CutReason why) {
        TrackedConnection tracked = connection.tracked();
        if (tracked != null) {
            String address = addressOf(tracked); // Before its end is told.
            if (tracked.cut()) {
                log.warnOf(why, "the connection of {} is cut: {}", address, why);
            }
            return;
        }
        byEnds.forEach((ends, each) -> {
            if (each.connection() == null && each.cut()) {
                log.warnOf(
                        why, "the connection of {}, which has not sent a message yet, is cut: {}", ends.remote(), why);
            }
        });
    }

    /** A peer asks for more subscriptions than there is memory for. */
    void getsEverything(TcpConnection connection) {
        TrackedConnection tracked = connection.tracked();
        log.warn(
                "the connection of {} gets every message from here on, as all subscriptions together would take more than an eighth of the heap; give"
                        + " the publisher's process a larger heap, or subscribe to fewer, shorter topics",
                tracked == null ? "a peer" : addressOf(tracked));
    }

    /** A peer may ask for a longer topic than is kept. */
    void ignoresLong(TcpConnection connection, int bytes) {
        TrackedConnection tracked = connection.tracked();
        log.warn(
                "{} bytes of {} are ignored (expected: a subscription of at most {} bytes); if they are a subscription, nothing is sent for it",
                bytes,
                tracked == null ? "a peer" : addressOf(tracked),
                UpstreamMessages.LARGEST - 1);
    }

    /** A peer of an old protocol asks for more subscriptions at once than can be heard. */
    void getsEverythingAtOnce() {
        log.warn(
                "a connection that speaks a protocol before ZMTP 3 gets every message from here on, as it asks for subscriptions faster than they can be"
                        + " taken in; let it use a newer ZeroMQ, or subscribe to fewer topics at once");
    }

    private String addressOf(TrackedConnection tracked) {
        return byEnds.entrySet().stream()
                .filter(each -> each.getValue().equals(tracked))
                .map(each -> each.getKey().remote())
                .findFirst()
                .orElse("a peer");
    }

    /** Connections from which nothing is read at present, because what came over them has not been taken. */
    public int backedUp() {
        return (int) byEnds.values().stream()
                .filter(tracked -> {
                    TcpConnection connection = tracked.connection();
                    return connection != null && connection.isBackedUp();
                })
                .count();
    }

    /** Whether the end of a connection is put off. */
    public boolean isPutOff(SocketChannel channel) {
        return ends.isWaiting(channel);
    }

    /** Nothing gets out over a connection any more: ends it. */
    public void cutUnread(SocketChannel channel) {
        TcpEnds ends = TcpEnds.of(channel);
        TrackedConnection tracked = ends == null ? null : byEnds.get(ends);
        if (ends != null && tracked != null && tracked.cut()) {
            log.warnOf(CutReason.UNREAD, "the connection of {} is cut: {}", ends.remote(), CutReason.UNREAD);
            try {
                channel.shutdownOutput(); // Its I/O thread notices that even if it leaves the connection unread.
            } catch (IOException e) {
                return; // It has just ended by itself.
            }
            showEnd(channel);
        }
    }

    /** A connection was shut down: it is not left unread any more, so that its end is seen. */
    public void showEnd(SocketChannel channel) {
        TrackedConnection tracked = tracked(channel);
        TcpConnection connection = tracked == null ? null : tracked.connection();
        if (connection != null) {
            connection.resumeReading();
        }
    }

    /**
     * When the youngest connection began that has not said anything since, and is old enough; empty if there is none.
     */
    public OptionalLong silentSinceNs(long nowNs, long leastAgeNs) {
        Map.Entry<TcpEnds, TrackedConnection> youngest = youngestSilent(nowNs, leastAgeNs);
        return youngest == null
                ? OptionalLong.empty()
                : OptionalLong.of(youngest.getValue().sinceNs());
    }

    /** Ends that connection. */
    public void cutSilent(long nowNs, long leastAgeNs) {
        Map.Entry<TcpEnds, TrackedConnection> youngest = youngestSilent(nowNs, leastAgeNs);
        if (youngest != null && youngest.getValue().cut()) {
            log.warnOf(
                    CutReason.SILENT,
                    "the connection of {} is cut: {}",
                    youngest.getKey().remote(),
                    CutReason.SILENT);
        }
    }

    private Map.@Nullable Entry<TcpEnds, TrackedConnection> youngestSilent(long nowNs, long leastAgeNs) {
        Map.Entry<TcpEnds, TrackedConnection> youngest = null;
        for (Map.Entry<TcpEnds, TrackedConnection> each : byEnds.entrySet()) {
            long ageNs = nowNs - each.getValue().sinceNs();
            if (each.getValue().isSilent()
                    && ageNs >= leastAgeNs
                    && (youngest == null || ageNs < nowNs - youngest.getValue().sinceNs())) {
                youngest = each;
            }
        }
        return youngest;
    }

    /** Goes over those that are known, with the time when each connection was made. */
    void forEach(Visitor visitor) {
        byEnds.values().forEach(tracked -> {
            TcpConnection connection = tracked.connection();
            if (connection != null) {
                visitor.visit(tracked.sinceNs(), connection);
            }
        });
    }

    /** Takes a connection. */
    @FunctionalInterface
    interface Visitor {
        void visit(long sinceNs, TcpConnection connection);
    }

    /** Has connections end whose end was put off; often, by one thread. Returns whether others wait. */
    public boolean lookAtEnds(long nowNs) {
        return ends.look(nowNs);
    }

    /** The owner of the socket begins a call of JeroMQ in which it does not wait. */
    public void callBegins() {
        ends.callBegins();
    }

    /** The call is over. */
    public void callEnds() {
        ends.callEnds();
    }

    /** The socket is about to close: what ends ends at once. */
    public void close() {
        ends.over();
    }

    /** Forgets connections of whose end nobody told, and looks after the others; from time to time, by one thread. */
    public void look(long nowNs) {
        long sinceNs = nowNs - lookedNs;
        if (sinceNs >= LOOK_NS) {
            lookedNs = nowNs;
            byEnds.forEach((ends, tracked) -> {
                TcpConnection connection = tracked.connection();
                if (tracked.isOver()) {
                    remove(ends, tracked);
                } else if (connection != null) {
                    connection.look(sinceNs >= 3 * LOOK_NS, nowNs);
                }
            });
        }
    }
}

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

    private final Map<TcpEnds, ChannelLink> links = new ConcurrentHashMap<>();

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
        ChannelLink link = links.computeIfAbsent(ends, unused -> new ChannelLink(nowNs));
        if (!link.made(channel)) { // The end of the one before it was not told.
            remove(ends, link);
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
        ChannelLink link = link(channel);
        TcpConnection connection = link == null ? null : link.connection();
        ends.come(channel, connection != null && connection.isIntroduced(), System.nanoTime());
    }

    /** A connection has ended. */
    public void ended(SocketChannel channel) {
        TcpEnds ends = TcpEnds.of(channel);
        ChannelLink link = ends == null ? null : links.get(ends);
        if (ends != null && link != null && link.made(channel)) {
            remove(ends, link);
        }
    }

    /** When a connection began, by the nano clock; empty if that is unknown. */
    public OptionalLong sinceNs(SocketChannel channel) {
        ChannelLink link = link(channel);
        return link == null ? OptionalLong.empty() : OptionalLong.of(link.sinceNs());
    }

    private @Nullable ChannelLink link(SocketChannel channel) {
        TcpEnds ends = TcpEnds.of(channel);
        return ends == null ? null : links.get(ends);
    }

    private void remove(TcpEnds ends, ChannelLink link) {
        TcpConnection connection = link.connection();
        if (links.remove(ends, link) && connection != null) {
            connection.gone();
            gone.add(connection);
        }
    }

    /** A first message came: from there on its channel is known. */
    @Nullable
    ChannelLink linked(TcpConnection connection, @Nullable TcpEnds ends) {
        if (ends == null) {
            return null;
        }
        long nowNs = System.nanoTime();
        ChannelLink link = links.computeIfAbsent(ends, unused -> new ChannelLink(nowNs));
        if (link.said(connection)) {
            return link;
        }
        remove(ends, link);
        return linked(connection, ends);
    }

    /** A connection that has ended, each once; null if there is none more. */
    @Nullable
    TcpConnection pollGone() {
        return gone.poll();
    }

    /** Ends a connection; of one that is not known yet, all of which that is so. */
    void cut(TcpConnection connection, CutReason why) {
        ChannelLink link = connection.link();
        if (link != null) {
            String address = addressOf(link); // Before its end is told.
            if (link.cut()) {
                log.warnOf(why, "the connection of {} is cut: {}", address, why);
            }
            return;
        }
        links.forEach((ends, each) -> {
            if (each.connection() == null && each.cut()) {
                log.warnOf(
                        why, "the connection of {}, which has not sent a message yet, is cut: {}", ends.remote(), why);
            }
        });
    }

    /** A peer asks for more subscriptions than there is memory for. */
    void getsEverything(TcpConnection connection) {
        ChannelLink link = connection.link();
        log.warn(
                "the connection of {} gets every message from here on, as all subscriptions together would take more than an eighth of the heap; give"
                        + " the publisher's process a larger heap, or subscribe to fewer, shorter topics",
                link == null ? "a peer" : addressOf(link));
    }

    /** A peer of an old protocol asks for more subscriptions at once than can be heard. */
    void getsEverythingAtOnce() {
        log.warn(
                "a connection that speaks a protocol before ZMTP 3 gets every message from here on, as it asks for subscriptions faster than they can be"
                        + " taken in; let it use a newer ZeroMQ, or subscribe to fewer topics at once");
    }

    private String addressOf(ChannelLink link) {
        return links.entrySet().stream()
                .filter(each -> each.getValue().equals(link))
                .map(each -> each.getKey().remote())
                .findFirst()
                .orElse("a peer");
    }

    /** Connections from which nothing is read at present, because what came over them has not been taken. */
    public int backedUp() {
        return (int) links.values().stream()
                .filter(link -> {
                    TcpConnection connection = link.connection();
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
        ChannelLink link = ends == null ? null : links.get(ends);
        if (ends != null && link != null && link.cut()) {
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
        ChannelLink link = link(channel);
        TcpConnection connection = link == null ? null : link.connection();
        if (connection != null) {
            connection.resumeReading();
        }
    }

    /**
     * When the youngest connection began that has not said anything since, and is old enough; empty if there is none.
     */
    public OptionalLong silentSinceNs(long nowNs, long leastAgeNs) {
        Map.Entry<TcpEnds, ChannelLink> youngest = youngestSilent(nowNs, leastAgeNs);
        return youngest == null
                ? OptionalLong.empty()
                : OptionalLong.of(youngest.getValue().sinceNs());
    }

    /** Ends that connection. */
    public void cutSilent(long nowNs, long leastAgeNs) {
        Map.Entry<TcpEnds, ChannelLink> youngest = youngestSilent(nowNs, leastAgeNs);
        if (youngest != null && youngest.getValue().cut()) {
            log.warnOf(
                    CutReason.SILENT,
                    "the connection of {} is cut: {}",
                    youngest.getKey().remote(),
                    CutReason.SILENT);
        }
    }

    private Map.@Nullable Entry<TcpEnds, ChannelLink> youngestSilent(long nowNs, long leastAgeNs) {
        Map.Entry<TcpEnds, ChannelLink> youngest = null;
        for (Map.Entry<TcpEnds, ChannelLink> each : links.entrySet()) {
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
        links.values().forEach(link -> {
            TcpConnection connection = link.connection();
            if (connection != null) {
                visitor.visit(link.sinceNs(), connection);
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
            links.forEach((ends, link) -> {
                TcpConnection connection = link.connection();
                if (link.isOver()) {
                    remove(ends, link);
                } else if (connection != null) {
                    connection.look(sinceNs >= 3 * LOOK_NS, nowNs);
                }
            });
        }
    }
}

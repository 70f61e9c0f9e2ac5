package io.tunedzmq.peer;

import io.tunedzmq.internal.LimitedLog;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
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
 * The other ends of the TCP connections of one socket. Told by JeroMQ's events of connections that begin, shake hands
 * and end; gives each an allocator of its own. Thread-safe.
 */
public final class Peers {
    private static final LimitedLog log = LimitedLog.of("io.tunedzmq.TunedContext");

    private static final long LOOK_NS = 1_000_000_000;

    private final Function<Peers, Peer> newPeer;
    private final SpreadConnectionEnds ends;
    private final Consumer<MsgAllocator> install;

    /** By the address of the other end, as JeroMQ writes it. */
    private final Map<String, TcpLink> links = new ConcurrentHashMap<>();

    private final Queue<Peer> gone = new ConcurrentLinkedQueue<>();
    private volatile Peer next;
    private volatile long lookedNs = System.nanoTime();

    /**
     * @param newPeer makes the allocator of a connection
     * @param ends says when its connections may end
     * @param install makes JeroMQ give it to the connections that shake hands from then on
     */
    Peers(Function<Peers, Peer> newPeer, SpreadConnectionEnds ends, Consumer<MsgAllocator> install) {
        this.newPeer = newPeer;
        this.ends = ends;
        this.install = install;
        next = newPeer();
        install.accept(next);
    }

    Peer newPeer() {
        return newPeer.apply(this);
    }

    // What JeroMQ tells, on I/O threads.

    /** A connection was accepted or made. */
    public void made(SocketChannel channel) {
        String address = remoteAddress(channel);
        if (address == null) {
            return;
        }
        long nowNs = System.nanoTime();
        TcpLink link = links.computeIfAbsent(address, unused -> new TcpLink(nowNs));
        if (!link.made(channel)) { // The end of the one before it was not told.
            remove(address, link);
            made(channel);
        }
    }

    /** A connection has read the peer's greeting, and has taken its allocator a moment ago. */
    public void handshaken(boolean beforeZmtp3) {
        synchronized (this) {
            next.handshaken(beforeZmtp3);
            next = newPeer();
            install.accept(next);
        }
    }

    /**
     * A connection is about to end for JeroMQ. Before anything else that is done for its end.
     *
     * @throws PostponedEnd if that has to wait
     */
    public void end(SocketChannel channel) {
        String address = remoteAddress(channel);
        TcpLink link = address == null ? null : links.get(address);
        Peer peer = link == null ? null : link.peer();
        ends.come(channel, peer != null && peer.isIntroduced(), System.nanoTime());
    }

    /** A connection has ended. */
    public void ended(SocketChannel channel) {
        String address = remoteAddress(channel);
        TcpLink link = address == null ? null : links.get(address);
        if (address != null && link != null && link.made(channel)) {
            remove(address, link);
        }
    }

    private void remove(String address, TcpLink link) {
        Peer peer = link.peer();
        if (links.remove(address, link) && peer != null) {
            peer.gone();
            gone.add(peer);
        }
    }

    /** A first message came: from there on the connection of a peer is known. */
    @Nullable
    TcpLink linked(Peer peer, @Nullable String address) {
        if (address == null) {
            return null;
        }
        long nowNs = System.nanoTime();
        TcpLink link = links.computeIfAbsent(address, unused -> new TcpLink(nowNs));
        if (link.said(peer)) {
            return link;
        }
        remove(address, link);
        return linked(peer, address);
    }

    /** A peer whose connection has ended, each once; null if there is none more. */
    @Nullable
    Peer pollGone() {
        return gone.poll();
    }

    /** Ends the connection of a peer; of one that is not known yet, all of which that is so. */
    void cut(Peer peer, Refusal why) {
        TcpLink link = peer.link();
        if (link != null) {
            String address = addressOf(link); // Before its end is told.
            if (link.cut()) {
                log.warnOf(why, "the connection of {} is cut: {}", address, why);
            }
            return;
        }
        for (Map.Entry<String, TcpLink> each : links.entrySet()) {
            if (each.getValue().peer() == null && each.getValue().cut()) {
                log.warnOf(
                        why, "the connection of {}, which has not sent a message yet, is cut: {}", each.getKey(), why);
            }
        }
    }

    /** A peer asks for more subscriptions than there is memory for. */
    void getsEverything(Peer peer) {
        TcpLink link = peer.link();
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

    private String addressOf(TcpLink link) {
        return links.entrySet().stream()
                .filter(each -> each.getValue().equals(link))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("a peer");
    }

    /** Connections from which nothing is read at present, because what came over them has not been taken. */
    public int backedUp() {
        return (int) links.values().stream()
                .filter(link -> {
                    Peer peer = link.peer();
                    return peer != null && peer.isBackedUp();
                })
                .count();
    }

    /** Whether the end of a connection is put off. */
    public boolean isPutOff(SocketChannel channel) {
        return ends.isWaiting(channel);
    }

    /** Nothing gets out over a connection any more: ends it. */
    public void cutUnread(SocketChannel channel) {
        String address = remoteAddress(channel);
        TcpLink link = address == null ? null : links.get(address);
        if (link != null && link.cut()) {
            log.warnOf(Refusal.UNREAD, "the connection of {} is cut: {}", address, Refusal.UNREAD);
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
        String address = remoteAddress(channel);
        TcpLink link = address == null ? null : links.get(address);
        Peer peer = link == null ? null : link.peer();
        if (peer != null) {
            peer.resumeReading();
        }
    }

    /**
     * When the youngest connection began that has not said anything since, and is old enough; empty if there is none.
     */
    public OptionalLong silentSinceNs(long nowNs, long leastAgeNs) {
        Map.Entry<String, TcpLink> youngest = youngestSilent(nowNs, leastAgeNs);
        return youngest == null
                ? OptionalLong.empty()
                : OptionalLong.of(youngest.getValue().sinceNs());
    }

    /** Ends that connection. */
    public void cutSilent(long nowNs, long leastAgeNs) {
        Map.Entry<String, TcpLink> youngest = youngestSilent(nowNs, leastAgeNs);
        if (youngest != null && youngest.getValue().cut()) {
            log.warnOf(Refusal.SILENT, "the connection of {} is cut: {}", youngest.getKey(), Refusal.SILENT);
        }
    }

    private Map.@Nullable Entry<String, TcpLink> youngestSilent(long nowNs, long leastAgeNs) {
        Map.Entry<String, TcpLink> youngest = null;
        for (Map.Entry<String, TcpLink> each : links.entrySet()) {
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
            Peer peer = link.peer();
            if (peer != null) {
                visitor.visit(link.sinceNs(), peer);
            }
        });
    }

    /** Takes a peer. */
    @FunctionalInterface
    interface Visitor {
        void visit(long sinceNs, Peer peer);
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
            links.forEach((address, link) -> {
                Peer peer = link.peer();
                if (link.isOver()) {
                    remove(address, link);
                } else if (peer != null) {
                    peer.look(sinceNs >= 3 * LOOK_NS, nowNs);
                }
            });
        }
    }

    private static @Nullable String remoteAddress(SocketChannel channel) {
        try {
            SocketAddress address = channel.getRemoteAddress();
            return address instanceof InetSocketAddress inet && inet.getAddress() != null
                    ? inet.getAddress().getHostAddress() + ":" + inet.getPort()
                    : null;
        } catch (IOException e) {
            return null; // Closed already.
        }
    }
}

package io.tunedzmq.peer;

import io.tunedzmq.internal.LimitedLog;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import zmq.msg.MsgAllocator;

/**
 * The other ends of the TCP connections of one socket. Told by JeroMQ's events of connections that begin, shake hands and end; gives each
 * an allocator of its own. Thread-safe.
 */
public final class Peers {
    private static final LimitedLog log = LimitedLog.of("io.tunedzmq.TunedContext");

    private static final long LOOK_NS = 1_000_000_000;

    private final Function<Peers, Peer> newPeer;
    private final Consumer<MsgAllocator> install;

    /** By the address of the other end, as JeroMQ writes it. */
    private final Map<String, Link> links = new ConcurrentHashMap<>();

    private final Queue<Peer> gone = new ConcurrentLinkedQueue<>();
    private volatile Peer next;
    private volatile long lookedNs = System.nanoTime();

    /**
     * @param newPeer makes the allocator of a connection
     * @param install makes JeroMQ give it to the connections that shake hands from then on
     */
    Peers(Function<Peers, Peer> newPeer, Consumer<MsgAllocator> install) {
        this.newPeer = newPeer;
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
        Link link = links.computeIfAbsent(address, unused -> new Link(nowNs));
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

    /** A connection has ended. */
    public void ended(SocketChannel channel) {
        String address = remoteAddress(channel);
        Link link = address == null ? null : links.get(address);
        if (address != null && link != null && link.made(channel)) {
            remove(address, link);
        }
    }

    private void remove(String address, Link link) {
        Peer peer = link.peer();
        if (links.remove(address, link) && peer != null) {
            peer.gone();
            gone.add(peer);
        }
    }

    /** A first message came: from there on the connection of a peer is known. */
    @Nullable
    Link linked(Peer peer, @Nullable String address) {
        if (address == null) {
            return null;
        }
        long nowNs = System.nanoTime();
        Link link = links.computeIfAbsent(address, unused -> new Link(nowNs));
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
        Link link = peer.link();
        if (link != null) {
            if (link.cut()) {
                log.warnOf(why, "the connection of {} is cut: {}", addressOf(link), why);
            }
            return;
        }
        for (Map.Entry<String, Link> each : links.entrySet()) {
            if (each.getValue().peer() == null && each.getValue().cut()) {
                log.warnOf(
                        why, "the connection of {}, which has not sent a message yet, is cut: {}", each.getKey(), why);
            }
        }
    }

    private String addressOf(Link link) {
        return links.entrySet().stream()
                .filter(each -> each.getValue().equals(link))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("a peer");
    }

    /** Connections that have not said anything since they began, the oldest first, and how to cut them. */
    public List<SilentConnection> silent(long nowNs, long leastAgeNs) {
        List<SilentConnection> silent = new ArrayList<>();
        links.forEach((address, link) -> {
            if (link.peer() == null && link.channel() != null && nowNs - link.sinceNs() >= leastAgeNs) {
                silent.add(new SilentConnection(address, link));
            }
        });
        silent.sort(Comparator.comparingLong(each -> each.link.sinceNs() - nowNs));
        return silent;
    }

    /** A connection that has not said anything yet. */
    public record SilentConnection(String address, Link link) {
        /** For how long, by the nano clock. */
        public long sinceNs() {
            return link.sinceNs();
        }

        /** Ends it; false if that was done before. */
        public boolean cut() {
            boolean first = link.cut();
            if (first) {
                log.warnOf(Refusal.SILENT, "the connection of {} is cut: {}", address, Refusal.SILENT);
            }
            return first;
        }
    }

    /** Forgets connections of whose end nobody told; from time to time. */
    public void look(long nowNs) {
        if (nowNs - lookedNs >= LOOK_NS) {
            lookedNs = nowNs;
            links.forEach((address, link) -> {
                if (link.isOver()) {
                    remove(address, link);
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

package io.tunedzmq.socket;

import io.tunedzmq.internal.Counter;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zmq.ZMQ;

/**
 * Follows the connections of one socket by JeroMQ's events. JeroMQ calls it on the I/O thread and dies of an exception,
 * so it never blocks and never throws. Readers may be any thread.
 *
 * <p>It finds fresh connections that stall: JeroMQ 0.6.0 loses track of 2 to 7 % of them in the hand-over from
 * connecter to engine, and they do nothing until the handshake timeout.
 */
final class ConnectionWatch implements ZMQ.EventConsummer {
    static final int EVENTS = ZMQ.ZMQ_EVENT_CONNECTED
            | ZMQ.ZMQ_EVENT_HANDSHAKE_PROTOCOL
            | ZMQ.ZMQ_EVENT_DISCONNECTED
            | ZMQ.ZMQ_EVENT_CLOSED;

    private static final Logger log = LoggerFactory.getLogger(ConnectionWatch.class);

    /** A handshake on a busy machine takes a few milliseconds; a kick too many does no harm. */
    private static final long PATIENCE_NS = 50_000_000;

    private static final int MOST_CLOSED_PEERS = 1_000;

    /** Patience doubles with each kick: a peer that never says hello is not worth many. */
    private record Handshake(long sinceNs, int kicks) {
        boolean overdue(long nowNs) {
            return nowNs - sinceNs >= PATIENCE_NS << Math.min(kicks, 10);
        }

        Handshake kicked(long nowNs) {
            return new Handshake(nowNs, kicks + 1);
        }
    }

    private final Map<String, Handshake> waiting = new ConcurrentHashMap<>();

    /** Endpoints whose peer said hello before we heard of the connection: JeroMQ hands it to another I/O thread before it tells. */
    private final Set<String> saidHelloFirst = ConcurrentHashMap.newKeySet();

    private final Queue<String> closedPeers = new ConcurrentLinkedQueue<>();
    private final Runnable wakeHousekeeper;

    // Written by I/O threads, one at a time under JeroMQ's monitor lock.
    private final Counter healed = new Counter();
    private final Counter handshakes = new Counter();
    private final Counter lost = new Counter();
    private final Counter disconnects = new Counter();
    private final Counter closedListeners = new Counter();

    /** Endpoints of connections that we made and that are up. */
    private final Set<String> up = ConcurrentHashMap.newKeySet();

    /** Address of the peer by endpoint, of connections that we made. */
    private final Map<String, String> outgoing = new ConcurrentHashMap<>();

    /** Where these connections begin. */
    private final Map<String, String> local = new ConcurrentHashMap<>();

    /** How many connections each I/O thread serves; fewer where connections ended that had not said hello. */
    private final Map<IoThread, Integer> served = new ConcurrentHashMap<>();

    private volatile @Nullable IoThread soleIoThread;

    ConnectionWatch(Runnable wakeHousekeeper) {
        this.wakeHousekeeper = wakeHousekeeper;
    }

    @Override
    public void consume(ZMQ.Event event) {
        try {
            switch (event.event) {
                case ZMQ.ZMQ_EVENT_CONNECTED -> {
                    if (saidHelloFirst.remove(event.addr)) {
                        up.add(event.addr);
                    } else {
                        waiting.put(event.addr, new Handshake(System.nanoTime(), 0));
                        wakeHousekeeper.run();
                    }
                    String peer = event.arg instanceof SocketChannel channel ? address(channel) : null;
                    if (peer != null) {
                        outgoing.put(event.addr, peer);
                        local.put(event.addr, localAddress((SocketChannel) event.arg));
                    }
                }
                case ZMQ.ZMQ_EVENT_HANDSHAKE_PROTOCOL -> {
                    handshakes.add(1);
                    serves(1);
                    Handshake handshake = waiting.remove(event.addr);
                    if (handshake == null) {
                        saidHelloFirst.add(event.addr);
                    } else {
                        up.add(event.addr);
                        healed.add(handshake.kicks > 0 ? 1 : 0);
                    }
                }
                case ZMQ.ZMQ_EVENT_DISCONNECTED -> {
                    saidHelloFirst.remove(event.addr);
                    up.remove(event.addr);
                    if (waiting.remove(event.addr) == null) {
                        lost.add(1);
                    }
                    String peer = event.arg instanceof SocketChannel channel ? address(channel) : null;
                    if (peer != null && closedPeers.size() < MOST_CLOSED_PEERS) {
                        closedPeers.add(peer);
                    }
                    disconnects.add(1);
                    serves(-1);
                }
                case ZMQ.ZMQ_EVENT_CLOSED -> closedListeners.add(1);
                default -> {
                    // Not asked for.
                }
            }
        } catch (RuntimeException e) {
            log.error("connection event {} was not understood", event.event, e);
        }
    }

    /** The I/O thread that calls has one connection more or less. */
    private void serves(int more) {
        if (Thread.currentThread() instanceof IoThread thread) {
            served.compute(thread, (key, now) -> {
                int count = (now == null ? 0 : now) + more;
                return count <= 0 ? null : count;
            });
            soleIoThread = served.size() == 1 ? served.keySet().iterator().next() : null;
        }
    }

    private static @Nullable String address(SocketChannel channel) {
        try {
            return text(channel.getRemoteAddress());
        } catch (IOException e) {
            return null; // Closed already: the address is unknown.
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

    /** Where the connections that we made begin, {@code ip:port}. */
    List<String> localAddresses() {
        return local.values().stream().filter(address -> !address.isEmpty()).toList();
    }

    /** Whether a connection waits for its handshake for too long; then the I/O threads should be kicked. */
    boolean overdue(long nowNs) {
        List<String> late = waiting.entrySet().stream()
                .filter(entry -> entry.getValue().overdue(nowNs))
                .map(Map.Entry::getKey)
                .toList();
        late.forEach(endpoint -> waiting.computeIfPresent(endpoint, (key, handshake) -> handshake.kicked(nowNs)));
        return !late.isEmpty();
    }

    /** Whether a handshake is under way. */
    boolean handshaking() {
        return !waiting.isEmpty();
    }

    /** Addresses of connections that wait for the peer's first word. */
    List<String> waiting() {
        return List.copyOf(waiting.keySet());
    }

    /** Whether there is a connection to an address, if only one that waits for the peer's first word. */
    boolean isThere(String address) {
        return up.contains(address) || waiting.containsKey(address);
    }

    /** Address of a peer that is gone, {@code ip:port}; null if there is none more. */
    @Nullable
    String pollClosedPeer() {
        return closedPeers.poll();
    }

    /** Whether the peer at this address is one that we connected to. */
    boolean connectedTo(String address) {
        return outgoing.containsValue(address);
    }

    /** Connections alive after a handshake; exact for a socket that only connects. */
    long connected() {
        return Math.max(0, handshakes.get() - lost.get());
    }

    /** How many connections the thread serves for this socket; now and then fewer than it really does. */
    int served(Thread thread) {
        return thread instanceof IoThread ioThread ? served.getOrDefault(ioThread, 0) : 0;
    }

    /** The I/O thread that serves all connections; null if several do, or none, or if it was miscounted: no more than a hint. */
    @Nullable
    IoThread soleIoThread() {
        return soleIoThread;
    }

    /** Listeners that have given their port back. */
    long closedListeners() {
        return closedListeners.get();
    }

    /** How many connections were lost so far. */
    long disconnects() {
        return disconnects.get();
    }

    /** Stalled handshakes that went on after a kick. */
    long healed() {
        return healed.get();
    }
}

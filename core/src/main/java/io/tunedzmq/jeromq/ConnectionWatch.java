package io.tunedzmq.jeromq;

import io.tunedzmq.connection.TcpConnections;
import io.tunedzmq.connection.TcpEnds;
import io.tunedzmq.internal.Counter;
import io.tunedzmq.internal.LimitedLog;
import io.tunedzmq.metrics.EventSource;
import io.tunedzmq.metrics.RecordedEvents;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import zmq.ZError;
import zmq.ZMQ;

/**
 * Follows the connections of one socket by JeroMQ's events. JeroMQ calls it on the I/O thread and dies of an exception,
 * so it never blocks and never throws, except what is meant to stop JeroMQ. Readers may be any thread.
 *
 * <p>It finds fresh connections that stall: JeroMQ 0.6.0 loses track of 2 to 7 % of them in the hand-over from
 * connecter to engine, and they do nothing until the handshake timeout, or for ever if the peer's first word was there
 * already. And it finds those that JeroMQ does not make again.
 */
public final class ConnectionWatch implements ZMQ.EventConsummer {
    static final int EVENTS = ZMQ.ZMQ_EVENT_CONNECTED
            | ZMQ.ZMQ_EVENT_LISTENING
            | ZMQ.ZMQ_EVENT_ACCEPTED
            | ZMQ.ZMQ_EVENT_ACCEPT_FAILED
            | ZMQ.ZMQ_EVENT_CONNECT_RETRIED
            | ZMQ.ZMQ_EVENT_HANDSHAKE_PROTOCOL
            | ZMQ.ZMQ_EVENT_DISCONNECTED
            | ZMQ.ZMQ_EVENT_CLOSED;

    private static final LimitedLog log = LimitedLog.of(ConnectionWatch.class);

    /** As JeroMQ numbers the protocols that it speaks. */
    private static final int ZMTP_3 = 3;

    /** By address, as JeroMQ writes it; addresses at which the socket listens are among them and stay empty. */
    private final Map<String, DialedConnection> dialed = new ConcurrentHashMap<>();

    private final ListeningPorts listeners = new ListeningPorts();
    private final ClosedConnections closed = new ClosedConnections();
    private final TcpConnections connections;
    private final Runnable wakeHousekeeper;
    private final ConnectionCutter channels;

    // Written by I/O threads, one at a time under JeroMQ's monitor lock.
    private final Counter handshakes = new Counter();
    private final Counter lost = new Counter();
    private final Counter disconnects = new Counter();

    private final ServedConnections served = new ServedConnections();
    private volatile @Nullable RecordedConnections recorded;

    /** Whether a connection has ended of which JeroMQ has not said yet that it makes it again. */
    private volatile boolean ended;

    /**
     * @param connections told of connections, too
     * @param channels is told of every connection, to either side
     */
    ConnectionWatch(TcpConnections connections, Runnable wakeHousekeeper, ConnectionCutter channels) {
        this.connections = connections;
        this.wakeHousekeeper = wakeHousekeeper;
        this.channels = channels;
    }

    /** What becomes of its connections is to be recorded as what becomes of those of that socket. */
    public void recordAs(EventSource socket, RecordedEvents events) {
        recorded = new RecordedConnections(socket, events);
    }

    @Override
    public void consume(ZMQ.Event event) {
        SocketChannel ending = event.event == ZMQ.ZMQ_EVENT_DISCONNECTED ? channel(event) : null;
        if (ending != null) {
            connections.end(ending);
        }
        try {
            switch (event.event) {
                case ZMQ.ZMQ_EVENT_LISTENING -> {
                    if (event.arg instanceof SelectableChannel listener) {
                        listeners.began(event.addr, listener);
                    }
                }
                case ZMQ.ZMQ_EVENT_ACCEPTED -> {
                    made(channel(event));
                    recordOpened(event, true);
                }
                case ZMQ.ZMQ_EVENT_ACCEPT_FAILED -> acceptFailed(event);
                case ZMQ.ZMQ_EVENT_CONNECTED -> {
                    made(channel(event));
                    DialedConnection connection = to(event.addr);
                    if (connection.made(channel(event), System.nanoTime())) {
                        wakeHousekeeper.run();
                    }
                    noteEnd(connection);
                    recordOpened(event, false);
                }
                case ZMQ.ZMQ_EVENT_CONNECT_RETRIED -> to(event.addr).retries(System.nanoTime());
                case ZMQ.ZMQ_EVENT_HANDSHAKE_PROTOCOL -> {
                    connections.handshaken(!(event.arg instanceof Integer revision && revision >= ZMTP_3));
                    handshakes.add(1);
                    served.add(1);
                    DialedConnection connection = to(event.addr);
                    long healedBefore = connection.healed();
                    connection.saidHello(asZeroMq(event));
                    recordHealed(event.addr, connection, healedBefore);
                }
                case ZMQ.ZMQ_EVENT_DISCONNECTED -> {
                    SocketChannel channel = channel(event);
                    RecordedConnections record = recorded;
                    OptionalLong sinceNs = record == null || channel == null
                            ? OptionalLong.empty()
                            : record.sinceNs(connections, channel);
                    String refused = channel == null ? null : connections.ended(channel);
                    DialedConnection connection = to(event.addr);
                    if (connection.ended(channel, refused, System.nanoTime())) {
                        lost.add(1);
                    }
                    noteEnd(connection);
                    TcpEnds ends = channel == null ? null : TcpEnds.of(channel);
                    if (ends != null) {
                        closed.add(ends);
                    }
                    disconnects.add(1);
                    served.add(-1);
                    channels.ended(channel); // Last: after an error before it the connection is cut once more.
                    if (record != null) {
                        record.lost(event.addr, ends, sinceNs);
                    }
                }
                case ZMQ.ZMQ_EVENT_CLOSED -> {
                    if (event.arg instanceof SelectableChannel channel) {
                        listeners.closed(event.addr, channel);
                    }
                }
                default -> {
                    // Not asked for.
                }
            }
        } catch (RuntimeException e) {
            log.error("connection event {} was not understood", event.event, e);
        }
    }

    /** A reset connection fails in another way: this is for want of a descriptor. */
    private void acceptFailed(ZMQ.Event event) {
        if (event.arg instanceof Integer code && code == ZError.EIOEXC) {
            listeners.acceptFailed(event.addr);
            wakeHousekeeper.run();
        }
    }

    TcpConnections connections() {
        return connections;
    }

    private void made(@Nullable SocketChannel channel) {
        if (channel != null) {
            connections.made(channel);
            channels.opened(channel, connections);
        }
    }

    private void recordOpened(ZMQ.Event event, boolean accepted) {
        RecordedConnections record = recorded;
        if (record != null) {
            record.opened(event.addr, channel(event), accepted);
        }
    }

    private void recordHealed(String address, DialedConnection connection, long healedBefore) {
        RecordedConnections record = recorded;
        if (record != null && connection.healed() != healedBefore) {
            record.healed(address);
        }
    }

    private void noteEnd(DialedConnection connection) {
        if (connection.hasEnded()) {
            ended = true;
        }
    }

    private static @Nullable SocketChannel channel(ZMQ.Event event) {
        return event.arg instanceof SocketChannel channel ? channel : null;
    }

    /** JeroMQ tells the revision of ZMTP; 0 stands for whatever does not begin like one. */
    private static boolean asZeroMq(ZMQ.Event event) {
        return !(event.arg instanceof Integer revision && revision == 0);
    }

    /** Where the connections that we made begin, {@code ip:port}. */
    public List<String> localAddresses() {
        return dialed.values().stream()
                .map(DialedConnection::local)
                .filter(address -> !address.isEmpty())
                .toList();
    }

    /** Whether a connection is unsettled for too long; then the I/O threads should be kicked. */
    boolean overdue(long nowNs) {
        boolean overdue = false;
        for (Map.Entry<String, DialedConnection> each : dialed.entrySet()) {
            DialedConnection connection = each.getValue();
            long healedBefore = connection.healed();
            overdue |= connection.overdue(nowNs);
            recordHealed(each.getKey(), connection, healedBefore);
        }
        return overdue;
    }

    /** Whether a connection is being set up. */
    boolean unsettled() {
        return dialed.values().stream().anyMatch(DialedConnection::unsettled);
    }

    /** Whether it is worth asking for those {@link #givenUp}; cheap. */
    boolean mayHaveGivenUp() {
        return ended;
    }

    /**
     * Addresses of connections that JeroMQ has given up, each told once.
     *
     * @param enough looks after which it has, by address
     * @see DialedConnection#givenUp
     */
    List<String> givenUp(ToIntFunction<String> enough, long nowNs) {
        ended = false;
        List<String> addresses = dialed.entrySet().stream()
                .filter(each -> each.getValue().givenUp(enough.applyAsInt(each.getKey()), nowNs))
                .map(Map.Entry::getKey)
                .toList();
        dialed.values().forEach(this::noteEnd);
        return addresses;
    }

    /** It could not be made anew: to be told again later. */
    void stillGivenUp(String address, long nowNs) {
        DialedConnection connection = to(address);
        connection.stillGivenUp(nowNs);
        noteEnd(connection);
    }

    /** What is known of the connection to an address. */
    DialedConnection to(String address) {
        return dialed.computeIfAbsent(address, unused -> new DialedConnection());
    }

    /** Those that are gone. */
    public ClosedConnections closed() {
        return closed;
    }

    /** Connections alive after a handshake; exact for a socket that only connects. */
    public long connected() {
        return Math.max(0, handshakes.get() - lost.get());
    }

    /** How many connections the thread serves for this socket; now and then fewer than it really does. */
    int served(Thread thread) {
        return served.by(thread);
    }

    /** See {@link ServedConnections#soleThread}. */
    @Nullable
    public IoThread soleIoThread() {
        return served.soleThread();
    }

    /** Those that take connections. */
    ListeningPorts listeners() {
        return listeners;
    }

    /** How many connections were lost so far. */
    public long disconnects() {
        return disconnects.get();
    }

    /** Stalled connections that went on after a kick. */
    long healed() {
        return dialed.values().stream().mapToLong(DialedConnection::healed).sum();
    }
}

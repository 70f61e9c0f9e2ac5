package io.tunedzmq.subscribe;

import io.tunedzmq.connection.ConnectionReadFlow;
import io.tunedzmq.connection.IncomingFrame;
import io.tunedzmq.connection.TcpEnds;
import io.tunedzmq.jeromq.TunedSocket;
import io.tunedzmq.ledger.HeardConnection;
import io.tunedzmq.ledger.SequenceLedger;
import io.tunedzmq.wire.FrameKind;
import io.tunedzmq.wire.FrameReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import zmq.Msg;

/**
 * Reads a subscriber's socket message by message, and knows over which connection each came. Confined: guarded by the
 * socket's lock.
 */
final class SocketReader {
    private final TunedSocket socket;
    private final SequenceLedger ledger;
    private final MessageConnections connections;
    private final Predicate<FrameReader> isMine;

    /**
     * @param isMine whether a frame answers a request of this subscriber
     */
    SocketReader(TunedSocket socket, SequenceLedger ledger, Predicate<FrameReader> isMine) {
        this.socket = socket;
        connections = new MessageConnections(socket::listensAt);
        this.ledger = ledger;
        this.isMine = isMine;
    }

    /** The next one; null if there is none at present. */
    @Nullable
    Arrival read(long nowNs) {
        Msg msg = socket.receive();
        if (msg == null) {
            return null;
        }
        HeardConnection connection = connections.of(msg);
        List<byte[]> more = List.of();
        if (msg.hasMore()) {
            more = new ArrayList<>();
            Msg part = msg;
            while (part != null && part.hasMore()) {
                part = socket.receive(); // The parts of a message arrive together.
                if (part != null) {
                    more.add(part.data());
                }
            }
        }
        IncomingFrame counted = msg instanceof IncomingFrame frame ? frame : null;
        Arrival arrival = new Arrival(msg.data(), more, connection, counted);
        noteAnswer(arrival, nowNs);
        return arrival;
    }

    /** An answer proves at once where its connection leads, whatever waits before it. */
    private void noteAnswer(Arrival arrival, long nowNs) {
        if (!arrival.isTagged()) {
            return;
        }
        FrameReader frame = arrival.frame();
        if ((frame.kind() == FrameKind.ECHO || frame.kind() == FrameKind.BASELINE) && isMine.test(frame)) {
            ledger.answered(frame, arrival.connection(), nowNs);
        }
    }

    /** Of all connections that it is known of. */
    Map<HeardConnection, ConnectionReadFlow> flows() {
        return connections.flows();
    }

    /** How far a connection was read; null if that is not known. */
    @Nullable
    ConnectionReadFlow flow(HeardConnection connection) {
        return connections.flow(connection);
    }

    /** The connection with these ends is gone. */
    void closed(TcpEnds ends) {
        connections.closed(ends);
    }

    /** Some connections are gone, and nobody knows which. */
    void closedSome() {
        connections.closedSome();
    }
}

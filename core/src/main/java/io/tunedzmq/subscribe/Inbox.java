package io.tunedzmq.subscribe;

import io.tunedzmq.connection.ConnectionReadFlow;
import io.tunedzmq.connection.IncomingFrame;
import io.tunedzmq.connection.SpareFrames;
import io.tunedzmq.connection.TcpEnds;
import io.tunedzmq.internal.Deques;
import io.tunedzmq.jeromq.TunedSocket;
import io.tunedzmq.ledger.HeardConnection;
import io.tunedzmq.ledger.SequenceLedger;
import io.tunedzmq.wire.FrameKind;
import io.tunedzmq.wire.FrameReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import zmq.Msg;

/**
 * What comes out of a subscriber's socket, in the order in which it may be accounted for. Frames can be read ahead of
 * the application. Confined: guarded by the socket's lock.
 */
final class Inbox {
    /** Frames in a row after which the next ones are on their way. */
    private static final int STREAM = 8;

    private final TunedSocket socket;
    private final SequenceLedger ledger;
    private final MessageConnections connections;
    private final ArrayDeque<Arrival> ahead = new ArrayDeque<>();
    private final SpareFrames spares;
    private final ArrivalOrder order;
    private final LongFunction<@Nullable Arrival> source = this::poll;
    private final Predicate<FrameReader> isMine;

    private int inARow;
    private long emptiedNs = System.nanoTime();

    /** The one handed out last, if its bytes may be given back. */
    private byte @Nullable [] out;

    /**
     * @param isMine whether a frame answers a request of this subscriber
     */
    Inbox(TunedSocket socket, SequenceLedger ledger, SpareFrames spares, Predicate<FrameReader> isMine) {
        this.socket = socket;
        connections = new MessageConnections(socket::listensAt);
        this.ledger = ledger;
        this.spares = spares;
        this.isMine = isMine;
        order = new ArrivalOrder(ledger);
    }

    /**
     * The next frame; the one before is done with.
     *
     * @return null if there is none at present
     */
    @Nullable
    Arrival next(long nowNs) {
        if (out != null) {
            spares.giveBack(out);
            out = null;
        }
        Arrival arrival = find(nowNs);
        if (arrival != null) {
            inARow++;
            arrival.taken();
            if (arrival.reusable()) {
                out = arrival.bytes();
            }
        }
        return arrival;
    }

    /**
     * When there is no next frame: lets the I/O thread run for a moment if many came in a row, which costs less than to
     * sleep and be woken.
     *
     * @return false if few came: then wait for the next
     */
    @SuppressWarnings("ThreadPriorityCheck") // A hint: nothing depends on what the scheduler makes of it.
    boolean giveWay() {
        boolean stream = inARow >= STREAM;
        inARow = 0;
        if (stream) {
            Thread.yield();
        }
        return stream;
    }

    private @Nullable Arrival find(long nowNs) {
        Arrival arrival = order.next(source, nowNs);
        if (arrival == null) {
            noteEmptied(nowNs);
        }
        return arrival;
    }

    private @Nullable Arrival poll(long nowNs) {
        Arrival first = ahead.poll();
        return first == null ? read(nowNs) : first;
    }

    /**
     * The next of the frames read ahead, if it carries no message and may be accounted for now.
     *
     * @return null if there is none, or messages come first
     */
    @Nullable
    Arrival nextControl(long nowNs) {
        Arrival first = ahead.peek();
        if (first == null
                || !first.isTagged()
                || first.frame().kind().holdsMessages()
                || order.mustWait(first, nowNs)) {
            return null;
        }
        first.taken();
        return ahead.poll();
    }

    /** Whether what was read waits for nobody but the application. */
    boolean waitsForApplication() {
        return !ahead.isEmpty();
    }

    /** Nothing was there to be read: if nothing waits either, all that had come by now is done with. */
    void noteEmptied(long nowNs) {
        if (ahead.isEmpty() && order.isEmpty()) {
            emptiedNs = nowNs;
        }
    }

    /** When nothing waited last, read or not. */
    long emptiedNs() {
        return emptiedNs;
    }

    /** Whether frames of the epoch are put aside. */
    boolean holds(long epoch) {
        return order.holds(epoch);
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

    /** Reads frames ahead while fewer than {@code most} are; returns whether there is room for more. */
    boolean readAhead(int most, Consumer<Arrival> look, long nowNs) {
        while (ahead.size() < most) {
            Arrival arrival = read(nowNs);
            if (arrival == null) {
                return true;
            }
            Deques.add(ahead, arrival);
            look.accept(arrival);
        }
        return false;
    }

    private @Nullable Arrival read(long nowNs) {
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

    /** The connection with these ends is gone. */
    void closed(TcpEnds ends) {
        connections.closed(ends);
    }

    /** Some connections are gone, and nobody knows which. */
    void closedSome() {
        connections.closedSome();
    }
}

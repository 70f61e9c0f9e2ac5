package io.tunedzmq.socket;

import io.tunedzmq.peer.IncomingFrame;
import io.tunedzmq.peer.SpareFrames;
import io.tunedzmq.wire.FrameKind;
import io.tunedzmq.wire.FrameReader;
import io.tunedzmq.wire.PeerConnection;
import io.tunedzmq.wire.SequenceLedger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import zmq.Msg;

/**
 * What comes out of a subscriber's socket, in the order in which it may be accounted for. Confined: guarded by the
 * socket's lock.
 *
 * <p>Frames can be read ahead of the application, and frames of a publisher that came back over another connection are
 * put aside until what its old connection has left was read: ZeroMQ reads from both in turn.
 */
final class Inbox {
    /** Frames put aside, and their bytes; then the first goes on whatever is missing. */
    private static final int MOST_HELD = 10_000;

    private static final long MOST_HELD_BYTES = 64L << 20;

    /** Frames in a row after which the next ones are on their way. */
    private static final int STREAM = 8;

    private final TunedSocket socket;
    private final SequenceLedger ledger;
    private final Connections connections = new Connections();
    private final ArrayDeque<Arrival> ahead = new ArrayDeque<>();
    private final SpareFrames spares;
    private final ArrayDeque<Arrival> held = new ArrayDeque<>();
    private long heldBytes;
    private int inARow;

    /** The one handed out last, if its bytes may be given back. */
    private byte @Nullable [] out;

    Inbox(TunedSocket socket, SequenceLedger ledger, SpareFrames spares) {
        this.socket = socket;
        this.ledger = ledger;
        this.spares = spares;
    }

    /**
     * The next frame, opened in the reader if it is one of ours; the one before is done with.
     *
     * @return null if there is none at present
     */
    @Nullable
    Arrival next(FrameReader reader, long nowNs) {
        if (out != null) {
            spares.giveBack(out);
            out = null;
        }
        Arrival arrival = find(reader, nowNs);
        inARow += arrival == null ? 0 : 1;
        if (arrival != null && arrival.reusable() && isTagged(arrival, reader)) {
            out = arrival.bytes(); // Of a message without our header the application gets the array itself.
        }
        return arrival;
    }

    /**
     * When there is no next frame: lets the I/O thread run for a moment if many came in a row, which costs less than to sleep and be woken.
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

    private @Nullable Arrival find(FrameReader reader, long nowNs) {
        while (true) {
            if (!held.isEmpty() && filled(held.peek(), reader)) {
                return release(reader);
            }
            Arrival arrival = ahead.poll();
            if (arrival == null) {
                arrival = read();
            }
            if (arrival == null) {
                return firstHeld(reader, nowNs);
            }
            if (!mustWait(arrival, reader)) {
                return arrival;
            }
            hold(arrival);
            if (held.size() >= MOST_HELD || heldBytes >= MOST_HELD_BYTES) {
                return release(reader);
            }
        }
    }

    private static boolean isTagged(Arrival arrival, FrameReader opened) {
        return arrival.moreFrames().isEmpty() && opened.format() == FrameReader.Format.TAGGED;
    }

    private boolean mustWait(Arrival arrival, FrameReader reader) {
        boolean tagged = open(arrival, reader) == FrameReader.Format.TAGGED;
        PeerConnection connection = arrival.connection();
        return tagged && (connection.holding() || ledger.mustWait(reader, connection));
    }

    private static FrameReader.Format open(Arrival arrival, FrameReader reader) {
        return arrival.moreFrames().isEmpty() ? reader.open(arrival.bytes()) : FrameReader.Format.UNTAGGED;
    }

    private void hold(Arrival arrival) {
        held.add(arrival);
        heldBytes += arrival.bytes().length;
        arrival.connection().hold();
    }

    /** Whether what a frame put aside left out has come meanwhile. */
    private boolean filled(Arrival first, FrameReader reader) {
        open(first, reader);
        return !ledger.mustWait(reader, first.connection());
    }

    /** Nothing else is there: the first one put aside goes on if what it waits for will not come. */
    private @Nullable Arrival firstHeld(FrameReader reader, long nowNs) {
        Arrival first = held.peek();
        if (first == null) {
            return null;
        }
        open(first, reader);
        return ledger.mayGoOn(reader, first.connection(), nowNs) ? release(reader) : null;
    }

    private Arrival release(FrameReader reader) {
        Arrival first = held.remove();
        heldBytes -= first.bytes().length;
        first.connection().release();
        open(first, reader);
        return first;
    }

    /**
     * The next of the frames read ahead, opened in the reader, if it carries no message and may be accounted for now.
     *
     * @return null if there is none, or messages come first
     */
    @Nullable
    Arrival nextControl(FrameReader reader) {
        Arrival first = ahead.peek();
        if (first == null
                || !held.isEmpty()
                || open(first, reader) != FrameReader.Format.TAGGED
                || reader.kind() == FrameKind.DATA
                || first.connection().holding()
                || ledger.mustWait(reader, first.connection())) {
            return null;
        }
        return ahead.poll();
    }

    /** Whether nothing that was read waits. */
    boolean isEmpty() {
        return ahead.isEmpty() && held.isEmpty();
    }

    /** Reads frames ahead while fewer than {@code most} are; returns whether there is room for more. */
    boolean readAhead(int most, Consumer<Arrival> look) {
        while (ahead.size() < most) {
            Arrival arrival = read();
            if (arrival == null) {
                return true;
            }
            ahead.add(arrival);
            look.accept(arrival);
        }
        return false;
    }

    private @Nullable Arrival read() {
        Msg msg = socket.receive();
        if (msg == null) {
            return null;
        }
        PeerConnection connection = connections.of(msg);
        List<byte[]> more = List.of();
        if (msg.hasMore()) {
            more = new ArrayList<>();
            Msg part = msg;
            while (part != null && part.hasMore()) {
                part = socket.receive(); // The parts of a message arrive together.
                if (part != null) {
                    taken(part);
                    more.add(part.data());
                }
            }
        }
        return new Arrival(msg.data(), more, connection, taken(msg));
    }

    /** Returns whether its bytes are nobody else's; over inproc several subscribers get the same. */
    private static boolean taken(Msg msg) {
        if (msg instanceof IncomingFrame frame) {
            frame.taken();
            return true;
        }
        return false;
    }

    /** The peer at this address is gone. */
    void closed(String address) {
        connections.closed(address);
    }
}

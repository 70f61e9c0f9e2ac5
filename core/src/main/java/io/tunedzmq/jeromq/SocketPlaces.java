package io.tunedzmq.jeromq;

import io.tunedzmq.internal.LimitedLog;
import java.nio.channels.SelectableChannel;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.zeromq.ZMQ;

/** How many sockets of a context are open, and which of them were given away. Thread-safe. */
final class SocketPlaces {
    private static final LimitedLog log = LimitedLog.of("io.tunedzmq.TunedContext");

    /** A socket given away, and the channel that JeroMQ closes with it: the only public sign that it is gone. */
    private record RawSocket(ZMQ.Socket socket, SelectableChannel signal) {}

    private final int most;
    private final List<RawSocket> givenAway = new CopyOnWriteArrayList<>();

    /** Those that say when they are closed. */
    private int taken;

    SocketPlaces(int most) {
        this.most = most;
    }

    /**
     * Takes a place, until it is given back or its socket given away.
     *
     * @throws IllegalStateException if none is left
     */
    synchronized void take() {
        givenAway.removeIf(raw -> !raw.signal.isOpen());
        if (taken + givenAway.size() >= most) {
            throw new IllegalStateException(
                    "maxSockets: " + most + " are open (expected: fewer; close some or raise maxSockets(n))");
        }
        taken++;
    }

    synchronized void giveBack() {
        taken--;
    }

    /** From here on the place counts by the channel: whoever has the socket closes it without telling us. */
    synchronized void giveAway(ZMQ.Socket socket) {
        givenAway.add(new RawSocket(socket, socket.getFD()));
        taken--;
    }

    /** Whether a socket was given away and may still be open. */
    boolean anyGivenAway() {
        return !givenAway.isEmpty();
    }

    void closeGivenAway() {
        for (RawSocket raw : givenAway) {
            try {
                raw.socket.close();
            } catch (RuntimeException e) {
                log.warn("a raw socket could not be closed: {}", e);
            }
        }
    }
}

package io.tunedzmq.subscribe;

import io.tunedzmq.connection.IncomingFrames;
import io.tunedzmq.connection.TcpEnds;
import io.tunedzmq.jeromq.ClosedConnections;
import io.tunedzmq.jeromq.JeromqHealth;
import io.tunedzmq.jeromq.TunedSocket;
import io.tunedzmq.ledger.SequenceLedger;
import org.jspecify.annotations.Nullable;

/**
 * What is read, and what is due besides: for a thread that receives, for one that waits for readiness, and for the
 * housekeeper while nobody receives. Confined: guarded by the subscriber's lock.
 */
final class Reception {
    /** Frames read ahead by the housekeeper, and by a thread that waits for readiness; the rest stays with ZeroMQ. */
    private static final int AHEAD_WHILE_IDLE = 64;

    private static final int AHEAD_FOR_READINESS = 1_000;

    private final JeromqHealth health;
    private final TunedSocket socket;
    private final IncomingFrames frames;
    private final SequenceLedger ledger;
    private final Upstream upstream;
    private final ReceivedFrames incoming;
    private final SubscriberWatch watch;
    private final SocketReader reader;
    private final ReadAhead ahead;
    private final ArrivalOrder order;
    private final Inbox inbox;
    private final ReadProgress reading;
    private final DeafSubscriberDetector deaf = new DeafSubscriberDetector();

    Reception(SubscriberParts parts) {
        SubscribeSocket subscribeSocket = parts.subscribeSocket();
        health = subscribeSocket.health();
        socket = parts.socket();
        frames = subscribeSocket.frames();
        ledger = parts.ledger();
        upstream = parts.upstream();
        incoming = parts.incoming();
        watch = parts.watch();
        reader = new SocketReader(socket, ledger, upstream::isMine);
        ahead = new ReadAhead(reader::read);
        order = new ArrivalOrder(ahead, ledger);
        inbox = new Inbox(order, subscribeSocket.spareFrames());
        reading = new ReadProgress(frames, reader, order, watch.halfOpen(upstream::doubt));
    }

    /** The next frame for the application, after what is due; null if there is none at present. */
    @Nullable
    Arrival next(long nowNs) {
        maintain(nowNs);
        Arrival arrival = inbox.next(nowNs);
        lookAround(arrival == null, nowNs);
        return arrival;
    }

    /** See {@link Inbox#giveWay}. */
    boolean giveWay() {
        return inbox.giveWay();
    }

    /** Reads ahead for an application that does not receive at present. */
    void readWhileIdle(long nowNs) {
        socket.processCommands();
        maintain(nowNs); // Before anything is read of connections that come after lost ones.
        boolean emptied = ahead.fill(AHEAD_WHILE_IDLE, this::lookAt, nowNs);
        accountWhileIdle(nowNs);
        if (emptied) {
            order.noteEmptied(nowNs);
        }
        lookAround(ahead.isEmpty(), nowNs);
    }

    /** Reads ahead what may be an echo; the application gets the rest. Returns whether there is room for more. */
    boolean readForReadiness(long nowNs) {
        maintain(nowNs);
        return ahead.fill(AHEAD_FOR_READINESS, this::lookAt, nowNs);
    }

    /** When whatever was taken is accounted for: what is due upstream, and what publishers are up to. */
    private void maintain(long nowNs) {
        socket.reconnect();
        if (upstream.maintain(ledger, incoming::notHandedOut, watch.waitingNs(nowNs), nowNs)) {
            closeWhatIsGone();
        }
        watch.lookAtPublishers(ledger, reading, nowNs);
    }

    private void closeWhatIsGone() {
        ClosedConnections closed = socket.watch().closed();
        TcpEnds ends = closed.poll();
        while (ends != null) {
            reader.closed(ends);
            ends = closed.poll();
        }
        if (closed.takeMissed()) {
            reader.closedSome();
        }
    }

    private void lookAround(boolean nothingWaits, long nowNs) {
        long errors = health.survivedErrors();
        if ((errors > 0 || !deaf.wasReady())
                && deaf.look(
                        errors,
                        upstream.connected(),
                        upstream.ready(),
                        nothingWaits && frames.holdsUnseen(nowNs),
                        nowNs)) {
            socket.makeAnew();
        }
        watch.look(nothingWaits, nowNs);
    }

    /** What carries no message does not wait for the application once that has taken everything before it. */
    private void accountWhileIdle(long nowNs) {
        while (incoming.notHandedOut() == 0) {
            Arrival arrival = inbox.nextControl(nowNs);
            if (arrival == null) {
                return;
            }
            incoming.openControl(arrival, nowNs);
        }
    }

    /** Echoes and questions do not wait for the application. */
    private void lookAt(Arrival arrival) {
        if (arrival.isTagged()) {
            upstream.heard(arrival.frame(), arrival.connection());
        }
    }
}

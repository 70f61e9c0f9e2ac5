package io.tunedzmq.publish;

import static java.util.Objects.requireNonNull;

import io.tunedzmq.connection.UpstreamMessages;
import io.tunedzmq.internal.Counter;
import io.tunedzmq.internal.HeldInterrupt;
import io.tunedzmq.internal.Text;
import io.tunedzmq.jeromq.JeromqContext;
import io.tunedzmq.jeromq.JeromqServices;
import io.tunedzmq.jeromq.TunedSocket;
import io.tunedzmq.metrics.EventSource;
import io.tunedzmq.metrics.RecordedEvents;
import io.tunedzmq.settings.Endpoint;
import io.tunedzmq.settings.InFlightLimit;
import io.tunedzmq.settings.PublisherSettings;
import io.tunedzmq.wire.ControlFrames;
import io.tunedzmq.wire.SealedFrame;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.zeromq.SocketType;
import zmq.Msg;
import zmq.ZMQ;

/**
 * The XPUB socket of a publisher, with the overflow policy. Confined: guarded by the sending lock.
 *
 * <p>The socket always refuses a frame for which a subscriber has no room (XPUB_NODROP); that is how a full queue is
 * noticed at all. JeroMQ then keeps the pipes of the refused frame marked, and they would also get the next frame,
 * whatever its topic. So a refused frame is always the next one to be sent: again and again when blocking, and at once
 * with dropping allowed otherwise.
 */
final class PublishSocket {
    private static final int UPSTREAM_HWM = 1_000;
    private static final int LONGEST_WAIT_MILLIS = 100;
    private static final long LONG_STALL_NS = 500_000_000;
    private static final long ROOM_WAIT_NS = 500_000;

    private final TunedSocket socket;
    private final UpstreamMessages upstreams;
    private final PublishBacklog backlog;
    private final FullQueue fullQueue;
    private final RecordedEvents events;
    private final PublishStalls stalls;

    /** Messages that are held for each subscriber at least; 0 for all. */
    private final int hwm;

    private volatile boolean dropping;
    private long drops;
    private final Counter batches = new Counter();
    private final Counter bytes = new Counter();

    PublishSocket(JeromqServices services, OutgoingMemory memory, PublisherSettings settings, ControlFrames controls) {
        JeromqContext context = services.context();
        events = context.events();
        stalls = new PublishStalls(events, System::nanoTime);
        AtomicReference<UpstreamMessages> made = new AtomicReference<>();
        socket = new TunedSocket(
                context,
                SocketType.XPUB,
                settings.socketHwm(),
                UPSTREAM_HWM,
                UpstreamMessages.LARGEST_SKIPPED,
                install -> {
                    UpstreamMessages all = new UpstreamMessages(
                            context.subscriptionMemory(), new ControlMeaning(), this::waitsForLong, install);
                    made.set(all);
                    return all.connections();
                },
                services.housekeeper()::wakeup);
        upstreams = requireNonNull(made.get());
        backlog = memory.open(
                settings.drops(),
                () -> Text.place(settings.name(), socket.endpoints()),
                controls,
                socket.watch()::disconnects);
        hwm = settings.hwm().resolve();
        // Over inproc nobody says who has left.
        fullQueue = new FullQueue(backlog, settings.endpoints().stream().anyMatch(Endpoint::inproc) ? 0 : hwm);
        dropping = settings.drops();
        socket.setOption(ZMQ.ZMQ_XPUB_NODROP, true);
        socket.setOption(ZMQ.ZMQ_XPUB_VERBOSER, true);
    }

    /** What happens to it is to be recorded as what happens to that publisher. Before it binds and connects. */
    void recordAs(EventSource publisher) {
        stalls.recordAs(publisher);
        socket.watch().recordAs(publisher, events);
    }

    /** Whether nothing was sent for a while for want of room. */
    private boolean waitsForLong() {
        return !dropping && stalls.onForNs(System.nanoTime()) >= LONG_STALL_NS;
    }

    TunedSocket socket() {
        return socket;
    }

    /** Subscriptions to topics of the application that JeroMQ has taken into account until now. */
    long subscriptions() {
        return upstreams.subscriptions();
    }

    /** Those of them that were received. */
    long subscriptionsHeard() {
        return upstreams.subscriptionsHeard();
    }

    /** Lets JeroMQ take what has come into account. */
    void processCommands() {
        socket.processCommands();
    }

    /**
     * Sends a frame; for one of our own there is memory always.
     *
     * @param deadlineNs until when to wait for room, by the nano clock; only if nothing may be dropped
     * @return false if there was no room; then the same frame must come next
     */
    boolean send(SealedFrame sealed, long deadlineNs) {
        boolean control = sealed.isControl();
        if (!control && !dropping && !hasRoom() && !awaitRoom(deadlineNs)) {
            return socket.terminated();
        }
        int length = sealed.content().remaining();
        OutgoingFrame frame = backlog.frame(sealed);
        frame.startSending();
        try {
            if (!hand(frame, deadlineNs)) {
                return false;
            }
        } finally {
            frame.stopSending();
        }
        backlog.sent(frame, control);
        bytes.add(length);
        return true;
    }

    private boolean hasRoom() {
        return backlog.hasRoom()
                && (hwm == 0
                        || backlog.awaitsLess(
                                InFlightLimit.BYTES,
                                hwm * Math.max(1, socket.watch().connected())));
    }

    private boolean awaitRoom(long deadlineNs) {
        stalls.foundNoRoom(dropping);
        boolean room = false;
        try (HeldInterrupt held = new HeldInterrupt()) {
            while (!room && !socket.canceled() && !socket.terminated() && deadlineNs - System.nanoTime() > 0) {
                held.takeNow(); // It would keep it from waiting.
                LockSupport.parkNanos(ROOM_WAIT_NS);
                socket.processCommands();
                room = hasRoom();
            }
        }
        return room;
    }

    private boolean hand(Msg msg, long deadlineNs) {
        if (!socket.send(msg)) {
            if (socket.terminated()) {
                return true;
            }
            stalls.foundNoRoom(dropping);
            if (dropping) {
                sendToThoseWithRoom(msg);
            } else if (!sendWaiting(msg, deadlineNs)) {
                return false;
            }
        } else if (!dropping) {
            stalls.over();
        }
        batches.add(1);
        return true;
    }

    /** Whether somebody who was full is passed over while frames are dropped, as far as the books say. */
    boolean passesOver() {
        return dropping && fullQueue.isFull();
    }

    /** The same when that was looked at last. From any thread. */
    boolean passedOver() {
        return dropping && fullQueue.wasFull();
    }

    private void sendToThoseWithRoom(Msg msg) {
        drops++;
        fullQueue.foundFull();
        socket.setOption(ZMQ.ZMQ_XPUB_NODROP, false);
        socket.send(msg);
        socket.setOption(ZMQ.ZMQ_XPUB_NODROP, true);
    }

    private boolean sendWaiting(Msg msg, long deadlineNs) {
        while (true) {
            long leftNs = deadlineNs - System.nanoTime();
            if (leftNs <= 0) {
                return false;
            }
            int millis = (int) Math.min(LONGEST_WAIT_MILLIS, Math.max(1, leftNs / 1_000_000));
            if (socket.send(msg, millis)) {
                stalls.over();
                return true;
            }
            if (socket.terminated() || socket.canceled()) {
                return socket.terminated();
            }
        }
    }

    /** Whether a subscriber without room loses the frame, or everybody waits for it. */
    void dropping(boolean drop) {
        dropping = drop;
    }

    /**
     * How often something was dropped. Until a subscriber that was full has read half of its queue, JeroMQ passes it
     * over without a word.
     */
    long drops() {
        return drops;
    }

    /** Whether a message from a subscriber waits. */
    boolean hasInput() {
        return socket.readable();
    }

    /** The next message from a subscriber, or null. */
    UpstreamMessages.@Nullable Said receive() {
        UpstreamMessages.Said said = null;
        Msg msg = socket.receive();
        while (msg != null && said == null) {
            said = upstreams.heard(msg.data());
            msg = said == null ? socket.receive() : null;
        }
        return said;
    }

    /** Number of a connection that has ended, see {@link UpstreamMessages#pollGone}. */
    long pollGone(long nowNs) {
        return upstreams.pollGone(nowNs);
    }

    /** See {@link UpstreamMessages#replaced}. */
    void replaced(long connection) {
        upstreams.replaced(connection);
    }

    /** Messages from the network that were discarded unheard. From any thread. */
    long ignored() {
        return upstreams.ignoredCount();
    }

    void close(Duration linger) {
        stalls.close();
        socket.close(linger);
        backlog.close(linger.toNanos());
    }

    /** When a frame found no room. While dropping only {@link OverflowRecovery} can tell when that is over. */
    PublishStalls stalls() {
        return stalls;
    }

    /** Bytes that were sent and that a subscriber has yet to take. */
    long queuedBytes() {
        return backlog.bytes();
    }

    /** Messages that were given up for want of memory, each counted for every subscriber that had not taken it. */
    long givenUp() {
        return backlog.givenUp();
    }

    long batches() {
        return batches.get();
    }

    long bytes() {
        return bytes.get();
    }
}

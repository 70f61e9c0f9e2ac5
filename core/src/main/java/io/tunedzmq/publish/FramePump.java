package io.tunedzmq.publish;

import io.tunedzmq.audience.AudienceMarks;
import io.tunedzmq.internal.Counter;
import io.tunedzmq.internal.Deques;
import io.tunedzmq.jeromq.IoThread;
import io.tunedzmq.wire.BundleRoutes;
import io.tunedzmq.wire.BundledTopics;
import io.tunedzmq.wire.PublishedTopic;
import io.tunedzmq.wire.SealedFrame;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Moves frames to the socket, in the order in which they came: those that were gathered, and between them those of our
 * own. One that finds no room waits, and everything behind it. Confined: guarded by the sending lock.
 */
final class FramePump {
    private final PublishIntake intake;
    private final PublishPace pace;
    private final PublishSocket socket;
    private final BundleRoutes routes;
    private final Runnable hear;
    private final Beacons beacons;
    private final AudienceMarks marks;
    private final ArrayDeque<SealedFrame> outbox = new ArrayDeque<>();
    private final Counter handedOver = new Counter();
    private boolean closed;

    /**
     * @param hear hears what subscribers have said
     * @param beacons told which topics were sent
     * @param marks told when everything was
     */
    FramePump(
            PublishIntake intake,
            PublishPace pace,
            PublishSocket socket,
            BundleRoutes routes,
            Runnable hear,
            Beacons beacons,
            AudienceMarks marks) {
        this.intake = intake;
        this.pace = pace;
        this.socket = socket;
        this.routes = routes;
        this.hear = hear;
        this.beacons = beacons;
        this.marks = marks;
    }

    /** Sends everything gathered until now, which nothing may wait before; false if there was no room in time. */
    boolean sendGathered(long deadlineNs, long nowNs) {
        PublishIntake.Taken taken = intake.take(outbox, nowNs);
        boolean sent = sendWaiting(deadlineNs, nowNs);
        pace.sent(nowNs, System.nanoTime(), taken, IoThread.isCurrent());
        return sent;
    }

    /**
     * Sends what waits for room; false if a subscriber had none in time.
     *
     * @param deadlineNs until when to wait for room, by the nano clock
     */
    boolean sendWaiting(long deadlineNs, long nowNs) {
        SealedFrame frame = next();
        while (frame != null) {
            long subscriptions = socket.subscriptions();
            if (!socket.send(frame, deadlineNs)) {
                pace.stuck(true);
                return false;
            }
            BundledTopics bundled = frame.bundled();
            if (bundled != null && socket.subscriptions() != subscriptions) {
                // Somebody came while it was sent. Who has it already discards it.
                Deques.replaceFirst(outbox, bundled.apart(frame.content()));
            } else {
                outbox.remove();
            }
            sent(frame, nowNs);
            frame = next();
        }
        pace.stuck(false);
        marks.allSent(nowNs);
        return true;
    }

    /** The frame to be sent next; a bundle only if it reaches all who asked for what is in it. */
    private @Nullable SealedFrame next() {
        SealedFrame frame = outbox.peek();
        BundledTopics bundled = frame == null ? null : frame.bundled();
        while (frame != null && bundled != null) {
            socket.processCommands();
            if (reachesAll(bundled)) {
                return frame;
            }
            hear.run();
            if (reachesAll(bundled)) {
                return frame;
            }
            Deques.replaceFirst(outbox, bundled.apart(frame.content()));
            frame = outbox.peek();
            bundled = frame == null ? null : frame.bundled();
        }
        return frame;
    }

    private boolean reachesAll(BundledTopics bundled) {
        return routes.reachAll(bundled, socket.subscriptions()) && !bundled.areSentToAll();
    }

    private void sent(SealedFrame frame, long nowNs) {
        PublishedTopic topic = frame.topic();
        BundledTopics bundled = frame.bundled();
        if (topic != null && topic.numbered()) {
            topic.sentToAll(frame.lastSequence());
            sent(topic, frame.lastSequence(), true, nowNs);
        } else if (bundled != null) {
            for (int i = 0; i < bundled.count(); i++) {
                sent(bundled.topic(i), bundled.lastSequence(i), bundled.isLastOf(i), nowNs);
            }
        } else {
            handedOver.add(frame.messages());
        }
    }

    /**
     * A topic can be in several bundles: with the first one somebody may say that it has the messages, and with the
     * last one nothing of them waits any more.
     */
    private void sent(PublishedTopic topic, long lastSequence, boolean toAll, long nowNs) {
        if (lastSequence > topic.sent()) {
            topic.sent(lastSequence);
            beacons.sent(topic, nowNs);
        }
        if (toAll) {
            handedOver.add(topic.handedOver(lastSequence));
        }
    }

    /** Sends frames of our own, behind a frame that waits for room. */
    void sendControls(List<ByteBuffer> frames) {
        frames.forEach(this::sendControl);
    }

    /** As {@link #sendControls}. */
    void sendControl(ByteBuffer content) {
        sendControl(new SealedFrame(content, null));
    }

    /** As {@link #sendControls}. */
    void sendControl(SealedFrame frame) {
        if (!outbox.isEmpty() || !socket.send(frame, System.nanoTime())) {
            Deques.add(outbox, frame);
        }
    }

    /** Adds a frame of our own to those that wait. */
    void addControl(ByteBuffer content) {
        Deques.add(outbox, new SealedFrame(content, null));
    }

    /** Whether a frame waits for room at a subscriber; nothing may be sent before it. */
    boolean isStuck() {
        return !outbox.isEmpty();
    }

    /** Whether nothing waits to be sent. */
    boolean isIdle() {
        return closed || (outbox.isEmpty() && intake.isEmpty());
    }

    /** Whether it is time to send: a frame waits for room, or messages have gathered long enough. */
    boolean isDue() {
        return !closed && (!outbox.isEmpty() || intake.isDue(System.nanoTime()));
    }

    /** Messages accepted and not yet handed to ZeroMQ; from any thread. */
    long queued() {
        return Math.max(0, intake.published() - handedOver.get());
    }

    /** Whether a subscriber without room loses the frame, or everybody waits for it. */
    void dropping(boolean drop) {
        socket.dropping(drop);
    }

    /** Closes the socket, and leaves it to JeroMQ to deliver what was handed over; may be called again. */
    void close(Duration linger) {
        closed = true;
        socket.close(linger);
    }

    boolean isClosed() {
        return closed;
    }
}

package io.tunedzmq.publish;

import io.tunedzmq.audience.Audience;
import io.tunedzmq.audience.Marks;
import io.tunedzmq.audience.Probe;
import io.tunedzmq.internal.Counter;
import io.tunedzmq.internal.LimitedLog;
import io.tunedzmq.peer.Upstreams;
import io.tunedzmq.wire.ControlFrames;
import io.tunedzmq.wire.ControlTopics;
import io.tunedzmq.wire.PublishedTopic;
import io.tunedzmq.wire.SealedFrame;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The sending side of a publisher: takes what was gathered, hands it to the socket in that order, answers subscribers
 * and announces last sequences. Confined: guarded by the publisher's sending lock.
 */
final class Outgoing {
    private static final LimitedLog log = LimitedLog.of("io.tunedzmq.Publisher");

    /** Bounds for one visit: a flood from the network must not keep a publishing thread. */
    private static final int HEARD_AT_ONCE = 1_000;

    private static final int ECHOES_AT_ONCE = 32;

    /** An echo of many topics takes long; the others wait for the next visit then. */
    private static final long ECHOING_NS = 1_000_000;

    /** At the end strangers, who have never shown that they hear us, are not waited for longer. */
    private static final long STRANGERS_NS = 500_000_000;

    private static final int BEACONS_AT_ONCE = 1_000;
    private static final long SOON_NS = 10_000_000;
    private static final long FIRST_REPEAT_NS = 10_000_000;
    private static final long LONGEST_REPEAT_NS = 100_000_000;

    private final long epoch;
    private final LongSupplier clock;
    private final Intake intake;
    private final PublishSocket socket;
    private final Audience audience;
    private final Beacons beacons;
    private final Marks marks;
    private final Recovery recovery;
    private final ArrayDeque<SealedFrame> outbox = new ArrayDeque<>();
    private long echo;
    private boolean closed;
    private final Counter handedOver = new Counter();
    private volatile long notSent;
    private volatile long heardAtNs;
    private volatile long publishedUnheard;
    private volatile boolean passingOver;

    private final List<ByteBuffer> lastWords = new ArrayList<>();
    private @Nullable Probe end;
    private long lastWordsNs;
    private long lastWordsWaitNs;

    Outgoing(
            long epoch,
            LongSupplier clock,
            Intake intake,
            PublishSocket socket,
            Audience audience,
            Beacons beacons,
            Marks marks) {
        this.epoch = epoch;
        this.clock = clock;
        this.intake = intake;
        this.socket = socket;
        this.audience = audience;
        this.beacons = beacons;
        this.marks = marks;
        recovery = new Recovery(epoch, clock, intake, socket, audience);
    }

    /** Whether nothing waits to be sent. */
    boolean idle() {
        return closed || (outbox.isEmpty() && intake.isEmpty());
    }

    /** Whether it is time to send: a frame waits for room, or messages have gathered long enough. */
    boolean isDue() {
        return !closed && (!outbox.isEmpty() || intake.isDue(System.nanoTime()));
    }

    /** Whether it is time to hear subscribers or to send a mark. */
    boolean hasWork() {
        return !closed && (marks.isDue(System.nanoTime()) || socket.hasInput());
    }

    /** Whether a frame waits for room at a subscriber; nothing may be sent before it. */
    boolean stuck() {
        return !outbox.isEmpty();
    }

    /** Sends everything gathered until now; false if a subscriber had no room until the deadline. */
    boolean sendGathered(long deadlineNs) {
        if (closed) {
            return true;
        }
        long nowNs = System.nanoTime();
        boolean sent = sendOutbox(deadlineNs, nowNs);
        if (sent) {
            if (marks.isBlocked()) { // Now or never: what was gathered meanwhile may find no room again.
                markIfDue(nowNs);
            }
            intake.takeAll(outbox, nowNs);
            sent = sendOutbox(deadlineNs, nowNs);
            intake.sent(nowNs, System.nanoTime());
        }
        intake.stuck(!sent);
        return sent;
    }

    private boolean sendOutbox(long deadlineNs, long nowNs) {
        SealedFrame frame = outbox.peek();
        while (frame != null) {
            if (!socket.send(frame, deadlineNs)) {
                return false;
            }
            outbox.remove();
            handedOver.add(frame.messages());
            PublishedTopic topic = frame.topic();
            if (topic != null && topic.numbered()) {
                topic.sent(frame.lastSequence());
                beacons.sent(topic, nowNs);
            }
            frame = outbox.peek();
        }
        marks.allSent(nowNs);
        return true;
    }

    /** Sends a frame of our own, behind a frame that waits for room. */
    void sendControl(ByteBuffer content) {
        if (!outbox.isEmpty() || !socket.send(content, System.nanoTime())) {
            outbox.add(new SealedFrame(content, null, 0, 0));
        }
    }

    /** Asks who receives a topic, unless a frame waits for room. */
    void ask(byte[] topicWithNul, long probe) {
        if (!closed && outbox.isEmpty()) {
            sendControl(ControlFrames.probe(topicWithNul, epoch, clock.getAsLong(), probe));
        }
    }

    /** Takes what subscribers said and answers; returns whether there may be more to do. */
    boolean hearSubscribers() {
        if (closed) {
            return false;
        }
        socket.socket().reconnect();
        int heard = 0;
        Upstreams.Said said = socket.receive();
        while (said != null) {
            audience.heard(said.message(), said.connection(), said.complete());
            said = ++heard < HEARD_AT_ONCE ? socket.receive() : null;
        }
        long gone = socket.pollGone(System.nanoTime());
        while (gone != 0) {
            audience.closed(gone);
            gone = socket.pollGone(System.nanoTime());
        }
        if (heard > 0 && heardAtNs == 0) {
            publishedUnheard = intake.published();
            heardAtNs = System.nanoTime();
        }
        boolean moreEchoes = echo();
        return heard == HEARD_AT_ONCE || moreEchoes;
    }

    /** Answers some of those who wait for an echo; whether there may be more. */
    private boolean echo() {
        long untilNs = System.nanoTime() + ECHOING_NS;
        for (int i = 0; i < ECHOES_AT_ONCE; i++) {
            long number = EchoNumbers.after(echo);
            ControlTopics.Ready ready = outbox.isEmpty() ? audience.pollWaiting(number) : null;
            if (ready == null) {
                return false;
            }
            if (ready.answer() == ControlTopics.Answer.LACKING) {
                sendControl(ControlFrames.lacking(ready.topic(), epoch, clock.getAsLong()));
            } else {
                echo = number;
                long[] sent = intake.numberedTopics().stream()
                        .mapToLong(PublishedTopic::sent)
                        .toArray();
                ControlFrames.echo(ready.echoTopic(), epoch, echo, clock.getAsLong(), sent)
                        .forEach(this::sendControl);
            }
            if (System.nanoTime() - untilNs > 0) {
                return true;
            }
        }
        return true;
    }

    /** Whether a subscriber had no room and has not said since that it has; a moment behind. From any thread. */
    boolean full() {
        return passingOver || socket.stalled();
    }

    /** When the first subscription came, by the nano clock; 0 before. From any thread. */
    long heardAtNs() {
        return heardAtNs;
    }

    /** Messages published before the first subscription came. From any thread. */
    long publishedUnheard() {
        return publishedUnheard;
    }

    /** Does what is due; returns the nanoseconds after which to come again at the latest. */
    long work(long nowNs) {
        if (closed) {
            return Long.MAX_VALUE;
        }
        boolean more = hearSubscribers();
        if (!outbox.isEmpty()) {
            markIfDue(nowNs);
            return SOON_NS;
        }
        recovery.due(nowNs).forEach(this::sendControl);
        boolean everybodyHasRoom = !recovery.pending();
        passingOver = !everybodyHasRoom;
        List<PublishedTopic> due = new ArrayList<>();
        PublishedTopic topic = beacons.due(nowNs);
        while (topic != null) {
            due.add(topic);
            beacons.announced(nowNs);
            if (everybodyHasRoom) {
                topic.confirmed(topic.sent());
            }
            topic = due.size() < BEACONS_AT_ONCE ? beacons.due(nowNs) : null;
        }
        ControlFrames.lastSequences(due, epoch, clock.getAsLong()).forEach(this::sendControl);
        markIfDue(nowNs);
        if (more) {
            return 0;
        }
        boolean soon = due.size() == BEACONS_AT_ONCE || !audience.nobodyWaits();
        long waitNs = soon ? SOON_NS : beacons.waitNs(nowNs);
        return Math.min(Math.min(waitNs, marks.waitNs(nowNs)), recovery.waitNs());
    }

    /** Sends a mark if it is time for one and nothing waits for room. */
    void markIfDue(long nowNs) {
        if (closed || !marks.isDue(nowNs)) {
            return;
        }
        if (!outbox.isEmpty()) {
            marks.blocked(nowNs);
            return;
        }
        marks.next(intake.numberedTopics(), !recovery.pending(), nowNs).forEach(this::sendControl);
        if (outbox.isEmpty()) {
            marks.allSent(nowNs);
        }
    }

    // Draining: without dropping, and with a mark behind everything.

    /** Sends all that was accepted, without dropping, and a mark behind it; whether that is done. */
    boolean drainBySending() {
        if (closed) {
            return true;
        }
        if (!closeBySending()) {
            return false;
        }
        hearSubscribers();
        marks.hurry();
        markIfDue(System.nanoTime());
        return outbox.isEmpty();
    }

    /** Hears the subscribers, and marks again if need be. */
    void drainByHearing(long nowNs) {
        if (!closed) {
            work(nowNs);
        }
    }

    /** Whether subscribers that could not show yet that they hear us may still do so. */
    static boolean waitsForStrangers(long sinceNs, long nowNs) {
        return nowNs - sinceNs < STRANGERS_NS;
    }

    /** Messages handed to ZeroMQ; from any thread. */
    long handedOver() {
        return handedOver.get();
    }

    // Closing, in this order. Every step is short; who closes repeats it until it is done or the time is over.

    /** Sends without dropping, also if the policy is to drop; whether that is done. */
    boolean closeBySending() {
        socket.dropping(false);
        return sendGathered(System.nanoTime());
    }

    /**
     * Whoever is full loses the rest; then the last words are ready: last sequences not announced yet, a mark, and the
     * end.
     */
    boolean closeByDropping(String place) {
        if (closed) {
            return true;
        }
        if (!outbox.isEmpty()) {
            notSent = intake.published() - handedOver.get();
            log.warn("{} messages of the publisher {} were not sent: a subscriber is full", notSent, place);
        }
        dropRest();
        socket.dropping(false);
        long timeNs = clock.getAsLong();
        long heardByAll = audience.heardByAll();
        List<PublishedTopic> unsaid = intake.numberedTopics().stream()
                .filter(topic -> topic.confirmed() != topic.sent() || topic.markedIn() > heardByAll)
                .toList();
        lastWords.addAll(ControlFrames.lastSequences(unsaid, epoch, timeNs));
        long nowNs = System.nanoTime();
        marks.hurry(); // Who answers it, or reports at the end that follows, says that it has everything.
        lastWords.addAll(marks.next(intake.numberedTopics(), !recovery.pending(), nowNs));
        end = audience.startQuestion();
        lastWords.add(ControlFrames.end(epoch, timeNs, end.id()));
        return true;
    }

    /** Messages that found a subscriber full until the time was over; from any thread. */
    long notSent() {
        return notSent;
    }

    /**
     * Says the last words, if need be again; whether every subscriber of ours has heard them, and so has everything
     * before.
     */
    boolean closeBySayingTheEnd() {
        if (closed) {
            return true;
        }
        hearSubscribers();
        long nowNs = System.nanoTime();
        boolean queued = sendOutbox(nowNs, nowNs);
        if (queued && nowNs - lastWordsNs >= lastWordsWaitNs) {
            lastWords.forEach(words -> outbox.add(new SealedFrame(words.duplicate(), null, 0, 0)));
            lastWordsNs = nowNs;
            lastWordsWaitNs = Math.min(2 * lastWordsWaitNs + FIRST_REPEAT_NS, LONGEST_REPEAT_NS);
            queued = sendOutbox(nowNs, nowNs);
        }
        // Not before: the system drops what it has not sent yet when a report comes in for a connection that was
        // closed.
        return queued && audience.allHeard(end, STRANGERS_NS, nowNs) && audience.nobodyLacksAnything();
    }

    /** Sends the rest to those with room, and leaves it to JeroMQ to deliver. */
    void closeSocket(Duration linger) {
        if (!closed) {
            dropRest();
            closed = true;
        }
        socket.close(linger);
    }

    private void dropRest() {
        socket.dropping(true);
        sendGathered(System.nanoTime());
    }
}

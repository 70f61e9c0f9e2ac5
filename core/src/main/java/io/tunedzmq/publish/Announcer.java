package io.tunedzmq.publish;

import io.tunedzmq.audience.AudienceMarks;
import io.tunedzmq.wire.ControlFrames;
import io.tunedzmq.wire.PublishedTopic;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Announces last sequences, so that who lost a message finds out: by {@link Beacons} when a topic falls silent, by
 * {@link AudienceMarks} behind the messages, by {@link OverflowRecovery} to those who were full. Confined: guarded by
 * the sending lock; {@link #passesOver} from any thread.
 */
final class Announcer {
    /** For one visit. */
    private static final int BEACONS_AT_ONCE = 1_000;

    private static final long SOON_NS = 10_000_000;

    private final ControlFrames controls;
    private final TopicTable topics;
    private final Beacons beacons;
    private final AudienceMarks marks;
    private final OverflowRecovery recovery;
    private final FramePump pump;
    private volatile boolean passingOver;

    Announcer(
            ControlFrames controls,
            TopicTable topics,
            Beacons beacons,
            AudienceMarks marks,
            OverflowRecovery recovery,
            FramePump pump) {
        this.controls = controls;
        this.topics = topics;
        this.beacons = beacons;
        this.marks = marks;
        this.recovery = recovery;
        this.pump = pump;
    }

    /** Announces what is due; returns the nanoseconds after which to come again at the latest. */
    long work(long nowNs) {
        if (pump.isStuck()) {
            markIfDue(nowNs);
            return SOON_NS;
        }
        pump.sendControls(recovery.due(nowNs));
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
        pump.sendControls(controls.lastSequences(due));
        markIfDue(nowNs);
        long waitNs = due.size() == BEACONS_AT_ONCE ? SOON_NS : beacons.waitNs(nowNs);
        return Math.min(Math.min(waitNs, marks.waitNs(nowNs)), recovery.waitNs());
    }

    /** Whether it is time for a mark. */
    boolean isMarkDue() {
        return marks.isDue(System.nanoTime());
    }

    /** Sends a mark if it is time for one and nothing waits for room. */
    void markIfDue(long nowNs) {
        if (!marks.isDue(nowNs)) {
            return;
        }
        if (pump.isStuck()) {
            marks.blocked(nowNs);
            return;
        }
        pump.sendControls(marks.next(topics.byNumber(), !recovery.pending(), nowNs));
        if (!pump.isStuck()) {
            marks.allSent(nowNs);
        }
    }

    /** Sends a mark that was held up, before what was gathered meanwhile, which may find no room again. */
    void markIfHeldUp(long nowNs) {
        if (marks.isBlocked()) {
            markIfDue(nowNs);
        }
    }

    /** Sends a mark now if nothing waits for room, and from here on as often as it may. */
    void markNow() {
        marks.hurry();
        markIfDue(System.nanoTime());
    }

    /**
     * Last sequences that not everybody is known to have heard, and a mark: who answers it, or reports at the end that
     * follows, says that it has everything.
     *
     * @param heardByAll the last mark at which every subscriber had everything
     */
    List<ByteBuffer> lastWords(long heardByAll) {
        List<PublishedTopic> unsaid = topics.byNumber().stream()
                .filter(topic -> topic.confirmed() != topic.sent() || topic.markedIn() > heardByAll)
                .toList();
        List<ByteBuffer> words = new ArrayList<>(controls.lastSequences(unsaid));
        unsaid.forEach(topic -> topic.announced(topic.sent()));
        marks.hurry();
        // Nobody is passed over any more: who has no room is waited for, and who hears the mark has heard these words.
        words.addAll(marks.next(topics.byNumber(), true, System.nanoTime()));
        return words;
    }

    /** Whether a subscriber that was full has not said since that it has room; a moment behind. From any thread. */
    boolean passesOver() {
        return passingOver;
    }
}

package io.tunedzmq.publish;

import io.tunedzmq.audience.Audience;
import io.tunedzmq.audience.RollCall;
import io.tunedzmq.wire.ControlFrames;
import io.tunedzmq.wire.PublishedTopic;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells subscribers that were full what they lost, as soon as they have room. JeroMQ passes such a subscriber over
 * until it has read half of its queue, beacons included, and does not say when that is; so it is asked until it
 * answers, and then gets the last sequences once more. Stock subscribers do not answer; for them the {@link FullQueue}
 * is looked at, so that a publisher knows how long it has lacked room. Confined: guarded by the sending lock.
 */
final class OverflowRecovery {
    private static final long FIRST_WAIT_NS = 20_000_000;
    private static final long LONGEST_WAIT_NS = 200_000_000;

    /** A subscriber that was full before it got its echo could not show yet that it hears us. */
    private static final long STRANGERS_NS = 5_000_000_000L;

    private static final long CALM_NS = 1_000_000_000;

    private final ControlFrames controls;
    private final TopicTable topics;
    private final PublishSocket socket;
    private final Audience audience;

    private long dropsSeen;
    private @Nullable RollCall rollCall;
    private long answersSeen;
    private long askedNs;
    private long waitNs;
    private long digestNs;
    private long lookedNs;

    /** Between two digests: each goes to everybody, and an answer costs a stranger next to nothing. */
    private long pauseNs = FIRST_WAIT_NS;

    OverflowRecovery(ControlFrames controls, TopicTable topics, PublishSocket socket, Audience audience) {
        this.controls = controls;
        this.topics = topics;
        this.socket = socket;
        this.audience = audience;
        askedNs = System.nanoTime() - LONGEST_WAIT_NS;
        digestNs = askedNs;
        lookedNs = askedNs;
    }

    /** Whether a subscriber may be passed over at present. */
    boolean pending() {
        return rollCall != null || socket.drops() != dropsSeen;
    }

    /** What is due: a question, or the last sequences for those who have answered. Empty if nothing is. */
    List<ByteBuffer> due(long nowNs) {
        if (socket.drops() != dropsSeen) {
            dropsSeen = socket.drops();
            restart();
        }
        RollCall asked = rollCall;
        look(nowNs);
        if (asked == null) {
            return List.of();
        }
        if (audience.isEmpty() && audience.allHeard(asked, STRANGERS_NS, nowNs)) {
            stop(asked); // Whoever was full has left.
            return List.of();
        }
        long answers = asked.answers();
        boolean all = audience.allHeard(asked, STRANGERS_NS, nowNs);
        if ((all || answers > answersSeen) && nowNs - digestNs >= pauseNs) {
            pauseNs = nowNs - digestNs > CALM_NS ? FIRST_WAIT_NS : Math.min(2 * pauseNs, LONGEST_WAIT_NS);
            digestNs = nowNs;
            answersSeen = answers;
            List<PublishedTopic> unconfirmed = unconfirmed();
            if (all) {
                unconfirmed.forEach(topic -> {
                    topic.confirmed(topic.sent());
                    topic.announced(topic.sent());
                });
                stop(asked);
            }
            return unconfirmed.isEmpty() ? List.of() : controls.digest(unconfirmed);
        }
        if (all || nowNs - askedNs < waitNs) {
            return List.of();
        }
        askedNs = nowNs;
        waitNs = Math.min(2 * waitNs, LONGEST_WAIT_NS);
        return List.of(controls.question(asked.id()));
    }

    /** Stock subscribers do not answer. */
    private void look(long nowNs) {
        if (socket.passedOver() && nowNs - lookedNs >= FIRST_WAIT_NS) {
            lookedNs = nowNs;
            boolean full = socket.passesOver();
            if (!full && rollCall == null) { // Else those who answer may have none yet.
                socket.stalls().over();
            }
        }
    }

    private void restart() {
        if (rollCall != null) {
            audience.endProbe(rollCall);
        }
        rollCall = audience.startRollCall();
        answersSeen = 0;
        waitNs = FIRST_WAIT_NS;
    }

    private void stop(RollCall asked) {
        if (!socket.passesOver()) {
            socket.stalls().over();
        }
        audience.endProbe(asked);
        rollCall = null;
    }

    private List<PublishedTopic> unconfirmed() {
        return topics.byNumber().stream()
                .filter(topic -> topic.confirmed() != topic.sent())
                .toList();
    }

    /** Nanoseconds until to look again. */
    long waitNs() {
        return pending() || socket.passedOver() ? FIRST_WAIT_NS : Long.MAX_VALUE;
    }
}

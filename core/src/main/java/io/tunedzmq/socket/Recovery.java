package io.tunedzmq.socket;

import io.tunedzmq.audience.Audience;
import io.tunedzmq.audience.Probe;
import io.tunedzmq.wire.ControlFrames;
import io.tunedzmq.wire.PublishedTopic;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells subscribers that were full what they lost, as soon as they have room. JeroMQ passes such a subscriber over until
 * it has read half of its queue, beacons included, and does not say when that is; so it is asked until it answers, and
 * then gets the last sequences once more. Confined: guarded by the sending lock.
 */
final class Recovery {
    private static final long FIRST_WAIT_NS = 20_000_000;
    private static final long LONGEST_WAIT_NS = 200_000_000;

    private final long epoch;
    private final LongSupplier clock;
    private final Intake intake;
    private final PublishSocket socket;
    private final Audience audience;

    private long dropsSeen;
    private @Nullable Probe question;
    private int answersSeen;
    private long askedNs;
    private long waitNs;

    Recovery(long epoch, LongSupplier clock, Intake intake, PublishSocket socket, Audience audience) {
        this.epoch = epoch;
        this.clock = clock;
        this.intake = intake;
        this.socket = socket;
        this.audience = audience;
    }

    /** Whether a subscriber may be passed over at present. */
    boolean pending() {
        return question != null || socket.drops() != dropsSeen;
    }

    /** What is due: a question, or the last sequences for those who have answered. Empty if nothing is. */
    List<ByteBuffer> due(long nowNs) {
        if (socket.drops() != dropsSeen) {
            dropsSeen = socket.drops();
            restart();
        }
        Probe asked = question;
        if (asked == null) {
            return List.of();
        }
        int answers = asked.answers();
        if (answers > answersSeen) {
            answersSeen = answers;
            List<PublishedTopic> unconfirmed = unconfirmed();
            if (audience.allHeard(asked)) {
                unconfirmed.forEach(topic -> topic.confirmed(topic.sent()));
                stop(asked);
            }
            return unconfirmed.isEmpty() ? List.of() : ControlFrames.digest(unconfirmed, epoch, clock.getAsLong());
        }
        if (nowNs - askedNs < waitNs) {
            return List.of();
        }
        if (audience.isEmpty()) {
            stop(asked); // Whoever was full has left.
            return List.of();
        }
        askedNs = nowNs;
        waitNs = Math.min(2 * waitNs, LONGEST_WAIT_NS);
        return List.of(ControlFrames.question(epoch, clock.getAsLong(), asked.id()));
    }

    private void restart() {
        if (question != null) {
            audience.endProbe(question);
        }
        question = audience.startQuestion();
        answersSeen = 0;
        askedNs = 0;
        waitNs = FIRST_WAIT_NS;
    }

    private void stop(Probe asked) {
        socket.stallOver();
        audience.endProbe(asked);
        question = null;
    }

    private List<PublishedTopic> unconfirmed() {
        return intake.numberedTopics().stream()
                .filter(topic -> topic.confirmed() != topic.sent())
                .toList();
    }

    /** Nanoseconds until to look again. */
    long waitNs() {
        return pending() ? FIRST_WAIT_NS : Long.MAX_VALUE;
    }
}

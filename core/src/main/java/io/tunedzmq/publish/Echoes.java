package io.tunedzmq.publish;

import io.tunedzmq.audience.Audience;
import io.tunedzmq.wire.ControlFrames;
import io.tunedzmq.wire.ControlRequest;
import io.tunedzmq.wire.PublishedTopic;
import io.tunedzmq.wire.SealedFrame;
import java.nio.ByteBuffer;

/**
 * Answers subscribers that ask whether their subscriptions are live: with an ECHO of what was sent before, or with what
 * they lack. Confined: guarded by the sending lock.
 */
final class Echoes {
    /** For one visit. */
    private static final int AT_ONCE = 32;

    /** An echo of many topics takes long; the others wait for the next visit then. */
    private static final long LONGEST_NS = 1_000_000;

    /** An echo of fewer topics is hardly longer than what would stand for it. */
    private static final int MANY_TOPICS = 64;

    private final ControlFrames controls;
    private final TopicTable topics;
    private final Audience audience;
    private final FramePump pump;
    private long number = EchoNumbers.next();

    Echoes(ControlFrames controls, TopicTable topics, Audience audience, FramePump pump) {
        this.controls = controls;
        this.topics = topics;
        this.audience = audience;
        this.pump = pump;
    }

    /** Answers some of those who wait, unless a frame waits for room; returns whether there may be more. */
    boolean answer() {
        long untilNs = System.nanoTime() + LONGEST_NS;
        for (int i = 0; i < AT_ONCE && System.nanoTime() - untilNs <= 0; i++) {
            ControlRequest.Ready ready = pump.isStuck() ? null : audience.pollWaiting(number);
            if (ready == null) {
                return false;
            }
            if (ready.lacks()) {
                pump.sendControl(controls.lacking(ready.answerTopic()));
            } else {
                long[] sent = topics.byNumber().stream()
                        .mapToLong(PublishedTopic::sent)
                        .toArray();
                ByteBuffer lost =
                        sent.length < MANY_TOPICS ? null : controls.lostEcho(ready.answerTopic(), number, sent.length);
                controls.echo(ready.answerTopic(), number, sent)
                        .forEach(part -> pump.sendControl(new SealedFrame(part, lost)));
                number = EchoNumbers.next();
            }
        }
        return true;
    }

    /** Whether somebody waits for one. */
    boolean areWanted() {
        return !audience.nobodyWaits();
    }
}

package io.tunedzmq.publish;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.tunedzmq.audience.BundleGroups;
import io.tunedzmq.settings.PublisherSettings;
import io.tunedzmq.settings.PublisherSettingsFixture;
import io.tunedzmq.stats.ClosedException;
import io.tunedzmq.wire.PublishedTopic;
import io.tunedzmq.wire.SealedFrame;
import java.util.ArrayDeque;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** What publishing threads hand over to whoever sends: each message once, and none that nobody is told of. */
public final class IntakeStress {
    private static final PublisherSettings CONFIG = PublisherSettingsFixture.dropping();
    private static final BundleGroups ROUTES = new BundleGroups(true, 0x9E3779B97F4A7C15L);

    private IntakeStress() {}

    /** A thread that sends while another one publishes. */
    @JCStressTest
    @Outcome(
            id = {"2, 0", "1, 1", "0, 2"},
            expect = ACCEPTABLE,
            desc = "each message taken, now or later")
    @Outcome(expect = FORBIDDEN, desc = "taken twice, or left behind in an intake that says it is empty")
    @State
    public static class Take extends Parts {
        @Actor
        public void publish() {
            offer();
            offer();
        }

        @Actor
        public void send(II_Result result) {
            result.r1 = take();
        }

        @Arbiter
        public void sendTheRest(II_Result result) {
            result.r2 = intake.isEmpty() ? 0 : take();
        }
    }

    /**
     * The flusher says that it sleeps and looks once more; who publishes gathers and looks whether it sleeps. The flag
     * is ours: the flusher's own is in a thread of a context.
     */
    @JCStressTest
    @Outcome(
            id = {"1, 0", "0, 1", "1, 1"},
            expect = ACCEPTABLE,
            desc = "woken, or has seen it")
    @Outcome(expect = FORBIDDEN, desc = "sleeps beside a message")
    @State
    public static class Sleep extends Parts {
        private volatile boolean asleep;

        @Actor
        public void publish(II_Result result) {
            offer();
            result.r1 = asleep ? 1 : 0;
        }

        @Actor
        public void flusher(II_Result result) {
            asleep = true;
            result.r2 = intake.isEmpty() ? 0 : 1;
        }
    }

    /** What was accepted before the close is there to be sent, and nothing is accepted after it. */
    @JCStressTest
    @Outcome(
            id = {"0, 0", "1, 1"},
            expect = ACCEPTABLE,
            desc = "accepted and sent, or neither")
    @Outcome(expect = FORBIDDEN, desc = "accepted and never sent, or sent and refused")
    @State
    public static class Close extends Parts {
        @Actor
        public void publish(II_Result result) {
            try {
                offer();
                result.r1 = 1;
            } catch (ClosedException e) {
                result.r1 = 0;
            }
        }

        @Actor
        public void close(II_Result result) {
            intake.close("closed");
            result.r2 = take();
        }
    }

    /** An intake, and a topic to publish to. */
    abstract static class Parts {
        private static final byte[] PAYLOAD = {1};

        final PublishIntake intake = new PublishIntake(CONFIG, 1, () -> 0, new PublishPace(0), ROUTES, () -> {});
        private final PublishedTopic topic = new PublishedTopic("a", new byte[] {'a', 0}, 1);

        final void offer() {
            intake.offer(topic, PAYLOAD, 0, PAYLOAD.length);
        }

        /** Takes all that is gathered; returns how many messages that is. */
        final int take() {
            return (int) intake.take(new ArrayDeque<SealedFrame>(), 0).messages();
        }
    }
}

package io.tunedzmq.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.wire.PublishedTopic;
import io.tunedzmq.wire.SealedFrame;
import java.util.ArrayDeque;
import org.junit.jupiter.api.Test;

class IntakeTest {
    private static final byte[] PAYLOAD = new byte[64];
    private static final int MESSAGES = 160;

    private final Intake intake = new Intake(BusyCloseTest.config(), 1, System::nanoTime);
    private final PublishedTopic topic = intake.topic("prices");

    @Test
    void shouldHaveEachMessageSentThatIsDue() {
        assertThat(timesToSend()).isEqualTo(MESSAGES);
    }

    /** What waits for room is tried again by the flusher; a try for each message would be in vain. */
    @Test
    void shouldTryNowAndThenWhileASubscriberIsFull() {
        intake.stuck(true);

        assertThat(timesToSend()).isEqualTo(MESSAGES / 16);
    }

    @Test
    void shouldHaveEachMessageSentAgainOnceThereIsRoom() {
        intake.stuck(true);
        offer();
        intake.stuck(false);
        ArrayDeque<SealedFrame> outbox = new ArrayDeque<>();
        intake.takeAll(outbox, System.nanoTime());

        assertThat(outbox).hasSize(1);
        assertThat(timesToSend()).isEqualTo(MESSAGES);
    }

    private int timesToSend() {
        int times = 0;
        for (int i = 0; i < MESSAGES; i++) {
            times += offer() == Intake.Offer.TIME_TO_SEND ? 1 : 0;
        }
        return times;
    }

    private Intake.Offer offer() {
        return intake.offer(topic, PAYLOAD, 0, PAYLOAD.length);
    }
}

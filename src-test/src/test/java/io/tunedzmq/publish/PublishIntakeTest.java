package io.tunedzmq.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunedzmq.audience.BundleGroups;
import io.tunedzmq.settings.PublisherSettingsFixture;
import io.tunedzmq.wire.PublishedTopic;
import io.tunedzmq.wire.SealedFrame;
import java.util.ArrayDeque;
import java.util.Collection;
import org.junit.jupiter.api.Test;

class PublishIntakeTest {
    private static final byte[] PAYLOAD = new byte[64];
    private static final int MESSAGES = 160;

    private final PublishPace pace = new PublishPace(System.nanoTime());
    private final PublishIntake intake = new PublishIntake(
            PublisherSettingsFixture.dropping(),
            1,
            System::nanoTime,
            pace,
            new BundleGroups(true, 0x9E3779B97F4A7C15L),
            () -> {});
    private final TopicTable topics = new TopicTable(10, () -> {});
    private final PublishedTopic topic = topics.topic("prices");

    @Test
    void shouldHaveEachMessageSentThatIsDue() {
        assertThat(timesToSend()).isEqualTo(MESSAGES);
    }

    /** What waits for room is tried again by the flusher; a try for each message would be in vain. */
    @Test
    void shouldTryFourTimesForEachFrameWhileASubscriberIsFull() {
        pace.stuck(true);
        int quarter = PublisherSettingsFixture.dropping().frameLimit() / 4;

        int tries = timesToSend();

        assertThat(tries).isEqualTo(1 + MESSAGES * PAYLOAD.length / quarter);
    }

    @Test
    void shouldHaveEachMessageSentAgainOnceThereIsRoom() {
        pace.stuck(true);
        offer();
        pace.stuck(false);
        ArrayDeque<SealedFrame> outbox = new ArrayDeque<>();
        intake.take(outbox, System.nanoTime());

        assertThat(outbox).hasSize(1);
        assertThat(timesToSend()).isEqualTo(MESSAGES);
    }

    /** It once threw for good: a division by the frames of a sending that had none. */
    @Test
    void shouldLoseNothingWhereTheHeapIsFullForAMoment() {
        offer();
        intake.offer(topics.topic("volumes"), PAYLOAD, 0, PAYLOAD.length);
        ArrayDeque<SealedFrame> outbox = new FullOnce();
        assertThatThrownBy(() -> intake.take(outbox, System.nanoTime())).isInstanceOf(OutOfMemoryError.class);
        outbox.clear();

        PublishIntake.Taken rest = intake.take(outbox, System.nanoTime());
        pace.sent(0, 1_000, rest, false);
        assertThat(outbox).hasSize(1);
    }

    /** Has no room for the second frame, once. */
    private static final class FullOnce extends ArrayDeque<SealedFrame> {
        private static final long serialVersionUID = 1;
        private int added;

        @Override
        public boolean addAll(Collection<? extends SealedFrame> frames) {
            added += frames.size();
            if (added == 2) {
                added++;
                throw new OutOfMemoryError("of the test");
            }
            return super.addAll(frames);
        }
    }

    private int timesToSend() {
        int times = 0;
        for (int i = 0; i < MESSAGES; i++) {
            times += offer() == PublishIntake.Offer.TIME_TO_SEND ? 1 : 0;
        }
        return times;
    }

    private PublishIntake.Offer offer() {
        return intake.offer(topic, PAYLOAD, 0, PAYLOAD.length);
    }
}

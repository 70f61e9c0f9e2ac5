package io.tunedzmq.audience;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.wire.ControlTopics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whether everything has arrived at a subscriber of whom nobody here knows what was sent to it. */
@Timeout(60)
class AudienceDeliveryTest {
    private static final long KEY = 0x4E7;

    private final Crowd crowd = new Crowd();
    private final long echo = joinWithoutFilter();

    private long joinWithoutFilter() {
        crowd.about(7, 0x1D, KEY);
        crowd.say(7, ControlTopics.ready(0x1D, 1));
        long number = crowd.answerOne();
        crowd.echoed(7, KEY, number);
        return number;
    }

    @Test
    void shouldBeCompleteWhereNothingWasSent() {
        assertThat(delivery(0)).isEqualTo(new AudienceDelivery(1, 1, 0, 0, 0));
    }

    @Test
    void shouldBelieveWhoAnswersAMarkBehindAllLastSequences() {
        crowd.send(10, 1, true);
        assertThat(delivery(1).isComplete()).isFalse();

        crowd.report(7, KEY, echo, 10, 0, 1);

        assertThat(delivery(1).isComplete()).isTrue();
    }

    /** Who was full has not heard yet of what it lost. */
    @Test
    void shouldNotBelieveAnAnswerToAMarkBeforeEverythingWasAnnounced() {
        crowd.send(10, 1, false);
        crowd.report(7, KEY, echo, 4, 0, 1);
        assertThat(delivery(1).isComplete()).isFalse();
        crowd.send(0, 2, true);
        assertThat(delivery(1).isComplete()).isFalse();

        crowd.report(7, KEY, echo, 4, 6, 2);

        assertThat(delivery(1).isComplete()).isTrue();
        assertThat(delivery(2).isComplete()).isTrue();
    }

    @Test
    void shouldNotNeedAnotherAnswerWhileNothingIsSent() {
        crowd.send(10, 1, true);
        crowd.report(7, KEY, echo, 10, 0, 1);

        crowd.send(0, 2, false);
        assertThat(delivery(1).isComplete()).isTrue();
        crowd.send(1, 3, false);

        assertThat(delivery(1).isComplete()).isFalse();
    }

    @Test
    void shouldNotBeCompleteWithoutAMarkBehindEverything() {
        crowd.send(10, 1, true);
        crowd.report(7, KEY, echo, 10, 0, 1);

        assertThat(delivery(Long.MAX_VALUE).complete()).isZero();
    }

    private AudienceDelivery delivery(long mark) {
        return crowd.subscribers.delivery(mark, System.nanoTime());
    }
}

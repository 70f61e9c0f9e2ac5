package io.tunedzmq.subscribe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SubscriberAnswersTest {
    private static final long SECOND = 1_000_000_000;
    private static final int MOST_A_SECOND = 2_000;

    private long nowNs = Long.MAX_VALUE - 1; // The nano clock may overflow.
    private final SubscriberAnswers questions = new SubscriberAnswers(nowNs);

    @Test
    void shouldAnswerAQuestionOnce() {
        assertThat(questions.take(7, nowNs)).isTrue();
        assertThat(questions.take(7, nowNs)).isFalse();
        assertThat(questions.take(8, nowNs)).isTrue();
    }

    @Test
    void shouldNotCountARepetitionAsAnAnswer() {
        for (int i = 0; i <= MOST_A_SECOND; i++) {
            boolean unused = questions.take(7, nowNs);
        }

        assertThat(questions.take(8, nowNs)).isTrue();
    }

    /** The publisher may not have heard the answer. */
    @Test
    void shouldAnswerAgainAfterALostConnection() {
        assertThat(questions.take(7, nowNs)).isTrue();

        questions.forget();

        assertThat(questions.take(7, nowNs)).isTrue();
    }

    @Test
    void shouldNotAnswerWithoutEnd() {
        long answered = LongStream.range(0, 2 * MOST_A_SECOND)
                .filter(question -> questions.take(question, nowNs))
                .count();
        assertThat(answered).isEqualTo(MOST_A_SECOND);

        nowNs += SECOND;

        assertThat(questions.take(-1, nowNs)).isTrue();
    }
}

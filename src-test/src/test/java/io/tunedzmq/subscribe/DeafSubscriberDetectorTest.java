package io.tunedzmq.subscribe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DeafSubscriberDetectorTest {
    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);

    private final DeafSubscriberDetector deaf = new DeafSubscriberDetector();

    private boolean look(long errors, boolean connected, boolean ready, long second) {
        return deaf.look(errors, connected, ready, false, second * SECOND_NS);
    }

    @Test
    void shouldMakeAnewWhatWasReadyBeforeTheErrorAndIsNotAgain() {
        look(0, true, true, 0);

        assertThat(look(1, true, false, 1)).isFalse();
        assertThat(look(1, true, false, 5)).isFalse();
        assertThat(look(1, true, false, 6)).isTrue();
        assertThat(look(1, true, false, 12)).isFalse();
        assertThat(look(1, true, false, 16)).isTrue();
    }

    @Test
    void shouldGiveUpAtLastUntilTheNextError() {
        look(0, true, true, 0);
        int attempts = 0;
        for (int second = 1; second < 1_000; second++) {
            attempts += look(1, true, false, second) ? 1 : 0;
        }
        assertThat(attempts).isEqualTo(5);

        look(2, true, true, 1_000);
        look(2, true, false, 1_001);

        assertThat(look(2, true, false, 1_010)).isTrue();
    }

    /** A stock publisher never answers. */
    @Test
    void shouldLeaveAloneWhatNeverWasReady() {
        look(1, true, false, 1);

        assertThat(look(1, true, false, 100)).isFalse();
    }

    @Test
    void shouldDoNothingWithoutAnError() {
        look(0, true, true, 0);
        look(0, true, false, 1);

        assertThat(look(0, true, false, 100)).isFalse();
    }

    @Test
    void shouldMakeAnewWhatHoldsSomethingThatIsNotFound() {
        deaf.look(1, true, true, true, 0);

        assertThat(deaf.look(1, true, true, true, 6 * SECOND_NS)).isTrue();
    }
}

package io.tunedzmq.subscribe;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.CapturedLog;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NoAnswerWarningTest {
    private static final long SECOND = 1_000_000_000;

    private final CapturedLog log = new CapturedLog();

    @AfterEach
    void giveBack() {
        log.close();
    }

    @Test
    void shouldSayItOnceAfterTenSecondsOfConnection() {
        NoAnswerWarning warning = new NoAnswerWarning(List.of("prices"));

        warning.look(false, false, 0);
        warning.look(true, false, 20 * SECOND);
        warning.look(true, false, 29 * SECOND);
        assertThat(log.text()).isEmpty();
        warning.look(true, false, 30 * SECOND);
        warning.look(true, false, 60 * SECOND);

        assertThat(log.text()).containsOnlyOnce("topicPrefix(\"prices\")");
    }

    @Test
    void shouldBeginAnewWithEachConnection() {
        NoAnswerWarning warning = new NoAnswerWarning(List.of("prices"));

        for (long second = 0; second < 100; second += 9) {
            warning.look(true, false, second * SECOND);
            warning.look(false, false, (second + 8) * SECOND);
        }

        assertThat(log.text()).isEmpty();
    }

    @Test
    void shouldBeQuietWhereSomebodyHasAnsweredOrNothingIsExact() {
        NoAnswerWarning answered = new NoAnswerWarning(List.of("prices"));
        answered.look(true, true, 0);
        NoAnswerWarning prefixes = new NoAnswerWarning(List.of());

        for (long second = 1; second < 100; second++) {
            answered.look(true, false, second * SECOND);
            prefixes.look(true, false, second * SECOND);
        }

        assertThat(log.text()).isEmpty();
    }
}

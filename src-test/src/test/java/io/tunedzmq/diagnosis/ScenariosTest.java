package io.tunedzmq.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each cause for real, and loads that are fine. */
@Timeout(180)
class ScenariosTest {
    /** A diagnosis is right 19 times of 20, on a busy machine; so once in a few builds one of them all is not. */
    private static final int TRIES = 3;

    static Stream<Scenario> scenarios() {
        return Stream.of(Scenarios.ill(), Scenarios.throttled(), Scenarios.healthy())
                .flatMap(List::stream);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    void shouldFindTheRightCauseFirst(Scenario scenario) throws Exception {
        List<Diagnosis> wrong = new ArrayList<>();
        boolean right = false;
        while (!right && wrong.size() < TRIES) {
            Diagnosis diagnosis = scenario.run().diagnose();
            right = scenario.isRight(diagnosis);
            if (!right) {
                wrong.add(diagnosis);
            }
        }

        assertThat(right)
                .as("%s: expected first %s, found %s", scenario, scenario.expected(), wrong)
                .isTrue();
    }

    @Test
    void shouldHoldTheBurstWithTheNumberRecommended() {
        int recommended = 0;
        for (int i = 0; recommended == 0 && i < TRIES; i++) {
            recommended = number(Scenarios.burst(100), "HwmPolicy\\.messages\\(([0-9_]+)\\)");
        }
        assertThat(recommended).isGreaterThan(100);

        assertThat(Scenarios.burst(recommended).findings())
                .extracting(Finding::symptom)
                .doesNotContain(Symptom.SNDHWM_TOO_LOW);
    }

    /** The number of a fix; 0 if it has none. */
    private static int number(Diagnosis diagnosis, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(diagnosis.toString());
        return matcher.find() ? Integer.parseInt(matcher.group(1).replace("_", "")) : 0;
    }
}

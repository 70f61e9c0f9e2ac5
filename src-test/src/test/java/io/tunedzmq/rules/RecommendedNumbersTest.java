package io.tunedzmq.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.config.HwmPolicy;
import io.tunedzmq.diagnosis.Diagnosis;
import io.tunedzmq.diagnosis.Finding;
import io.tunedzmq.diagnosis.Symptom;
import java.time.Duration;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The number that a finding recommends, applied to the same load. */
@Tag("alone")
@Timeout(180)
class RecommendedNumbersTest {
    /** On a busy machine a window now and then shows another cause first. */
    private static final int TRIES = 3;

    @Test
    void shouldHoldTheBurst() throws Exception {
        MatchResult recommended =
                fix(() -> Losses.burst(100), "publisher\\(\\)\\.hwm\\(HwmPolicy\\.messages\\(([0-9_]+)\\)\\)");

        assertGone(Symptom.SNDHWM_TOO_LOW, () -> Losses.burst(number(recommended, 1)));
    }

    @Test
    void shouldHoldThePause() throws Exception {
        MatchResult recommended = fix(
                () -> Losses.pause(HwmPolicy.messages(10), 20_000),
                "subscriber\\(\\)\\.hwm\\(HwmPolicy\\.burst\\(([0-9_]+), Duration\\.ofMillis\\(([0-9_]+)\\)\\)\\)");
        HwmPolicy hwm = HwmPolicy.burst(number(recommended, 1), Duration.ofMillis(number(recommended, 2)));

        assertGone(Symptom.RCVHWM_TOO_LOW, () -> Losses.pause(hwm, 20_000));
    }

    @Test
    void shouldHaveAsManyIoThreadsAsAreOfUse() throws Exception {
        int cpus = Runtime.getRuntime().availableProcessors();
        MatchResult recommended = fix(() -> Risks.ioThreads(cpus + 1), "ioThreads\\(([0-9]+)\\)");

        assertGone(Symptom.TOO_MANY_IO_THREADS, () -> Risks.ioThreads(number(recommended, 1)));
    }

    @Test
    void shouldHaveMemoryForTheLargestFrame() throws Exception {
        MatchResult recommended = fix(() -> WrongPeers.noMemory(8 << 20), "memoryBudget\\(([0-9_]+)L\\)");

        assertGone(Symptom.MEMORY_BUDGET_TOO_LOW, () -> WrongPeers.noMemory(number(recommended, 1)));
    }

    @Test
    void shouldHaveMemoryForTheBurst() throws Exception {
        MatchResult recommended = fix(() -> MemoryShortages.burst(8 << 20), "memoryBudget\\(([0-9_]+)L\\)");

        assertGone(Symptom.MEMORY_BUDGET_TOO_LOW, () -> MemoryShortages.burst(number(recommended, 1)));
    }

    private static MatchResult fix(Scenario.Run load, String pattern) throws Exception {
        String seen = "";
        for (int i = 0; i < TRIES; i++) {
            seen = load.diagnose().toString();
            Matcher matcher = Pattern.compile(pattern).matcher(seen);
            if (matcher.find()) {
                return matcher.toMatchResult();
            }
        }
        throw new AssertionError("no such recommendation: " + seen);
    }

    private static int number(MatchResult match, int group) {
        return Integer.parseInt(match.group(group).replace("_", ""));
    }

    private static void assertGone(Symptom symptom, Scenario.Run load) throws Exception {
        Diagnosis after = load.diagnose();
        for (int i = 1; i < TRIES && has(symptom, after); i++) {
            after = load.diagnose();
        }
        assertThat(after.findings())
                .as("%s", after)
                .extracting(Finding::symptom)
                .doesNotContain(symptom);
    }

    private static boolean has(Symptom symptom, Diagnosis diagnosis) {
        return diagnosis.findings().stream().anyMatch(finding -> finding.symptom() == symptom);
    }
}

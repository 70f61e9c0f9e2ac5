package io.tunedzmq;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.diagnosis.Diagnosis;
import io.tunedzmq.diagnosis.DiagnosisScope;
import io.tunedzmq.diagnosis.Finding;
import io.tunedzmq.diagnosis.Severity;
import io.tunedzmq.diagnosis.Symptom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is told of one window after the other, and to whom. */
@Timeout(60)
class ContinuousDiagnosisTest {
    private final ContinuousDiagnosis continuous = withoutSource();
    private final List<Diagnosis> told = new ArrayList<>();
    private Diagnosis healthy;
    private Diagnosis warning;
    private Diagnosis critical;

    @BeforeEach
    void observe() {
        try (TunedContext context = TunedContext.builder().build()) {
            DiagnosisScope observed = context.diagnose(Duration.ofMillis(100)).observed();
            healthy = new Diagnosis(observed, List.of());
            warning = new Diagnosis(observed, List.of(finding(Severity.WARNING)));
            critical = new Diagnosis(observed, List.of(finding(Severity.CRITICAL)));
        }
    }

    @Test
    void shouldTellAFindingAgainWhenItGetsWorse() {
        continuous.add(told::add);

        continuous.accept(warning);
        continuous.accept(critical);
        continuous.accept(critical);

        assertThat(severities(told)).containsExactly(Severity.WARNING, Severity.CRITICAL);
    }

    @Test
    void shouldNotTellAFindingAgainWhenItGetsBetterOrAsBadAsItWasTold() {
        continuous.add(told::add);

        continuous.accept(critical);
        continuous.accept(warning);
        continuous.accept(critical);
        continuous.accept(healthy);
        continuous.accept(warning);

        assertThat(severities(told)).containsExactly(Severity.CRITICAL, Severity.WARNING);
    }

    @Test
    void shouldTellAListenerWhatBeginsAfterItJoined() {
        List<Diagnosis> toldLater = new ArrayList<>();
        continuous.add(told::add);
        continuous.accept(warning);

        continuous.add(toldLater::add);
        continuous.accept(warning);
        assertThat(toldLater).isEmpty();

        continuous.accept(healthy);
        continuous.accept(warning);
        assertThat(toldLater).hasSize(1);
        assertThat(told).hasSize(2);
    }

    @Test
    void shouldTellEqualListenersOnce() {
        Consumer<Diagnosis> listener = told::add;
        continuous.add(listener);
        continuous.add(listener);

        continuous.accept(critical);

        assertThat(told).hasSize(1);
    }

    @Test
    void shouldSayInTheLogWhenAFindingIsOver() {
        CapturedLog log = new CapturedLog();
        try (log) {
            continuous.accept(warning);
            continuous.accept(critical);
            continuous.accept(healthy);
            continuous.accept(healthy);
        }

        assertThat(log.lines())
                .hasSize(3)
                .last()
                .asString()
                .endsWith("SLOW_SUBSCRIBER (subscriber 1) is over, after 0 s");
    }

    private static Finding finding(Severity severity) {
        return new Finding(Symptom.SLOW_SUBSCRIBER, severity, "subscriber 1", "too slow", List.of(), List.of(), "less");
    }

    private static List<Severity> severities(List<Diagnosis> told) {
        return told.stream()
                .flatMap(diagnosis -> diagnosis.findings().stream())
                .map(Finding::severity)
                .toList();
    }

    /** Is told its diagnoses by the test. */
    static ContinuousDiagnosis withoutSource() {
        return new ContinuousDiagnosis(
                (window, over) -> {
                    throw new AssertionError("no window of " + window + " was to be observed");
                },
                () -> true);
    }
}

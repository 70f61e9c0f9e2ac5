package io.tunedzmq.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.diagnosis.Diagnosis;
import io.tunedzmq.diagnosis.Evidence;
import io.tunedzmq.diagnosis.Symptom;
import io.tunedzmq.window.WindowOverflow;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class LossSharesTest {
    @Test
    void shouldGiveEachOfTwoCausesItsShare() {
        Diagnosis diagnosis = new WindowFixture()
                .publisher(publisher -> {
                    Shapes.fullForAPart(publisher);
                    publisher.overflows = List.of(Shapes.overflow(400, false, 1L));
                    publisher.report(1, "", 1_500, 1_000, 500, Duration.ZERO);
                })
                .subscriber(Shapes::behindForAPart)
                .publisher(publisher -> {
                    Shapes.bursting(publisher);
                    publisher.overflows = List.of(burst(300));
                    publisher.report(2, "", 1_300, 1_000, 300, Duration.ZERO);
                })
                .subscriber(subscriber -> {
                    subscriber.id = 2;
                    subscriber.dropped = 300;
                })
                .diagnosis();

        assertThat(explained(diagnosis, Symptom.SLOW_SUBSCRIBER))
                .containsExactly("500 of 800 messages lost or refused");
        assertThat(explained(diagnosis, Symptom.SNDHWM_TOO_LOW)).containsExactly("300 of 800 messages lost or refused");
    }

    /** What it lost while it was in time has another cause. */
    @Test
    void shouldLeaveOverWhatASubscriberLostAtOtherTimes() {
        Diagnosis diagnosis = new WindowFixture()
                .publisher(Shapes::fullForAPart)
                .subscriber(subscriber -> {
                    Shapes.behindForAPart(subscriber);
                    subscriber.dropped = 900;
                })
                .diagnosis();

        assertThat(explained(diagnosis, Symptom.SLOW_SUBSCRIBER))
                .containsExactly("500 of 900 messages lost or refused");
    }

    @Test
    void shouldCountWhatSubscribersOfOtherProcessesReport() {
        Diagnosis diagnosis = new WindowFixture()
                .publisher(publisher -> {
                    Shapes.bursting(publisher);
                    publisher.overflows = List.of(burst(300));
                    publisher.report(7, "", 1_400, 1_000, 400, Duration.ZERO);
                })
                .diagnosis();

        assertThat(explained(diagnosis, Symptom.SNDHWM_TOO_LOW)).containsExactly("300 of 400 messages lost or refused");
    }

    /** It may be why of every loss, and nobody knows of how many. */
    @Test
    void shouldSayNothingOfAFindingOfTheWholeProcess() {
        Diagnosis diagnosis = new WindowFixture()
                .gc(0.5, Duration.ofMillis(400))
                .publisher(Shapes::alwaysFull)
                .subscriber(Shapes::losing)
                .diagnosis();

        assertThat(diagnosis.findings()).extracting("symptom").startsWith(Symptom.GC_PAUSES);
        assertThat(explained(diagnosis, Symptom.GC_PAUSES)).isEmpty();
    }

    private static WindowOverflow burst(long lost) {
        return new WindowOverflow(
                40,
                Duration.ofMillis(400),
                false,
                1,
                0,
                lost,
                Set.of(),
                OptionalDouble.of(0.1),
                4_000,
                Duration.ofMillis(400),
                4_000,
                3,
                Duration.ZERO,
                Duration.ZERO);
    }

    private static List<String> explained(Diagnosis diagnosis, Symptom symptom) {
        return diagnosis.findings().stream()
                .filter(finding -> finding.symptom() == symptom)
                .flatMap(finding -> finding.evidence().stream())
                .filter(evidence -> evidence.what().equals("explains"))
                .map(Evidence::value)
                .toList();
    }
}

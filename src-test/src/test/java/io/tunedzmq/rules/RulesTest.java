package io.tunedzmq.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.diagnosis.Finding;
import io.tunedzmq.diagnosis.RuledOut;
import io.tunedzmq.diagnosis.Symptom;
import io.tunedzmq.window.Absence;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is measured, and what each rule makes of it. */
@Timeout(10)
class RulesTest {
    static Stream<Arguments> causes() {
        return Stream.of(
                        rows(),
                        GcRows.all(),
                        CpuRows.all(),
                        IoThreadRows.all(),
                        NetworkRows.all(),
                        ConnectionRows.all(),
                        SubscriptionRows.all(),
                        QueueRows.all(),
                        SlowRows.all(),
                        PartRows.all())
                .flatMap(Function.identity());
    }

    private static Stream<Arguments> rows() {
        return Stream.of(
                row("nothing at all", none()),
                row("all fine", none().publisher(Shapes::fine).subscriber(Shapes::fine)),
                row("busy without a loss", none().ioThread(1, 1, 9).subscriber(subscriber -> subscriber.caughtUp = 0)),
                row(
                        "waiting for room is no loss",
                        none().publisher(publisher -> {
                                    Shapes.alwaysFull(publisher);
                                    publisher.drops = false;
                                })
                                .subscriber(subscriber -> subscriber.caughtUp = 0)),
                row(
                        "dead I/O thread",
                        none().ioThread(false, OptionalDouble.empty(), OptionalLong.empty(), 0),
                        Symptom.DEAD_IO_THREAD),
                row(
                        "stuck I/O thread",
                        none().stuckIoThread(new Absence(Duration.ofSeconds(7), Optional.empty())),
                        Symptom.DEAD_IO_THREAD),
                row("throttled", none().throttled(0.2), Symptom.CPU_THROTTLED),
                row("throttled a little", none().throttled(0.02)),
                row("throttling unknown", none().throttlingUnknown()),
                row(
                        "hardly a look at a loss",
                        none().looks(4).publisher(Shapes::alwaysFull).subscriber(Shapes::behind),
                        Symptom.UNEXPLAINED_LOSS),
                row("hardly a look", none().looks(4).publisher(Shapes::fine).subscriber(subscriber -> {})),
                row(
                        "nothing proven",
                        none().publisher(Shapes::alwaysFull).subscriber(Shapes::notReadInTime),
                        Symptom.UNEXPLAINED_LOSS),
                row("foreign contexts", none().foreignContexts(2), Symptom.TOO_MANY_CONTEXTS),
                row("few file descriptors", none().openFiles(OptionalLong.of(950)), Symptom.FILE_DESCRIPTORS_SHORT),
                row("file descriptors unknown", none().openFiles(OptionalLong.empty())),
                row("malformed", none().subscriber(subscriber -> subscriber.malformed = 1), Symptom.MALFORMED_SENDER),
                row("untagged", none().subscriber(subscriber -> subscriber.untagged = 1), Symptom.UNTAGGED_SENDER),
                row(
                        "two causes: throttled and blocked",
                        none().throttled(0.2).publisher(Shapes::alwaysFull).subscriber(Shapes::blocked),
                        Symptom.CPU_THROTTLED,
                        Symptom.APPLICATION_BLOCKED),
                row(
                        "two causes: one blocked, one too slow",
                        none().publisher(Shapes::alwaysFull)
                                .subscriber(Shapes::behind)
                                .subscriber(Shapes::blocked),
                        Symptom.APPLICATION_BLOCKED,
                        Symptom.SLOW_SUBSCRIBER),
                row(
                        "two causes: loss before what only may harm",
                        none().foreignContexts(1).publisher(Shapes::bursting).subscriber(Shapes::losing),
                        Symptom.SNDHWM_TOO_LOW,
                        Symptom.TOO_MANY_CONTEXTS),
                row(
                        "two causes: the slow application hides the busy I/O thread",
                        none().ioThread(1, 1, 9).publisher(Shapes::alwaysFull).subscriber(Shapes::behind),
                        Symptom.SLOW_SUBSCRIBER));
    }

    static WindowFixture none() {
        return new WindowFixture();
    }

    static Arguments row(String name, WindowFixture window, Symptom... expected) {
        return Arguments.of(name, window, Arrays.asList(expected));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("causes")
    void shouldFindTheCause(String name, WindowFixture window, List<Symptom> expected) {
        assertThat(window.diagnosis().findings()).extracting(Finding::symptom).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("causes")
    void shouldGiveProofAndCure(String name, WindowFixture window, List<Symptom> expected) {
        assertThat(window.diagnosis().findings()).allSatisfy(finding -> {
            assertThat(finding.evidence()).isNotEmpty();
            assertThat(finding.fix()).isNotBlank();
            assertThat(finding.ruledOut()).extracting(RuledOut::symptom).doesNotContain(finding.symptom());
        });
    }

    /** What is said of the whole process holds for every subscriber. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("causes")
    void shouldNotRuleOutWhatItFinds(String name, WindowFixture window, List<Symptom> expected) {
        assertThat(window.diagnosis().findings())
                .filteredOn(finding -> finding.subject().equals("this process"))
                .allSatisfy(finding -> assertThat(finding.ruledOut())
                        .extracting(RuledOut::symptom)
                        .doesNotContainAnyElementsOf(expected));
    }
}

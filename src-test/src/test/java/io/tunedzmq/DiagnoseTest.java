package io.tunedzmq;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.tunedzmq.diagnosis.Diagnosis;
import io.tunedzmq.diagnosis.Finding;
import io.tunedzmq.diagnosis.Symptom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.zeromq.SocketType;
import org.zeromq.ZContext;

/** Asking for a diagnosis once, and being told. */
@Timeout(60)
class DiagnoseTest {
    private static final Duration SHORT = Duration.ofMillis(200);

    @Test
    void shouldRefuseAWindowOutOfRange() {
        try (TunedContext context = TunedContext.builder().build()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> context.diagnose(Duration.ofMillis(99)))
                    .withMessage("window: PT0.099S (expected: PT0.1S to PT1H; 5 seconds see most causes)");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TunedContext.builder().diagnoseEvery(Duration.ZERO, diagnosis -> {}))
                .withMessageStartingWith("interval: PT0S (expected: PT1S to PT1H");
    }

    @Test
    void shouldRefuseWhenClosed() {
        TunedContext context = TunedContext.builder().build();
        context.close();

        assertThatIllegalStateException().isThrownBy(() -> context.diagnose(SHORT));
    }

    @Test
    void shouldEndTheWindowWhenTheContextCloses() throws Exception {
        TunedContext context = TunedContext.builder().build();
        Running<Diagnosis> diagnosing = Running.start("diagnosing", () -> context.diagnose(Duration.ofHours(1)));
        diagnosing.awaitInside("observe");
        context.close();

        assertThat(diagnosing.result().observed().window()).isLessThan(Duration.ofMinutes(1));
    }

    @Test
    void shouldEndTheWindowOnAnInterruptAndKeepTheFlag() throws Exception {
        try (TunedContext context = TunedContext.builder().build()) {
            Running<Boolean> diagnosing = Running.start("diagnosing", () -> {
                Diagnosis unused = context.diagnose(Duration.ofHours(1));
                return Thread.currentThread().isInterrupted();
            });
            diagnosing.awaitInside("observe");
            diagnosing.thread().interrupt();

            assertThat(diagnosing.result()).isTrue();
        }
    }

    @Test
    void shouldMissNobodyWhereTwoEndpointsAreOne() {
        try (TunedContext context = TunedContext.builder().build()) {
            Publisher publisher = context.publisher().bind("tcp://127.0.0.1:*").open();
            Subscriber subscriber = context.subscriber()
                    .connect(publisher.endpoint())
                    .connect(publisher.endpoint().replace("127.0.0.1", "localhost"))
                    .topic("prices")
                    .open();
            assertThat(subscriber.awaitReady(Duration.ofSeconds(20))).isTrue();

            assertThat(context.diagnose(SHORT).findings()).isEmpty();
        }
    }

    @Test
    void shouldTellAFindingOnceWhileItLasts() {
        List<Diagnosis> told = new ArrayList<>();
        ContinuousDiagnosis continuous = ContinuousDiagnosisTest.withoutSource();
        continuous.add(told::add);
        try (TunedContext context = TunedContext.builder().build()) {
            Diagnosis healthy = context.diagnose(SHORT);
            Diagnosis ill;
            try (ZContext foreign = new ZContext()) {
                foreign.createSocket(SocketType.PUB);
                ill = context.diagnose(SHORT);
            }

            continuous.accept(healthy);
            continuous.accept(ill);
            continuous.accept(ill);
            continuous.accept(healthy);
            continuous.accept(ill);
        }

        assertThat(told).hasSize(2);
        assertThat(told.get(0).findings()).extracting(Finding::symptom).containsExactly(Symptom.TOO_MANY_CONTEXTS);
    }

    @Test
    void shouldGoOnWhenTheListenerFails() {
        List<Diagnosis> told = new ArrayList<>();
        ContinuousDiagnosis continuous = ContinuousDiagnosisTest.withoutSource();
        continuous.add(diagnosis -> {
            told.add(diagnosis);
            throw new IllegalStateException("of the test");
        });
        continuous.add(told::add);
        try (TunedContext context = TunedContext.builder().build();
                ZContext foreign = new ZContext()) {
            foreign.createSocket(SocketType.PUB);
            continuous.accept(context.diagnose(SHORT));
        }

        assertThat(told).hasSize(2);
    }

    @Test
    void shouldTellTheListenerUntilTheContextCloses() throws Exception {
        BlockingQueue<Diagnosis> told = new LinkedBlockingQueue<>();
        try (ZContext foreign = new ZContext();
                TunedContext context = TunedContext.builder()
                        .diagnoseEvery(Duration.ofSeconds(1), told::add)
                        .build()) {
            foreign.createSocket(SocketType.PUB);
            assertThat(context.config().ioThreads()).isEqualTo(1);

            Diagnosis diagnosis = told.poll(20, TimeUnit.SECONDS);

            assertThat(diagnosis).isNotNull();
            assertThat(diagnosis.findings()).extracting(Finding::symptom).containsExactly(Symptom.TOO_MANY_CONTEXTS);
        }
    }

    @Test
    void shouldDiagnoseAContextOnlyOnceHoweverManyJoinIt() throws Exception {
        Set<Thread> before = diagnosing();
        List<Running<TunedContext>> joining = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            joining.add(Running.start("joining", () -> every(1).getOrBuild()));
        }
        Set<Thread> diagnosing;
        try (TunedContext context = joining.get(0).result()) {
            for (Running<TunedContext> other : joining) {
                assertThat(other.result().config()).isSameAs(context.config());
            }
            diagnosing = diagnosing();
            for (Running<TunedContext> other : joining) {
                other.result().close();
            }
        }

        diagnosing.removeAll(before);
        assertThat(diagnosing).hasSize(1);
    }

    @Test
    void shouldTellTheListenerOfABuilderThatJoins() throws Exception {
        BlockingQueue<Diagnosis> first = new LinkedBlockingQueue<>();
        BlockingQueue<Diagnosis> second = new LinkedBlockingQueue<>();
        try (ZContext foreign = new ZContext();
                TunedContext context = TunedContext.builder().build()) {
            List<TunedContext> users = Stream.of(first, second)
                    .map(told -> TunedContext.builder()
                            .diagnoseEvery(Duration.ofSeconds(1), told::add)
                            .getOrBuild())
                    .toList();
            foreign.createSocket(SocketType.PUB);

            assertThat(first.poll(20, TimeUnit.SECONDS)).isNotNull().isSameAs(second.poll(20, TimeUnit.SECONDS));
            users.forEach(TunedContext::close);
        }
    }

    @Test
    void shouldKeepTheFirstIntervalAndWarnOnceOfAnother() {
        CapturedLog log = new CapturedLog();
        try (log;
                TunedContext context = every(60).build()) {
            for (int seconds : new int[] {60, 5, 5}) {
                every(seconds).getOrBuild().close();
            }
        }

        assertThat(log.text())
                .containsOnlyOnce("interval of diagnoseEvery")
                .contains("PT5S (expected: PT1M, as the first builder said; a context has one diagnosis)");
    }

    private static TunedContextBuilder every(int seconds) {
        return TunedContext.builder().diagnoseEvery(Duration.ofSeconds(seconds), diagnosis -> {});
    }

    private static Set<Thread> diagnosing() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("tunedzmq-diagnosis"))
                .collect(toCollection(HashSet::new));
    }
}

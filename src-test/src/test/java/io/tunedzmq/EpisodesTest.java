package io.tunedzmq;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.config.HwmPolicy;
import io.tunedzmq.diagnosis.Diagnosis;
import io.tunedzmq.diagnosis.Finding;
import io.tunedzmq.diagnosis.Symptom;
import io.tunedzmq.examples.Load;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A steady load that is in trouble for a few seconds: told once when that begins, and not when it ends. */
@Tag("alone")
@Timeout(120)
class EpisodesTest {
    /** On a busy machine other messages have no room, too. */
    private static final int TRIES = 3;

    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final int WINDOWS_AFTERWARDS = 3;
    private static final HwmPolicy HWM = HwmPolicy.messages(200);

    private interface Trouble {
        void begin(boolean on);
    }

    /** What is told of an episode that lasts until it is told and a window more. */
    private static List<Symptom> told(ContextShare share, Subscriber subscriber, Trouble trouble) {
        DiagnosisWindows windows =
                new DiagnosisWindows(share.shared().services(), share.shared().sockets());
        List<Diagnosis> told = new ArrayList<>();
        ContinuousDiagnosis continuous = ContinuousDiagnosisTest.withoutSource();
        continuous.add(told::add);
        trouble.begin(true);
        for (int i = 0; i < 10 && told.isEmpty(); i++) {
            continuous.accept(windows.diagnose(INTERVAL, () -> false));
        }
        continuous.accept(windows.diagnose(INTERVAL, () -> false));
        trouble.begin(false);
        for (int i = 0; i < WINDOWS_AFTERWARDS; i++) {
            continuous.accept(windows.diagnose(INTERVAL, () -> false));
        }
        assertThat(subscriber.stats().dropped()).isPositive();
        return told.stream()
                .flatMap(each -> each.findings().stream())
                .map(Finding::symptom)
                .toList();
    }

    private interface Run {
        List<Symptom> told() throws Exception;
    }

    private static void assertToldOnce(Symptom symptom, Run run) throws Exception {
        List<Symptom> told = run.told();
        for (int i = 1; i < TRIES && !told.equals(List.of(symptom)); i++) {
            told = run.told();
        }
        assertThat(told).containsExactly(symptom);
    }

    @Test
    void shouldTellASubscriberThatIsBlockedForAWhileOnce() throws Exception {
        assertToldOnce(Symptom.APPLICATION_BLOCKED, () -> {
            ContextShare share = open();
            try (AutoCloseable context = share.user();
                    Load load = new Load()) {
                Publisher publisher = publisher((TunedContext) context);
                Subscriber subscriber = subscriber((TunedContext) context, publisher.endpoint());
                AtomicBoolean blocked = new AtomicBoolean();
                load.receive(subscriber, message -> {
                    if (blocked.get()) {
                        LockSupport.parkNanos(10_000_000);
                    }
                });
                load.publish(publisher, number -> "prices", 20_000, 1, Duration.ofMillis(1));
                return told(share, subscriber, blocked::set);
            }
        });
    }

    @Test
    void shouldTellAPathThatStandsStillForAWhileOnce() throws Exception {
        assertToldOnce(Symptom.NETWORK_SATURATED, EpisodesTest::standingPath);
    }

    private static List<Symptom> standingPath() throws Exception {
        ContextShare share = open();
        try (AutoCloseable context = share.user();
                Load load = new Load()) {
            Publisher publisher = publisher((TunedContext) context);
            try (TcpRelay relay = new TcpRelay(publisher.endpoint())) {
                Subscriber subscriber = subscriber((TunedContext) context, relay.endpoint());
                load.receive(subscriber, message -> {});
                load.publish(publisher, number -> "prices", 20_000, 1, Duration.ofMillis(1));
                return told(share, subscriber, relay::hold);
            }
        }
    }

    private static ContextShare open() {
        return SharedContext.open(TunedContext.builder().linger(Duration.ZERO).config(), TunedContext::new);
    }

    private static Publisher publisher(TunedContext context) {
        return context.publisher().bind("tcp://127.0.0.1:*").hwm(HWM).open();
    }

    private static Subscriber subscriber(TunedContext context, String endpoint) {
        Subscriber subscriber =
                context.subscriber().connect(endpoint).topicPrefix("").hwm(HWM).open();
        assertThat(subscriber.awaitReady(Duration.ofSeconds(20))).isTrue();
        return subscriber;
    }
}

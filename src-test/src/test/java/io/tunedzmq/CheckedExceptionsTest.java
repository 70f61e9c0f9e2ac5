package io.tunedzmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunedzmq.config.OverflowPolicy;
import io.tunedzmq.config.SlowPolicy;
import io.tunedzmq.diagnosis.Diagnosis;
import io.tunedzmq.diagnosis.Finding;
import io.tunedzmq.diagnosis.Severity;
import io.tunedzmq.diagnosis.Symptom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Listeners and handlers of other languages than Java may throw checked exceptions that nobody has declared. */
@Timeout(60)
class CheckedExceptionsTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration SLOW = Duration.ofMillis(300);

    private final TunedContext context = TunedContext.builder().build();
    private final AtomicInteger told = new AtomicInteger();

    @AfterEach
    void close() {
        context.close();
    }

    private RuntimeException fail() {
        told.incrementAndGet();
        return Sneaky.raise(new Exception("a checked one"));
    }

    private Publisher publisher() {
        return context.publisher()
                .bind("tcp://127.0.0.1:*")
                .overflow(OverflowPolicy.block(SOON))
                .beaconInterval(Duration.ofMillis(100))
                .slowAfter(SLOW)
                .onSlowSubscriber(episode -> {
                    throw fail();
                })
                .open();
    }

    private Subscriber ready(SubscriberBuilder builder, Publisher publisher) {
        Subscriber subscriber = builder.connect(publisher.endpoint()).topic("t").open();
        assertThat(subscriber.awaitReady(SOON)).isTrue();
        return subscriber;
    }

    @Test
    void shouldServeOthersWhateverAPublishersListenerThrows() {
        Publisher publisher = publisher();
        Subscriber subscriber = ready(context.subscriber(), publisher);
        publisher.publish("t", new byte[100]);

        Wait.until("it is told of a slow subscriber", () -> told.get() == 1);
        assertThat(subscriber.receive(SOON)).isNotNull();
        Wait.until("it is told of the end", () -> subscriber.receive(Duration.ZERO) == null && told.get() == 2);

        assertThat(context.stats().broken()).isEmpty();
    }

    @Test
    void shouldServeOthersWhateverASubscribersListenersThrow() {
        Publisher publisher = context.publisher().bind("tcp://127.0.0.1:*").open();
        Subscriber subscriber = ready(
                context.subscriber()
                        .slow(SlowPolicy.tell(SLOW))
                        .onSlow(episode -> {
                            throw fail();
                        })
                        .onPublisher(event -> {
                            throw fail();
                        }),
                publisher);
        publisher.publish("t", new byte[100]);
        Wait.until("it is told that it is slow", () -> told.get() > 0);
        assertThat(subscriber.receive(SOON)).isNotNull();
        int before = told.get();
        publisher.close();

        Wait.until("it is told more", () -> subscriber.receive(Duration.ZERO) == null && told.get() > before);

        assertThat(context.stats().broken()).isEmpty();
    }

    @Test
    void shouldLetWhatADrainHandlerThrowsOut() {
        Publisher publisher = publisher();
        Subscriber subscriber = ready(context.subscriber(), publisher);
        publisher.publish("t", new byte[1]);
        Exception checked = new Exception("a checked one");

        assertThatThrownBy(() -> subscriber.drain(
                        view -> {
                            throw Sneaky.raise(checked);
                        },
                        1,
                        SOON))
                .isSameAs(checked);

        publisher.publish("t", new byte[1]);
        assertThat(subscriber.receive(SOON)).isNotNull();
        assertThat(subscriber.stats().received()).isEqualTo(2);
    }

    @Test
    void shouldTellTheOthersWhateverAListenerOfTheDiagnosisThrows() {
        ContinuousDiagnosis continuous = ContinuousDiagnosisTest.withoutSource();
        continuous.add(diagnosis -> {
            throw fail();
        });
        continuous.add(diagnosis -> told.incrementAndGet());
        Finding finding = new Finding(
                Symptom.SLOW_SUBSCRIBER, Severity.WARNING, "subscriber 1", "slow", List.of(), List.of(), "less");

        continuous.accept(new Diagnosis(context.diagnose(Duration.ofMillis(100)).observed(), List.of(finding)));

        assertThat(told).hasValue(2);
    }
}

package io.tunedzmq;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.config.HwmPolicy;
import io.tunedzmq.config.OverflowPolicy;
import io.tunedzmq.diagnosis.Evidence;
import io.tunedzmq.diagnosis.Finding;
import io.tunedzmq.diagnosis.Symptom;
import io.tunedzmq.internal.Text;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A proxy tells a publisher that connects only as many subscriptions as fit into its queue, and our control topics sort
 * last: they are said again, and what is published once readiness was proven arrives or is counted.
 */
@Timeout(120)
class UnheardSubscriptionsTest extends ProxyFixture {
    private static final Duration SOON = Duration.ofSeconds(30);

    /** Control topics that each subscriber says besides, without a filter. */
    private static final int OUR_OWN = 7;

    @ParameterizedTest
    @CsvSource({
        "libzmq, 1, 1, 3_000, t",
        "libzmq, 1, 1, 10_000, t",
        "libzmq, 1, 2, 2_000, t",
        "libzmq, 2, 1, 2_000, t",
        "libzmq, 1, 1, 2_000, \u0436", // Sorts behind our control topics, in unsigned bytes.
        "jeromq, 1, 1, 2_000, t",
        "jeromq, 1, 1, 2_000, \u0436"
    })
    void shouldBeHeardByAPublisherThatIsStartedAgain(String kind, int hops, int subscribers, String count, String name)
            throws Exception {
        int topics = Integer.parseInt(count.replace("_", ""));
        startProxies(kind, hops);
        Publisher before = publisher();
        List<Subscriber> all = new ArrayList<>();
        List<Running<Void>> reading = new ArrayList<>();
        for (int i = 0; i < subscribers; i++) {
            Subscriber subscriber = subscriber(name, topics);
            all.add(subscriber);
            reading.add(read(subscriber));
        }
        for (Subscriber each : all) {
            assertThat(each.awaitReady(SOON)).isTrue();
        }
        before.close();
        for (Subscriber each : all) {
            Wait.until("the end is heard", () -> each.stats().publishersEnded() == 1);
        }

        Publisher again = publisher();
        long startNs = System.nanoTime();
        for (Subscriber each : all) {
            assertThat(each.awaitReady(SOON)).isTrue();
        }
        Duration took = Duration.ofNanos(System.nanoTime() - startNs);
        for (int i = 0; i < topics; i++) {
            assertThat(again.publish(name + i, new byte[5])).isEqualTo(PublishResult.ACCEPTED);
        }

        for (Subscriber each : all) {
            Wait.until(
                    () -> "everything is accounted for: " + each.stats(),
                    () -> each.stats().received() + each.stats().dropped() == topics);
        }
        assertThat(again.awaitSubscribers(subscribers, name + (topics - 1), SOON))
                .isTrue();
        assertThat(took).isLessThan(Duration.ofSeconds(15));
        Finding unheard = context.diagnose(Duration.ofMillis(200)).findings().stream()
                .filter(each -> each.symptom() == Symptom.SUBSCRIPTIONS_UNHEARD)
                .findFirst()
                .orElseThrow();
        assertThat(unheard.evidence()).first().extracting(Evidence::value).isEqualTo(Text.grouped(topics + OUR_OWN));
        for (Running<Void> each : reading) {
            each.thread().interrupt();
            each.result();
        }
    }

    /** A burst of subscriptions leaves gaps in the middle, behind which the last ones come all the same. */
    @ParameterizedTest
    @CsvSource({"libzmq, 1", "jeromq, 1", "libzmq, 2"})
    void shouldBeHeardInWholeWhenItStarts(String kind, int hops) throws Exception {
        int topics = 10_000;
        startProxies(kind, hops);
        Publisher publisher = publisher();
        Subscriber subscriber = subscriber("t", topics);
        Set<String> received = ConcurrentHashMap.newKeySet();
        Running<Void> reading = Running.start("reading", () -> {
            while (!Thread.currentThread().isInterrupted()) {
                Message message = subscriber.receive(Duration.ofMillis(50));
                if (message != null) {
                    received.add(message.topic());
                }
            }
            return null;
        });
        assertThat(subscriber.awaitReady(SOON.multipliedBy(2))).isTrue();

        for (int from = 0; from < topics; from += DEFAULT_HWM / 4) { // What a proxy has no room for is another matter.
            int end = from + DEFAULT_HWM / 4;
            for (int i = from; i < end; i++) {
                assertThat(publisher.publish("t" + i, new byte[5])).isEqualTo(PublishResult.ACCEPTED);
            }
            Wait.until(
                    () -> "everything is accounted for: " + subscriber.stats(),
                    () -> subscriber.stats().received() + subscriber.stats().dropped() == end);
        }

        assertThat(received).hasSize(topics);
        assertThat(publisher.awaitSubscribers(1, "t" + (topics - 1), SOON)).isTrue();
        reading.thread().interrupt();
        reading.result();
    }

    private Publisher publisher() {
        return context.publisher()
                .connect(first().forPublishers())
                .overflow(OverflowPolicy.block(SOON))
                .open();
    }

    private Subscriber subscriber(String name, int topics) {
        SubscriberBuilder builder =
                context.subscriber().connect(last().forSubscribers()).hwm(HwmPolicy.messages(100_000));
        for (int i = 0; i < topics; i++) {
            builder.topic(name + i);
        }
        return builder.open();
    }

    private static Running<Void> read(Subscriber subscriber) {
        return Running.start("reading", () -> {
            while (!Thread.currentThread().isInterrupted()) {
                subscriber.receive(Duration.ofMillis(50));
            }
            return null;
        });
    }
}

package io.tunedzmq;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.config.HwmPolicy;
import io.tunedzmq.stats.CloseReport;
import io.tunedzmq.stats.SubscriberReport;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A publisher tells a subscriber that was lost, and may lack something, from one that closed. */
@Timeout(120)
class GoodbyeTest extends ProxyFixture {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final int MESSAGES = 100;

    /** Also one that has read nothing, with more under way than the queues hold. */
    @ParameterizedTest
    @CsvSource({"tcp://127.0.0.1:*, 10", "tcp://127.0.0.1:*, 100000", "inproc://goodbye, 10"})
    void shouldNotWaitForWhoClosed(String endpoint, int bytes) {
        Publisher publisher = context.publisher().bind(endpoint).open();
        Subscriber subscriber = subscriber(publisher.endpoint(), publisher);
        publish(publisher, bytes);

        subscriber.close();

        assertNobodyIsMissed(publisher);
    }

    @ParameterizedTest
    @CsvSource({"jeromq, 1", "libzmq, 1", "jeromq, 2", "libzmq, 2"})
    void shouldNotWaitForWhoClosedBehindAProxy(String kind, int hops) throws Exception {
        Publisher publisher = publisherBehind(kind, hops);
        Subscriber subscriber = subscriber(last().forSubscribers(), publisher);
        publish(publisher, 10);

        subscriber.close();

        assertNobodyIsMissed(publisher);
    }

    private static void assertNobodyIsMissed(Publisher publisher) {
        awaitGone(publisher);
        CloseReport report = publisher.drain(SOON);
        assertThat(report.isComplete()).as("%s", report).isTrue();
        assertThat(report).isEqualTo(new CloseReport(report.queued(), 0, 0, 0, 0, 0, 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"drain", "close"})
    void shouldMissWhoseConnectionWasLost(String how) throws Exception {
        Publisher publisher = context.publisher().bind("tcp://127.0.0.1:*").open();
        try (TcpRelay relay = new TcpRelay(publisher.endpoint())) {
            Subscriber subscriber = subscriber(relay.endpoint(), publisher);
            publish(publisher, 10);

            relay.cut();

            assertOneIsMissed(publisher, how);
            assertThat(subscriber.stats().received()).isZero();
        }
    }

    /** The proxies before the one that is killed end the subscriptions, as if the subscriber had left. */
    @ParameterizedTest
    @CsvSource({"jeromq, 1, drain", "libzmq, 1, close", "jeromq, 2, close", "libzmq, 2, drain"})
    void shouldMissWhoseProxyWasKilled(String kind, int hops, String how) throws Exception {
        Publisher publisher = publisherBehind(kind, hops);
        Subscriber subscriber = subscriber(last().forSubscribers(), publisher);
        publish(publisher, 10);

        last().close();

        assertOneIsMissed(publisher, how);
        assertThat(subscriber.stats().received()).isZero();
    }

    private static void assertOneIsMissed(Publisher publisher, String how) {
        awaitGone(publisher);
        CloseReport report;
        if (how.equals("drain")) {
            report = publisher.drain(SHORT);
        } else {
            publisher.close();
            report = publisher.closeReport().orElseThrow();
        }
        assertThat(report).isEqualTo(new CloseReport(report.queued(), 0, 0, 0, 0, 1, 0));
        assertThat(report.isComplete()).isFalse();
    }

    @Test
    void shouldWaitForWhoComesBack() throws Exception {
        Publisher publisher = context.publisher().bind("tcp://127.0.0.1:*").open();
        try (TcpRelay relay = new TcpRelay(publisher.endpoint())) {
            Subscriber subscriber = subscriber(relay.endpoint(), publisher);
            relay.cut();
            awaitGone(publisher);
            publish(publisher, 10);

            Running<CloseReport> draining = Running.start("draining", () -> publisher.drain(SOON));
            relay.restore();
            while (!draining.done()) {
                assertThat(subscriber.drain(message -> {}, MESSAGES, Duration.ofMillis(10)))
                        .isNotNegative();
            }

            assertThat(draining.result().isComplete())
                    .as("%s", draining.result())
                    .isTrue();
            assertThat(draining.result().subscribers()).isEqualTo(1);
            assertThat(Feed.accounted(subscriber)).isEqualTo(MESSAGES);
        }
    }

    private Publisher publisherBehind(String kind, int hops) throws IOException {
        startProxies(kind, hops);
        return context.publisher().connect(first().forPublishers()).open();
    }

    /** That nobody reads. */
    private Subscriber subscriber(String endpoint, Publisher publisher) {
        Subscriber subscriber = context.subscriber()
                .connect(endpoint)
                .topic("prices")
                .hwm(HwmPolicy.messages(MESSAGES))
                .open();
        assertThat(subscriber.awaitReady(SOON)).isTrue();
        assertThat(publisher.awaitSubscribers(1, "prices", SOON)).isTrue();
        return subscriber;
    }

    private static void publish(Publisher publisher, int bytes) {
        Feed.publish(publisher, MESSAGES, bytes);
    }

    private static void awaitGone(Publisher publisher) {
        Wait.until("it is gone", () -> publisher.subscribers().stream().noneMatch(SubscriberReport::connected));
    }
}

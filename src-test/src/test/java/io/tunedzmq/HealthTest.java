package io.tunedzmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunedzmq.config.HwmPolicy;
import io.tunedzmq.config.OverflowPolicy;
import io.tunedzmq.config.SlowPolicy;
import io.tunedzmq.stats.Health;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.zeromq.SocketType;
import org.zeromq.ZContext;

/** A context is up, degraded for as long as it is said, or down, and says why. */
@Timeout(60)
class HealthTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    @Test
    void shouldBeUpWhileAllIsWell() {
        try (TunedContext context = TunedContext.builder().build()) {
            assertThat(context.health()).isEqualTo(Health.WELL);
            assertThat(context.health().status()).isEqualTo(Health.Status.UP);

            Publisher publisher = publisher(context).open();
            Subscriber subscriber = ready(context, publisher);
            context.subscriber().bind("tcp://127.0.0.1:*").topic("prices").open(); // Who binds waits for nobody.
            publisher.publish("prices", new byte[10]);
            assertThat(subscriber.receive(SOON)).isNotNull();

            assertThat(context.health()).isEqualTo(Health.WELL);
        }
    }

    @Test
    void shouldBeDegradedAsLongAsAConnectionIsMissing() throws Exception {
        try (TunedContext context = TunedContext.builder().build();
                Publisher publisher = publisher(context).open();
                TcpRelay relay = new TcpRelay(publisher.endpoint())) {
            relay.cut();
            Subscriber subscriber = context.subscriber()
                    .connect(relay.endpoint())
                    .topic("prices")
                    .name("book")
                    .open();

            assertThat(context.health().status()).isEqualTo(Health.Status.DEGRADED);
            assertThat(context.health().reasons())
                    .containsExactly("subscriber 'book' at " + relay.endpoint() + ": it has no connection to "
                            + relay.endpoint());

            relay.restore();
            assertThat(subscriber.awaitReady(SOON)).isTrue();
            assertThat(context.health()).isEqualTo(Health.WELL);
        }
    }

    /** For ten seconds, which the test of the clock below shows. */
    @Test
    void shouldBeDegradedAfterALossAtBothEnds() {
        try (TunedContext context = TunedContext.builder().build()) {
            Publisher publisher = publisher(context)
                    .hwm(HwmPolicy.messages(1))
                    .overflow(OverflowPolicy.drop())
                    .open();
            Subscriber subscriber = context.subscriber()
                    .connect(publisher.endpoint())
                    .topic("prices")
                    .hwm(HwmPolicy.messages(1))
                    .open();
            assertThat(subscriber.awaitReady(SOON)).isTrue();
            while (publisher.stats().stalls() == 0) {
                publisher.publish("prices", new byte[100_000]);
            }
            assertThat(reasons(context, "the queue of a subscriber ")).isOne();

            Wait.until("losses are counted at both ends", () -> {
                if (subscriber.stats().dropped() == 0) { // Room may have come between finding none and sending.
                    publisher.publish("prices", new byte[100_000]);
                }
                subscriber.receive(Duration.ZERO);
                return publisher.stats().dropped() > 0
                        && publisher.stats().dropped() == subscriber.stats().dropped();
            });

            assertThat(context.health().status()).isEqualTo(Health.Status.DEGRADED);
            assertThat(reasons(context, "it lost messages less than 10 s ago")).isOne();
            assertThat(reasons(context, "subscribers reported losses less than 10 s ago"))
                    .isOne();
        }
    }

    @Test
    void shouldBeDegradedAfterARefusalAndWhileAQueueIsFull() {
        try (TunedContext context = TunedContext.builder().build()) {
            Publisher publisher = publisher(context)
                    .name("feed")
                    .hwm(HwmPolicy.messages(1))
                    .overflow(OverflowPolicy.block(Duration.ZERO))
                    .open();
            ready(context, publisher);
            while (publisher.publish("prices", new byte[100_000]) == PublishResult.ACCEPTED) {
                assertThat(publisher.stats().refused()).isZero();
            }

            assertThat(reasons(
                            context,
                            "publisher 'feed' at " + publisher.endpoint()
                                    + ": it refused messages less than 10 s ago, 1 in all"))
                    .isOne();
            Wait.until(
                    () -> "full for long: " + context.health(),
                    () -> publisher.publish("prices", new byte[100_000]) == PublishResult.REFUSED
                            && reasons(context, ": the queue of a subscriber has been full for ") == 1);

            publisher.close(); // What is closed does not count.
            assertThat(reasons(context, "publisher")).isZero();
        }
    }

    @Test
    void shouldBeDegradedWhileAnApplicationIsTooSlow() {
        try (TunedContext context = TunedContext.builder().build()) {
            Publisher publisher = publisher(context)
                    .beaconInterval(Duration.ofMillis(100))
                    .slowAfter(Duration.ofMillis(200))
                    .open();
            Subscriber subscriber = context.subscriber()
                    .connect(publisher.endpoint())
                    .topic("prices")
                    .slow(SlowPolicy.tell(Duration.ofMillis(200)))
                    .open();
            assertThat(subscriber.awaitReady(SOON)).isTrue();
            publisher.publish("prices", new byte[10]);

            Wait.until(
                    () -> "slow at both ends: " + context.health(),
                    () -> reasons(context, ": messages have been waiting for the application for ") == 1
                            && reasons(context, ": a subscriber has been behind for ") == 1);
            assertThat(subscriber.receive(SOON)).isNotNull();
            Wait.until(() -> "up again: " + context.health(), () -> {
                subscriber.receive(Duration.ZERO);
                return context.health().equals(Health.WELL);
            });
        }
    }

    @Test
    void shouldBeDegradedAfterAHandlerHasThrown() {
        try (TunedContext context = TunedContext.builder().build()) {
            Publisher publisher = publisher(context).open();
            Subscriber subscriber = context.subscriber()
                    .connect(publisher.endpoint())
                    .topic("prices")
                    .onMessage(message -> {
                        throw new IllegalStateException("no price: " + message.topic());
                    })
                    .open();
            assertThat(subscriber.awaitReady(SOON)).isTrue();
            publisher.publish("prices", new byte[10]);

            Wait.until(
                    () -> "its handler has thrown: " + context.health(),
                    () -> reasons(context, ": its handler has thrown less than 10 s ago, for 1 messages in all") == 1);
        }
    }

    @Test
    void shouldBeDegradedWhileThereAreForeignContexts() {
        try (TunedContext context = TunedContext.builder().build()) {
            try (ZContext foreign = new ZContext()) {
                foreign.createSocket(SocketType.PUB).bind("tcp://127.0.0.1:*");

                assertThat(context.health().reasons())
                        .containsExactly("ZeroMQ contexts of other code in this process: 1");
            }
            Wait.until(
                    () -> "it is gone: " + context.health(),
                    () -> context.health().equals(Health.WELL));
        }
    }

    @Test
    void shouldTellTheOpenFindingsOfTheContinuousDiagnosis() throws Exception {
        try (TunedContext context = TunedContext.builder()
                        .diagnoseEvery(Duration.ofSeconds(1), diagnosis -> {})
                        .build();
                Publisher publisher = publisher(context).open();
                TcpRelay relay = new TcpRelay(publisher.endpoint())) {
            relay.cut();
            context.subscriber().connect(relay.endpoint()).topic("prices").open();

            Wait.until(
                    () -> "found: " + context.health(), () -> reasons(context, "STALLED_HANDSHAKE (subscriber ") == 1);
        }
    }

    @Test
    void shouldBeDownOnceItIsClosedForWhomeverClosedIt() {
        TunedContext context = TunedContext.builder().getOrBuild();
        TunedContext other = TunedContext.builder().getOrBuild();

        context.close();
        assertThat(other.health()).isEqualTo(Health.WELL);
        assertThat(context.health().status()).isEqualTo(Health.Status.DOWN);
        assertThat(context.health().reasons())
                .singleElement()
                .asString()
                .startsWith("TunedContext is closed, by close()");

        other.close();
        assertThat(other.health().status()).isEqualTo(Health.Status.DOWN);
    }

    @Test
    void shouldTellAsManyReasonsAsAPersonReads() {
        List<String> many = IntStream.range(0, 1_000).mapToObj(i -> "r" + i).toList();
        Health health = new Health(Health.Status.DEGRADED, many);

        assertThat(health.reasons())
                .hasSize(Health.MOST_REASONS)
                .startsWith("r0", "r1")
                .endsWith("r18", "and 981 more");
        assertThat(new Health(Health.Status.DOWN, List.of("a", "b"))).hasToString("DOWN: a; b");
        assertThat(Health.WELL).hasToString("UP");
        assertThatThrownBy(() -> new Health(Health.Status.DOWN, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("reasons: [] (expected: none with UP, at least one with DEGRADED and DOWN)");
    }

    private static PublisherBuilder publisher(TunedContext context) {
        return context.publisher().bind("tcp://127.0.0.1:*");
    }

    private static Subscriber ready(TunedContext context, Publisher publisher) {
        Subscriber subscriber = context.subscriber()
                .connect(publisher.endpoint())
                .topic("prices")
                .hwm(HwmPolicy.messages(1))
                .open();
        assertThat(subscriber.awaitReady(SOON)).isTrue();
        return subscriber;
    }

    private static long reasons(TunedContext context, String with) {
        return context.health().reasons().stream()
                .filter(reason -> reason.contains(with))
                .count();
    }
}

package io.tunedzmq;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.config.OverflowPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who listens and who connects, over TCP and within the process, once and over two addresses. */
@Timeout(60)
class EndpointsTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private TunedContext context;

    @BeforeEach
    void openContext() {
        context = TunedContext.builder().build();
    }

    @AfterEach
    void closeContext() {
        context.close();
    }

    @Test
    void shouldWorkWhenSubscriberListensAndPublishersConnect() {
        Subscriber subscriber =
                context.subscriber().bind("tcp://127.0.0.1:*").topic("prices").open();
        Publisher one = context.publisher().connect(subscriber.endpoint()).open();
        Publisher two = context.publisher().connect(subscriber.endpoint()).open();
        assertThat(one.awaitSubscribers(1, "prices", SOON)).isTrue();
        assertThat(two.awaitSubscribers(1, "prices", SOON)).isTrue();
        assertThat(subscriber.awaitReady(SOON)).isTrue();

        one.publish("prices", "a".getBytes(UTF_8));
        two.publish("prices", "b".getBytes(UTF_8));

        Message first = subscriber.receive(SOON);
        Message second = subscriber.receive(SOON);
        assertThat(first.epoch()).isNotEqualTo(second.epoch());
        assertThat(subscriber.stats().dropped()).isZero();
        assertThat(subscriber.stats().publisherRestarts()).isZero();
    }

    @Test
    void shouldWorkOverInproc() {
        Publisher publisher = context.publisher().bind("inproc://feed").open();
        Subscriber one =
                context.subscriber().connect("inproc://feed").topic("prices").open();
        Subscriber two =
                context.subscriber().connect("inproc://feed").topic("prices").open();
        assertThat(one.awaitReady(SOON)).isTrue();
        assertThat(publisher.awaitSubscribers(2, "prices", SOON)).isTrue();

        byte[] payload = "1".getBytes(UTF_8);
        publisher.publish("prices", payload);
        payload[0] = '2'; // The array is ours again at once.

        assertThat(one.receive(SOON).payload()).isEqualTo("1".getBytes(UTF_8));
        Message message = two.receive(SOON);
        assertThat(message.payload()).isEqualTo("1".getBytes(UTF_8));
        assertThat(message.topic()).isEqualTo("prices");
        assertThat(message.epoch()).isEqualTo(publisher.epoch());
        assertThat(message.sequence()).isEqualTo(1);
        assertThat(message.sentAt()).isBetween(Instant.now().minusSeconds(60), Instant.now());
    }

    /** JeroMQ takes the first message of a pending inproc connection for an identity. */
    @Test
    void shouldKeepEverySubscriptionWhenInprocIsBoundLater() {
        Subscriber subscriber = context.subscriber()
                .connect("inproc://later")
                .topic("a")
                .topic("b")
                .topic("c")
                .open();
        Publisher publisher = context.publisher().bind("inproc://later").open();
        assertThat(subscriber.awaitReady(SOON)).isTrue();

        for (String topic : List.of("a", "b", "c")) {
            publisher.publish(topic, new byte[1]);
            assertThat(subscriber.receive(SOON).topic()).isEqualTo(topic);
        }
        assertThat(publisher.stats().ignoredUpstream()).isZero();
    }

    @Test
    void shouldDeliverOnceWhenTwoAddressesLeadToOnePublisher() throws Exception {
        Publisher publisher = context.publisher()
                .bind("tcp://127.0.0.1:*")
                .overflow(OverflowPolicy.block(SOON))
                .open();
        try (TcpRelay relay = new TcpRelay(publisher.endpoint())) {
            Subscriber subscriber = context.subscriber()
                    .connect(publisher.endpoint())
                    .connect(relay.endpoint())
                    .topic("prices")
                    .open();
            assertThat(subscriber.awaitReady(SOON)).isTrue();
            for (int i = 0; i < 10_000; i++) {
                publisher.publish("prices", new byte[10]);
            }
            for (int i = 1; i <= 10_000; i++) {
                assertThat(subscriber.receive(SOON).sequence()).isEqualTo(i);
            }

            assertThat(subscriber.receive(Duration.ofSeconds(2))).isNull();
            assertThat(subscriber.stats().dropped()).isZero();
            assertThat(subscriber.stats().received()).isEqualTo(10_000);
            assertThat(subscriber.stats().duplicates()).isEqualTo(10_000);
            assertThat(subscriber.stats().reconnects())
                    .as("no connection was lost")
                    .isLessThanOrEqualTo(1);
        }
    }

    /** Which of the two proves first where it leads, and when, is up to chance. */
    @Test
    void shouldDeliverOnceWhenTwoAddressesLeadToAPublisherInFullFlow() throws Exception {
        Publisher publisher = context.publisher()
                .bind("tcp://127.0.0.1:*")
                .overflow(OverflowPolicy.block(SOON))
                .open();
        AtomicBoolean goOn = new AtomicBoolean(true);
        Running<Long> flow = Running.start("flow", () -> {
            long sent = 0;
            while (goOn.get()) {
                publisher.publish("prices", new byte[10]);
                sent++;
                LockSupport.parkNanos(50_000);
            }
            return sent;
        });
        try (TcpRelay relay = new TcpRelay(publisher.endpoint())) {
            for (int round = 0; round < 5; round++) {
                try (Subscriber subscriber = context.subscriber()
                        .connect(publisher.endpoint())
                        .connect(relay.endpoint())
                        .topic("prices")
                        .open()) {
                    long last = 0;
                    for (int i = 0; i < 2_000; i++) {
                        Message message = subscriber.receive(SOON);
                        assertThat(message).isNotNull();
                        assertThat(message.sequence()).isGreaterThan(last);
                        last = message.sequence();
                    }
                    assertThat(subscriber.stats().dropped()).isZero();
                    assertThat(subscriber.stats().implausible()).isZero();
                    assertThat(subscriber.publishers()).hasSize(1);
                }
            }
        } finally {
            goOn.set(false);
        }
        assertThat(flow.result()).isPositive();
    }
}

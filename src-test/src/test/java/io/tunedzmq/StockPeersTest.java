package io.tunedzmq;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.config.OverflowPolicy;
import io.tunedzmq.stats.SubscriberStats;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;

/** Stock JeroMQ sockets on the other side. */
@Timeout(60)
class StockPeersTest {
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
    void shouldReachAStockSubscriberByExactTopic() {
        Publisher publisher = context.publisher()
                .bind("tcp://127.0.0.1:*")
                .overflow(OverflowPolicy.block(SOON))
                .open();
        try (ZMQ.Socket sub = context.socket(SocketType.SUB)) {
            sub.setReceiveTimeOut(10_000);
            sub.connect(publisher.endpoint());
            sub.subscribe("prices\0".getBytes(UTF_8));
            sub.setReceiveTimeOut(20);
            byte[] frame = null;
            while (frame == null) { // Stock sockets cannot tell when they are ready.
                publisher.publish("prices", "probe".getBytes(UTF_8));
                frame = sub.recv();
            }
            publisher.publish("prices.more", "not subscribed".getBytes(UTF_8));
            publisher.publish("prices", "last".getBytes(UTF_8));
            while (!new String(frame, UTF_8).endsWith("last")) {
                frame = sub.recv();
                assertThat(frame).isNotNull();
                assertThat(new String(frame, UTF_8)).startsWith("prices\0TZ");
            }
        }
    }

    /** Which keeps the last message that came, whatever it is. */
    @Test
    void shouldLeaveItsLastMessageToAStockSubscriberWithConflate() {
        Publisher publisher = context.publisher()
                .bind("tcp://127.0.0.1:*")
                .beaconInterval(Duration.ofMillis(100))
                .open();
        try (ZMQ.Socket sub = context.socket(SocketType.SUB)) {
            sub.setConflate(true);
            sub.connect(publisher.endpoint());
            sub.subscribe("prices\0".getBytes(UTF_8));
            Wait.until("it is connected", () -> {
                publisher.publish("prices", "probe".getBytes(UTF_8));
                return sub.recv(ZMQ.DONTWAIT) != null;
            });
            publisher.publish("prices", "last".getBytes(UTF_8));
            long frames = publisher.stats().batches();
            Wait.until("its end was announced", () -> publisher.stats().batches() > frames + 1);

            sub.setReceiveTimeOut(10_000);
            assertThat(new String(sub.recv(), UTF_8)).startsWith("prices\0TZ").endsWith("last");
        }
    }

    /** As a Jupyter kernel does, also to the subscriptions by which subscribers of this library speak. */
    @Test
    void shouldNotHandOutWhatAnXpubAnswersToControlTopics() {
        try (ZMQ.Socket xpub = context.socket(SocketType.XPUB)) {
            xpub.setReceiveTimeOut(10);
            xpub.bind("tcp://127.0.0.1:*");
            Subscriber subscriber = context.subscriber()
                    .connect(xpub.getLastEndpoint())
                    .topicPrefix("")
                    .open();
            List<String> topics = new ArrayList<>();
            int answers = 0;
            while (answers < 4 || topics.isEmpty()) {
                byte[] subscription = xpub.recv();
                if (subscription != null && subscription.length > 0 && subscription[0] == 1) {
                    xpub.sendMore(Arrays.copyOfRange(subscription, 1, subscription.length));
                    xpub.send("welcome");
                    answers++;
                }
                Message message = subscriber.receive(Duration.ofMillis(10));
                if (message != null) {
                    topics.add(message.topic());
                }
            }
            xpub.send("last");
            Message last = subscriber.receive(SOON);
            while (last != null && !new String(last.payload(), UTF_8).equals("last")) {
                topics.add(last.topic());
                last = subscriber.receive(SOON);
            }

            assertThat(topics).containsOnly("");
            assertThat(subscriber.stats().unwanted()).isPositive();
        }
    }

    @Test
    void shouldHandOutMessagesOfAStockPublisherAsUntagged() {
        try (ZMQ.Socket pub = context.socket(SocketType.PUB)) {
            pub.bind("tcp://127.0.0.1:*");
            Subscriber subscriber = context.subscriber()
                    .connect(pub.getLastEndpoint())
                    .topicPrefix("prices")
                    .open();
            Message message = null;
            while (message == null) {
                pub.send("prices probe");
                message = subscriber.receive(Duration.ofMillis(20));
            }
            pub.sendMore("prices.eur");
            pub.sendMore("1.07");
            pub.send("third");

            Message multipart = subscriber.receive(SOON);
            while (multipart != null && multipart.frames().size() == 1) {
                multipart = subscriber.receive(SOON);
            }

            assertThat(message.tagged()).isFalse();
            assertThat(message.topic()).isEmpty();
            assertThat(message.payload()).isEqualTo("prices probe".getBytes(UTF_8));
            assertThat(message.sentAt()).isEqualTo(Instant.EPOCH);
            assertThat(multipart.topic()).isEqualTo("prices.eur");
            assertThat(multipart.payload()).isEqualTo("1.07".getBytes(UTF_8));
            assertThat(multipart.frames()).hasSize(3);
            List<List<byte[]>> viewed = new ArrayList<>();
            while (viewed.isEmpty() || viewed.get(viewed.size() - 1).size() != 2) {
                pub.sendMore("prices.usd");
                pub.send("1.08");
                subscriber.drain(view -> viewed.add(view.frames()), 10, Duration.ofMillis(20));
            }
            assertThat(viewed.get(viewed.size() - 1))
                    .containsExactly("prices.usd".getBytes(UTF_8), "1.08".getBytes(UTF_8));
            SubscriberStats seen = subscriber.stats();
            assertThat(seen.untagged()).isEqualTo(seen.received());
            assertThat(seen.dropped() + seen.malformed()).isZero();
            assertThat(subscriber.awaitReady(Duration.ofMillis(50))).isFalse();
        }
    }

    /** A stock PUB keeps every message that comes upstream for ever, except subscriptions. */
    @Test
    void shouldSayNothingButSubscriptionsToAStockPublisher() throws Exception {
        int messages = 1_000_000;
        try (ZMQ.Socket pub = context.socket(SocketType.PUB)) {
            pub.setSndHWM(0);
            pub.bind("tcp://127.0.0.1:*");
            try (TcpRelay relay = new TcpRelay(pub.getLastEndpoint());
                    Subscriber subscriber = context.subscriber()
                            .connect(relay.endpoint())
                            .topicPrefix("prices")
                            .open()) {
                Message first = null;
                while (first == null) {
                    pub.send("prices probe");
                    first = subscriber.receive(Duration.ofMillis(20));
                }
                long memoryBefore = usedMemory();
                Running<Void> sending = Running.start("sending", () -> {
                    for (int i = 0; i < messages; i++) {
                        pub.send("prices");
                    }
                    pub.send("prices last");
                    return null;
                });
                byte[] last = "prices last".getBytes(UTF_8);
                boolean[] over = new boolean[1];
                while (!over[0]) {
                    int handled = subscriber.drain(
                            view -> over[0] |= Arrays.equals(view.copy().payload(), last), 1_000, SOON);
                    assertThat(handled).isPositive();
                }
                sending.result();

                assertThat(subscriber.stats().received()).isGreaterThan(messages);
                // The greeting, the subscriptions and a request for an echo every few seconds: not one byte for a
                // message.
                assertThat(relay.passedUp()).isBetween(64L, 10_000L);
                assertThat(usedMemory() - memoryBefore).isLessThan(50_000_000);
            }
        }
    }

    private static long usedMemory() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    @Test
    void shouldCountAFrameThatContradictsItselfAsMalformed() {
        try (ZMQ.Socket pub = context.socket(SocketType.PUB)) {
            pub.bind("tcp://127.0.0.1:*");
            Subscriber subscriber = context.subscriber()
                    .connect(pub.getLastEndpoint())
                    .topicPrefix("")
                    .open();
            byte[] truncated = new byte[5 + 1 + 36 + 2];
            System.arraycopy("topic\0TZ\1\1".getBytes(UTF_8), 0, truncated, 0, 10);
            truncated[5 + 1 + 35] = 1; // one record, of which only two bytes are there
            while (subscriber.stats().malformed() == 0) {
                pub.send(truncated);
                assertThat(subscriber.receive(Duration.ofMillis(20))).isNull();
            }

            assertThat(subscriber.stats().received()).isZero();
        }
    }
}

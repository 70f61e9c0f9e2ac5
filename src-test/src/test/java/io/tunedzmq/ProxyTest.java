package io.tunedzmq;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.config.HwmPolicy;
import io.tunedzmq.config.OverflowPolicy;
import io.tunedzmq.stats.CloseReport;
import io.tunedzmq.stats.SubscriberReport;
import java.time.Duration;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;

/**
 * Behind a stock proxy, whose queues nobody here sees: what it drops without a word is counted all the same, and nobody
 * vouches for it.
 */
@Timeout(120)
class ProxyTest extends ProxyFixture {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int MESSAGES = 2_000;
    private static final int SMALL_HWM = 10;

    /** Signs of life in a silence, one each interval: by then a last sequence is announced every 16 intervals. */
    private static final int SIGNS = 30;

    ProxyTest() {
        super(TunedContext.builder().linger(SOON));
    }

    @ParameterizedTest
    @CsvSource({"1, 1, false", "1, 300, true", "2, 1, true"})
    void shouldCountATailThatAProxyDropped(int hops, int topics, boolean block) throws Exception {
        startProxies(SMALL_HWM, hops);
        Publisher publisher = publisher(block);
        Subscriber subscriber = subscriber();
        publishUnread(publisher, topics);
        long frames = publisher.stats().batches();
        Wait.until(
                "its last sequences are announced rarely",
                () -> publisher.stats().batches() >= frames + SIGNS);

        Running<Void> reading = read(subscriber);
        Wait.until("everything is accounted for", () -> accountedFor(subscriber) == MESSAGES);

        assertThat(subscriber.stats().dropped()).isPositive();
        Wait.until(
                "the publisher knows",
                () -> publisher.stats().dropped() == subscriber.stats().dropped());
        assertThat(publisher.subscribers())
                .singleElement()
                .extracting(SubscriberReport::behind)
                .satisfies(behind -> assertThat(behind).hasValue(0));
        assertThat(publisher.stats().unbalanced()).isZero();
        stop(reading);
    }

    @ParameterizedTest
    @CsvSource({"drain, false", "drain, true", "close, false", "close, true"})
    void shouldVouchForNothingThatAProxyDropped(String how, boolean block) throws Exception {
        startProxies(SMALL_HWM, 1);
        Publisher publisher = publisher(block);
        Subscriber subscriber = subscriber();
        publishUnread(publisher, 100);

        Running<Void> reading = read(subscriber);
        CloseReport report;
        if (how.equals("drain")) {
            report = publisher.drain(SOON);
        } else {
            publisher.close();
            report = publisher.closeReport().orElseThrow();
        }

        assertThat(report.isComplete()).as("%s", report).isTrue();
        assertThat(accountedFor(subscriber)).as("%s", report).isEqualTo(MESSAGES);
        assertThat(publisher.stats().unbalanced()).isZero();
        stop(reading);
    }

    /** Longer than a publisher keeps: it is ignored, and the connection stays. */
    @ParameterizedTest
    @ValueSource(strings = {"libzmq", "jeromq"})
    void shouldLoseNothingWhileAStockSubscriberBehindItAsksForAVeryLongTopic(String kind) throws Exception {
        startProxies(kind, 1);
        Publisher publisher = publisher(false);
        Subscriber subscriber = context.subscriber()
                .connect(last().forSubscribers())
                .topicPrefix("prices/")
                .open();
        assertThat(subscriber.awaitReady(SOON)).isTrue();
        assertThat(publisher.awaitSubscribers(1, "prices/0", SOON)).isTrue();
        try (CapturedLog log = new CapturedLog();
                ZMQ.Socket stock = context.socket(SocketType.SUB)) {
            stock.subscribe("x".repeat(1_200));
            stock.subscribe("y"); // JeroMQ says them in their order.
            stock.connect(last().forSubscribers());
            stock.setReceiveTimeOut(10);
            Wait.until("the stock subscriber is heard, and what it asked for before", () -> {
                publisher.publish("y", "heard");
                return stock.recv() != null;
            });
            for (int i = 0; i < 500; i++) {
                assertThat(publisher.publish("prices/0", new byte[50])).isEqualTo(PublishResult.ACCEPTED);
            }
            Wait.until(() -> "all are received: " + subscriber.stats(), () -> {
                subscriber.drain(message -> {}, 1_000, Duration.ofMillis(10));
                return subscriber.stats().received() == 500;
            });
            assertThat(log.text()).contains("1201 bytes of ", " are ignored (expected: a subscription of at most 1099");
        }
        assertThat(subscriber.stats().dropped()).isZero();
        assertThat(subscriber.stats().reconnects()).isZero();
    }

    private Publisher publisher(boolean block) {
        return context.publisher()
                .connect(first().forPublishers())
                .beaconInterval(Duration.ofMillis(100))
                .overflow(block ? OverflowPolicy.block(SOON) : OverflowPolicy.drop())
                .open();
    }

    private Subscriber subscriber() {
        return context.subscriber()
                .connect(last().forSubscribers())
                .topicPrefix("prices/")
                .hwm(HwmPolicy.messages(SMALL_HWM))
                .open();
    }

    /** More than all queues and the system hold: the last messages of each topic are dropped by a proxy. */
    private void publishUnread(Publisher publisher, int topics) {
        Subscriber subscriber = context.subscribers().get(0);
        assertThat(subscriber.awaitReady(SOON)).isTrue();
        assertThat(publisher.awaitSubscribers(1, "prices/0", SOON)).isTrue();
        for (int i = 0; i < MESSAGES; i++) {
            assertThat(publisher.publish("prices/" + i % topics, new byte[20_000]))
                    .isEqualTo(PublishResult.ACCEPTED);
        }
    }

    private static Running<Void> read(Subscriber subscriber) {
        return Running.start("reading", () -> {
            while (!Thread.currentThread().isInterrupted()) {
                subscriber.receive(Duration.ofMillis(50));
            }
            return null;
        });
    }

    private static void stop(Running<Void> reading) throws Exception {
        reading.thread().interrupt();
        reading.result();
    }

    private static long accountedFor(Subscriber subscriber) {
        return subscriber.stats().received() + subscriber.stats().dropped();
    }
}

package io.tunedzmq;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.config.HwmPolicy;
import io.tunedzmq.config.OverflowPolicy;
import io.tunedzmq.stats.PublisherStats;
import io.tunedzmq.stats.SubscriberStats;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The law over loopback TCP, to the message: accepted == received + dropped. */
@Timeout(120)
class ConservationTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SOON = Duration.ofSeconds(10);

    /** The promise is a second; a busy machine gets some more. */
    private static final Duration SETTLED = Duration.ofSeconds(3);

    private TunedContext context;

    @BeforeEach
    void openContext() {
        context = TunedContext.builder().ioThreads(2).build();
    }

    @AfterEach
    void closeContext() {
        context.close();
    }

    @Test
    void shouldAccountForEveryMessageWhenSlowSubscriberLoses() throws Exception {
        Publisher publisher = publisher(OverflowPolicy.drop());
        Subscriber subscriber = subscriber("prices", publisher);

        Running<Long> sending = Running.start("sending", () -> publish(publisher, "prices", 5_000_000));
        SubscriberStats seen = new Tally(subscriber).receiveUntilAccounted(5_000_000, count -> count % 5_000 == 0);

        assertThat(sending.result()).isEqualTo(5_000_000);
        assertThat(seen.received() + seen.dropped()).isEqualTo(5_000_000);
        assertThat(seen.dropped()).as("the test must overflow").isPositive();
        assertThat(publisher.stats().stalls()).isPositive();
        assertThat(seen.duplicates() + seen.malformed() + seen.publisherRestarts())
                .isZero();
    }

    @Test
    void shouldLoseNothingWhenPublisherBlocks() throws Exception {
        Publisher publisher = publisher(OverflowPolicy.block(LONG));
        Subscriber subscriber = subscriber("prices", publisher);

        Running<Long> sending = Running.start("sending", () -> publish(publisher, "prices", 5_000_000));
        SubscriberStats seen = new Tally(subscriber).receiveUntilAccounted(5_000_000, count -> count % 50_000 == 0);

        assertThat(sending.result()).isEqualTo(5_000_000);
        assertThat(seen.received()).isEqualTo(5_000_000);
        assertThat(seen.dropped()).isZero();
        assertThat(publisher.stats().refused()).isZero();
    }

    @Test
    void shouldRefuseExactlyWhatItSaysWhenTimeIsOver() throws Exception {
        Publisher publisher = context.publisher()
                .bind("tcp://127.0.0.1:*")
                .hwm(HwmPolicy.messages(4))
                .overflow(OverflowPolicy.block(Duration.ZERO))
                .open();
        Subscriber subscriber = context.subscriber()
                .connect(publisher.endpoint())
                .topic("prices")
                .hwm(HwmPolicy.messages(4))
                .open();
        assertThat(subscriber.awaitReady(SOON)).isTrue();

        long accepted = publish(publisher, "prices", 1_000_000);
        PublisherStats done = publisher.stats();
        SubscriberStats seen = new Tally(subscriber).receiveUntilAccounted(accepted);

        assertThat(done.refused()).as("the test must overflow").isPositive();
        assertThat(accepted).isEqualTo(done.published());
        assertThat(done.published() + done.refused()).isEqualTo(1_000_000);
        assertThat(seen.received()).isEqualTo(accepted);
        assertThat(seen.dropped()).isZero();
    }

    @Test
    void shouldAccountForEveryMessageOfEightThreads() throws Exception {
        Publisher publisher = publisher(OverflowPolicy.drop());
        Subscriber subscriber = context.subscriber()
                .connect(publisher.endpoint())
                .topicPrefix("thread-")
                .open();
        assertThat(subscriber.awaitReady(SOON)).isTrue();

        List<Running<Long>> sending = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String topic = "thread-" + i;
            sending.add(Running.start(topic, () -> publish(publisher, topic, 250_000)));
        }
        SubscriberStats seen = new Tally(subscriber).receiveUntilAccounted(2_000_000, count -> count % 5_000 == 0);

        for (Running<Long> thread : sending) {
            assertThat(thread.result()).isEqualTo(250_000);
        }
        assertThat(publisher.stats().published()).isEqualTo(2_000_000);
        assertThat(seen.received() + seen.dropped()).isEqualTo(2_000_000);
    }

    @Test
    void shouldKeepEachThreadsOrderWhenEightThreadsShareOneTopic() throws Exception {
        Publisher publisher = publisher(OverflowPolicy.block(LONG));
        Subscriber subscriber = subscriber("shared", publisher);
        int each = 100_000;

        List<Running<Long>> sending = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            long mark = (long) i << 32;
            sending.add(Running.start("sending-" + i, () -> {
                ByteBuffer payload = ByteBuffer.allocate(64);
                for (int k = 0; k < each; k++) {
                    assertThat(publisher.publish("shared", payload.putLong(0, mark + k)))
                            .isEqualTo(PublishResult.ACCEPTED);
                }
                return (long) each;
            }));
        }
        long[] next = new long[8];
        for (int i = 0; i < 8 * each; i++) {
            Message message = subscriber.receive(SOON);
            assertThat(message).isNotNull();
            long value = ByteBuffer.wrap(message.payload()).getLong();
            assertThat(value & 0xFFFF_FFFFL).isEqualTo(next[(int) (value >> 32)]++);
            assertThat(message.sequence()).isEqualTo(i + 1);
        }

        for (Running<Long> thread : sending) {
            thread.result();
        }
        assertThat(subscriber.stats().dropped()).isZero();
    }

    @Test
    void shouldAccountForThreePublishersIntoOneSubscriber() throws Exception {
        List<Publisher> publishers = List.of(
                publisher(OverflowPolicy.drop()), publisher(OverflowPolicy.drop()), publisher(OverflowPolicy.drop()));
        SubscriberBuilder settings = context.subscriber().topic("prices");
        publishers.forEach(publisher -> settings.connect(publisher.endpoint()));
        Subscriber subscriber = settings.open();
        assertThat(subscriber.awaitReady(SOON)).isTrue();

        List<Running<Long>> sending = new ArrayList<>();
        for (Publisher publisher : publishers) {
            sending.add(Running.start("sending", () -> publish(publisher, "prices", 500_000)));
        }
        SubscriberStats seen = new Tally(subscriber).receiveUntilAccounted(1_500_000, count -> count % 5_000 == 0);

        for (Running<Long> thread : sending) {
            assertThat(thread.result()).isEqualTo(500_000);
        }
        assertThat(seen.received() + seen.dropped()).isEqualTo(1_500_000);
        assertThat(seen.publisherRestarts() + seen.reconnects() + seen.duplicates())
                .isZero();
    }

    @Test
    void shouldNotMistakeFilteredTopicsForLoss() throws Exception {
        Publisher publisher = publisher(OverflowPolicy.block(LONG));
        Subscriber subscriber = twentyOfAThousandTopics(publisher);

        Running<Long> sending = Running.start("sending", () -> publishToAThousandTopics(publisher, 500));
        SubscriberStats seen = new Tally(subscriber).receiveUntilAccounted(20 * 500);

        assertThat(sending.result()).isEqualTo(500_000);
        assertThat(seen.received()).isEqualTo(20 * 500);
        assertThat(seen.dropped()).isZero();
    }

    @Test
    void shouldAccountForWantedTopicsWhenSomeOfAThousandAreLost() throws Exception {
        Publisher publisher = context.publisher()
                .bind("tcp://127.0.0.1:*")
                .hwm(HwmPolicy.messages(10))
                .open();
        Subscriber subscriber = twentyOfAThousandTopics(publisher);

        Running<Long> sending = Running.start("sending", () -> publishToAThousandTopics(publisher, 2_000));
        SubscriberStats seen = new Tally(subscriber).receiveUntilAccounted(20 * 2_000, count -> count % 50 == 0);

        assertThat(sending.result()).isEqualTo(2_000_000);
        assertThat(seen.received() + seen.dropped()).isEqualTo(20 * 2_000);
        assertThat(seen.dropped()).as("the test must overflow").isPositive();
    }

    @ParameterizedTest(name = "hwm {0}, {1} topics")
    @CsvSource({"1, 1", "1, 7", "2, 7", "3, 400", "10, 2000"})
    void shouldSettleSoonAfterASlowSubscriberWithATinyQueueResumes(int hwm, int topics) {
        Publisher publisher = context.publisher()
                .bind("tcp://127.0.0.1:*")
                .hwm(HwmPolicy.messages(hwm))
                .beaconInterval(Duration.ofHours(1)) // No beacon helps: only that it has room again.
                .open();
        Subscriber subscriber = context.subscriber()
                .connect(publisher.endpoint())
                .hwm(HwmPolicy.messages(hwm))
                .topicPrefix("")
                .open();
        assertThat(subscriber.awaitReady(SOON)).isTrue();
        for (int i = 0; i < 100_000; i++) {
            publisher.publish("topic-" + i % topics, new byte[1_000]);
        }

        long quietSince = System.nanoTime();
        long accounted = 0;
        while (accounted < 100_000 && System.nanoTime() - quietSince < SETTLED.toNanos()) {
            if (subscriber.receive(Duration.ofMillis(10)) != null) {
                quietSince = System.nanoTime();
            }
            accounted = subscriber.stats().received() + subscriber.stats().dropped();
        }

        assertThat(accounted).isEqualTo(100_000);
        assertThat(subscriber.stats().dropped()).as("the test must overflow").isPositive();
    }

    private Publisher publisher(OverflowPolicy overflow) {
        return context.publisher()
                .bind("tcp://127.0.0.1:*")
                .hwm(HwmPolicy.messages(1_000))
                .overflow(overflow)
                .open();
    }

    private Subscriber subscriber(String topic, Publisher publisher) {
        Subscriber subscriber =
                context.subscriber().connect(publisher.endpoint()).topic(topic).open();
        assertThat(subscriber.awaitReady(SOON)).isTrue();
        return subscriber;
    }

    private Subscriber twentyOfAThousandTopics(Publisher publisher) {
        SubscriberBuilder settings =
                context.subscriber().connect(publisher.endpoint()).hwm(HwmPolicy.messages(10));
        for (int i = 0; i < 10; i++) {
            settings.topic("topic-" + (100 + i)); // Without a NUL it would take topic-1000 for topic-100.
        }
        Subscriber subscriber = settings.topicPrefix("topic-20").open(); // 200 to 209
        assertThat(subscriber.awaitReady(SOON)).isTrue();
        return subscriber;
    }

    /** 1,000 topics named topic-100 to topic-1099 in turn. */
    private static long publishToAThousandTopics(Publisher publisher, int rounds) {
        ByteBuffer payload = ByteBuffer.allocate(64);
        long accepted = 0;
        for (int round = 1; round <= rounds; round++) {
            for (int topic = 100; topic < 1_100; topic++) {
                payload.putLong(0, round);
                accepted += publisher.publish("topic-" + topic, payload) == PublishResult.ACCEPTED ? 1 : 0;
            }
        }
        return accepted;
    }

    /** Publishes, numbering what is accepted as the library does; returns how many were accepted. */
    private static long publish(Publisher publisher, String topic, long count) {
        ByteBuffer payload = ByteBuffer.allocate(64);
        long accepted = 0;
        for (long i = 0; i < count; i++) {
            payload.putLong(0, accepted + 1);
            accepted += publisher.publish(topic, payload) == PublishResult.ACCEPTED ? 1 : 0;
        }
        return accepted;
    }
}

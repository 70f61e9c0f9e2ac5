package io.tunedzmq;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;

/** What a hostile or careless peer does to plain JeroMQ, and must not do here. */
@Timeout(60)
class HazardsTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private TunedContext context;
    private Publisher publisher;

    @BeforeEach
    void open() {
        context = TunedContext.builder().build();
        publisher = context.publisher().bind("tcp://127.0.0.1:*").open();
    }

    @AfterEach
    void close() {
        context.close();
        // close() is bounded; on a busy machine the threads may end a moment after it.
        long end = System.nanoTime() + SOON.toNanos();
        while (!ioThreads().isEmpty() && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(ioThreads()).as("the context must be able to end").isEmpty();
    }

    private static List<Thread> ioThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("tunedzmq-io"))
                .toList();
    }

    /** A frame header that claims 2 GiB, or a negative size, kills a plain JeroMQ I/O thread. */
    @ParameterizedTest
    @ValueSource(longs = {0x7FFF_FFFFL, 0xFFFF_FFFF_7FFF_FFFFL, -1L})
    void shouldSurviveAFrameThatClaimsToBeHuge(long claimed) throws Exception {
        try (Socket attacker = RawSubscriber.connect(publisher.endpoint())) {
            // In one write: the publisher may cut the connection as soon as it has read the header.
            ByteBuffer frame = ByteBuffer.allocate(1_009);
            frame.put((byte) 2).putLong(claimed); // flags: a large frame follows
            attacker.getOutputStream().write(frame.array());

            assertStillPublishing();
        }
        assertThat(context.stats().ioThreadsAlive()).isEqualTo(1);
    }

    /** JeroMQ walks a subscription byte by byte, recursively: 30,000 bytes overflow the publisher's stack. */
    @Test
    void shouldSurviveASubscriptionOfThirtyThousandBytes() throws Exception {
        try (Socket attacker = RawSubscriber.connect(publisher.endpoint())) {
            ByteBuffer frame = ByteBuffer.allocate(30_010);
            frame.put((byte) 2).putLong(30_001).put((byte) 1); // a large frame follows: subscribe
            attacker.getOutputStream().write(frame.array());

            assertStillPublishing();
        }
    }

    /** A stock PUB keeps every message that an XSUB sends it, for ever. */
    @Test
    void shouldDiscardAndCountWhatNobodyAskedFor() {
        try (ZMQ.Socket xsub = context.socket(SocketType.XSUB)) {
            xsub.connect(publisher.endpoint());
            for (int i = 0; i < 100_000; i++) {
                xsub.send("nobody asked for this");
            }
            long end = System.nanoTime() + SOON.toNanos();
            while (publisher.stats().ignoredUpstream() < 100_000 && System.nanoTime() < end) {
                Thread.onSpinWait();
            }
        }

        assertThat(publisher.stats().ignoredUpstream()).isEqualTo(100_000);
        assertStillPublishing();
    }

    /** Each connect and disconnect leaves commands with an idle socket, until the I/O thread spins. */
    @Test
    void shouldServeAnIdlePublisherWhileConnectionsComeAndGo() throws Exception {
        for (int i = 0; i < 500; i++) {
            RawSubscriber.connect(publisher.endpoint()).close();
        }

        assertThat(publisher.awaitSubscribers(1, "prices", Duration.ofMillis(1)))
                .isFalse();
        assertStillPublishing();
    }

    @Test
    void shouldHandleAHundredThousandTopicsOnBothSides() {
        int topics = 100_000;
        SubscriberBuilder settings = context.subscriber().connect(publisher.endpoint());
        for (int i = 0; i < topics; i++) {
            settings.topic("instrument-" + i);
        }
        try (Subscriber exact = settings.open();
                Subscriber all = context.subscriber()
                        .connect(publisher.endpoint())
                        .topicPrefix("instrument-")
                        .open()) {
            assertThat(exact.awaitReady(Duration.ofSeconds(30))).isTrue();
            assertThat(all.awaitReady(SOON)).isTrue();

            for (int first = 0; first < topics; first += 500) {
                for (int i = first; i < first + 500; i++) {
                    publisher.publish("instrument-" + i, new byte[8]);
                }
                for (Subscriber subscriber : List.of(exact, all)) {
                    for (int i = first; i < first + 500; i++) {
                        assertThat(subscriber.receive(SOON)).isNotNull();
                    }
                }
            }

            assertThat(publisher.stats().topics()).isEqualTo(topics);
            assertThat(exact.stats().received()).isEqualTo(topics);
            assertThat(all.stats().received()).isEqualTo(topics);
            assertThat(exact.stats().dropped() + all.stats().dropped()).isZero();
            assertLateJoinerIsReady(topics);
        }
    }

    /** Its echo carries a baseline of all topics, in more than one frame. */
    private void assertLateJoinerIsReady(int topics) {
        try (Subscriber late = context.subscriber()
                .connect(publisher.endpoint())
                .topic("instrument-" + (topics - 1))
                .open()) {
            assertThat(late.awaitReady(SOON)).isTrue();
            publisher.publish("instrument-" + (topics - 1), new byte[8]);

            assertThat(late.receive(SOON).sequence()).isEqualTo(2);
            assertThat(late.stats().dropped()).isZero();
        }
    }

    @Test
    void shouldSendWithoutSequenceBeyondTheLimitOfTopics() {
        Publisher small =
                context.publisher().bind("tcp://127.0.0.1:*").maxTopics(2).open();
        Subscriber subscriber =
                context.subscriber().connect(small.endpoint()).topicPrefix("t").open();
        assertThat(subscriber.awaitReady(SOON)).isTrue();

        List<Long> sequences = new ArrayList<>();
        for (String topic : List.of("t1", "t2", "t3", "t3", "t1")) {
            small.publish(topic, topic.getBytes(UTF_8));
            Message message = subscriber.receive(SOON);
            assertThat(message.topic()).isEqualTo(topic);
            sequences.add(message.sequence());
        }

        assertThat(sequences).containsExactly(1L, 1L, 0L, 0L, 2L);
        assertThat(small.stats().untracked()).isEqualTo(2);
        assertThat(subscriber.stats().untracked()).isEqualTo(2);
        assertThat(subscriber.stats().dropped()).isZero();
    }

    /** They are in the books once those of another publisher are forgotten. */
    @Test
    void shouldCountNothingAsDroppedThatItHandedOutBeyondTheLimitOfTopics() {
        Publisher other = context.publisher().bind("tcp://127.0.0.1:*").open();
        Subscriber subscriber = context.subscriber()
                .connect(publisher.endpoint())
                .connect(other.endpoint())
                .topicPrefix("t")
                .maxTopics(2)
                .open();
        assertThat(subscriber.awaitReady(SOON)).isTrue();
        exchange(subscriber, other, "t1", 1);
        exchange(subscriber, other, "t2", 1);
        exchange(subscriber, publisher, "t3", 100);
        assertThat(subscriber.stats().untracked()).isEqualTo(100);
        other.close();
        Wait.until("the end is heard", () -> {
            assertThat(subscriber.receive(Duration.ofMillis(1))).isNull();
            return subscriber.stats().publishersEnded() == 1;
        });

        exchange(subscriber, publisher, "t3", 10);
        exchange(subscriber, publisher, "t4", 10);

        assertThat(subscriber.stats().untracked()).isEqualTo(100);
        assertThat(subscriber.stats().dropped()).isZero();
    }

    private static void exchange(Subscriber subscriber, Publisher from, String topic, int count) {
        for (int i = 0; i < count; i++) {
            assertThat(from.publish(topic, new byte[8])).isEqualTo(PublishResult.ACCEPTED);
            assertThat(subscriber.receive(SOON)).isNotNull();
        }
    }

    private void assertStillPublishing() {
        try (Subscriber subscriber = context.subscriber()
                .connect(publisher.endpoint())
                .topic("prices")
                .open()) {
            assertThat(subscriber.awaitReady(SOON)).isTrue();
            assertThat(publisher.publish("prices", new byte[1])).isEqualTo(PublishResult.ACCEPTED);
            assertThat(subscriber.receive(SOON)).isNotNull();
        }
    }
}

package io.tunedzmq;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.config.OverflowPolicy;
import io.tunedzmq.stats.Gap;
import io.tunedzmq.stats.SubscriberStats;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Lost connections and publishers that die, over real sockets and processes. */
@Timeout(90)
class OutageTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private final List<Gap> gaps = new ArrayList<>();
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
    void shouldCountOneRestartAndNoDropWhenPublisherIsKilledAndComesBack() throws Exception {
        Subscriber subscriber;
        long oldEpoch;
        String endpoint;
        try (PublisherProcess first = PublisherProcess.start("tcp://127.0.0.1:*")) {
            endpoint = first.endpoint();
            subscriber = context.subscriber()
                    .connect(endpoint)
                    .topic("prices")
                    .onGap(gaps::add)
                    .open();
            oldEpoch = receive(subscriber, 100_000).epoch();
            first.kill();
        }

        try (PublisherProcess second = PublisherProcess.start(endpoint)) {
            Message message = subscriber.receive(SOON);
            while (message != null && message.epoch() == oldEpoch) { // What was still queued.
                message = subscriber.receive(SOON);
            }
            assertThat(message).isNotNull();
            receive(subscriber, 100_000);
        }

        SubscriberStats seen = subscriber.stats();
        assertThat(seen.publisherRestarts()).isEqualTo(1);
        assertThat(seen.dropped()).isZero();
        assertThat(gaps).isEmpty();
    }

    @Test
    void shouldCountExactlyWhatAnOutageOfTwoSecondsSwallowed() throws Exception {
        Publisher publisher = blockingPublisher();
        try (TcpRelay relay = new TcpRelay(publisher.endpoint())) {
            Subscriber subscriber = readySubscriberOf(relay);
            ByteBuffer payload = ByteBuffer.allocate(64);
            long sent = publish(publisher, payload, 0, 1_000);
            receive(subscriber, 1_000);

            relay.cut();
            long end = System.nanoTime() + 2_000_000_000L;
            while (System.nanoTime() < end) {
                sent = publish(publisher, payload, sent, 1_000);
            }
            relay.restore();
            assertThat(publisher.awaitSubscribers(1, "prices", SOON)).isTrue();
            assertThat(subscriber.awaitReady(SOON)).isTrue();
            sent = publish(publisher, payload, sent, 1_000);

            Message last = subscriber.receive(SOON);
            while (last != null && last.sequence() < sent) {
                last = subscriber.receive(SOON);
            }
            SubscriberStats seen = subscriber.stats();
            assertThat(last).isNotNull();
            assertThat(seen.received() + seen.dropped())
                    .isEqualTo(sent)
                    .isEqualTo(publisher.stats().published());
            assertThat(seen.dropped()).isPositive();
            assertThat(seen.reconnects()).isEqualTo(1);
            assertThat(seen.publisherRestarts()).isZero();
            assertThat(gaps).hasSize(1);
            assertThat(gaps.get(0).afterReconnect()).isTrue();
            assertThat(gaps.get(0).count()).isEqualTo(seen.dropped());
        }
    }

    @Test
    void shouldCountLostTailWithinTwoSecondsOfSilence() throws Exception {
        Publisher publisher = blockingPublisher();
        try (TcpRelay relay = new TcpRelay(publisher.endpoint())) {
            Subscriber subscriber = readySubscriberOf(relay);
            ByteBuffer payload = ByteBuffer.allocate(64);
            long sent = publish(publisher, payload, 0, 100);
            receive(subscriber, 100);

            relay.cut();
            // Until the publisher has noticed, messages go to a dead connection, later to none: both are lost.
            long all = publish(publisher, payload, sent, 10);
            relay.restore();
            Message silence = subscriber.receive(Duration.ofSeconds(5));

            assertThat(silence).isNull();
            assertThat(subscriber.stats().dropped()).isEqualTo(all - sent).isEqualTo(10);
            assertThat(gaps).hasSize(1);
            assertThat(gaps.get(0).firstMissing()).isEqualTo(101);
        }
    }

    /** The subscriber listens; what its lost connection has left and the new one are read in turn. */
    @Test
    void shouldLoseNothingOfTheOldConnectionWhenAPublisherComesBackFromAnotherPort() throws Exception {
        Subscriber subscriber = context.subscriber()
                .bind("tcp://127.0.0.1:*")
                .topic("prices")
                .onGap(gaps::add)
                .open();
        try (TcpRelay relay = new TcpRelay(subscriber.endpoint())) {
            Publisher publisher = context.publisher()
                    .connect(relay.endpoint())
                    .overflow(OverflowPolicy.block(Duration.ofSeconds(30)))
                    .open();
            assertThat(publisher.awaitSubscribers(1, "prices", SOON)).isTrue();
            assertThat(subscriber.awaitReady(SOON)).isTrue();
            publishOneByOne(publisher, 0, 300);

            relay.cut();
            relay.restore();
            Running<Long> slow = Running.start("slow", () -> receiveSlowly(subscriber, 600));
            assertThat(publisher.awaitSubscribers(1, "prices", SOON)).isTrue();
            publishOneByOne(publisher, 300, 300);

            assertThat(slow.result()).isEqualTo(600);
            SubscriberStats seen = subscriber.stats();
            assertThat(seen.received() + seen.dropped()).isEqualTo(600);
            assertThat(seen.duplicates()).isZero();
            assertThat(gaps).allMatch(Gap::afterReconnect);
        }
    }

    /** A connection whose other end is gone without a word, as behind a NAT that forgot it. */
    @Test
    void shouldGoOnWithTheNewConnectionWhenTheOldOneIsHalfOpen() throws Exception {
        Subscriber subscriber = context.subscriber()
                .bind("tcp://127.0.0.1:*")
                .topic("prices")
                .onGap(gaps::add)
                .open();
        try (TcpRelay relay = new TcpRelay(subscriber.endpoint())) {
            Publisher publisher = context.publisher()
                    .connect(relay.endpoint())
                    .overflow(OverflowPolicy.block(Duration.ofSeconds(30)))
                    .open();
            assertThat(publisher.awaitSubscribers(1, "prices", SOON)).isTrue();
            publishOneByOne(publisher, 0, 100);
            receive(subscriber, 100);

            relay.breakHalf();
            assertThat(publisher.awaitSubscribers(1, "prices", SOON)).isTrue();
            publishOneByOne(publisher, 100, 500);

            Message message = subscriber.receive(SOON);
            while (message != null && message.sequence() < 600) {
                message = subscriber.receive(SOON);
            }
            SubscriberStats seen = subscriber.stats();
            assertThat(message).isNotNull();
            assertThat(seen.received() + seen.dropped()).isEqualTo(600);
            assertThat(seen.duplicates()).isZero();
        }
    }

    private Publisher blockingPublisher() {
        return context.publisher()
                .bind("tcp://127.0.0.1:*")
                .overflow(OverflowPolicy.block(Duration.ofSeconds(30)))
                .open();
    }

    private Subscriber readySubscriberOf(TcpRelay relay) {
        Subscriber subscriber = context.subscriber()
                .connect(relay.endpoint())
                .topic("prices")
                .onGap(gaps::add)
                .open();
        assertThat(subscriber.awaitReady(SOON)).isTrue();
        return subscriber;
    }

    /** Slowly, so that the housekeeper reads ahead. */
    private static long receiveSlowly(Subscriber subscriber, long until) {
        long last = 0;
        while (last < until) {
            Message message = subscriber.receive(SOON);
            assertThat(message).isNotNull();
            assertThat(message.sequence()).isGreaterThan(last);
            last = message.sequence();
            LockSupport.parkNanos(2_000_000);
        }
        return last;
    }

    /** One frame each, so that many are queued. */
    private static void publishOneByOne(Publisher publisher, long sent, int count) {
        ByteBuffer payload = ByteBuffer.allocate(64);
        for (int i = 1; i <= count; i++) {
            long batches = publisher.stats().batches();
            publish(publisher, payload, sent + i - 1, 1);
            while (publisher.stats().batches() == batches) {
                Thread.onSpinWait();
            }
        }
    }

    private static long publish(Publisher publisher, ByteBuffer payload, long sent, int count) {
        for (int i = 1; i <= count; i++) {
            assertThat(publisher.publish("prices", payload.putLong(0, sent + i)))
                    .isEqualTo(PublishResult.ACCEPTED);
        }
        return sent + count;
    }

    private static Message receive(Subscriber subscriber, int count) {
        Message message = null;
        for (int i = 0; i < count; i++) {
            message = subscriber.receive(SOON);
            assertThat(message).isNotNull();
            assertThat(ByteBuffer.wrap(message.payload()).getLong()).isEqualTo(message.sequence());
        }
        assertThat(message).isNotNull();
        return message;
    }
}

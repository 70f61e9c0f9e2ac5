package io.tunedzmq;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.config.HwmPolicy;
import io.tunedzmq.config.OverflowPolicy;
import io.tunedzmq.stats.PublisherPresence;
import io.tunedzmq.stats.PublisherStats;
import io.tunedzmq.stats.SubscriberReport;
import io.tunedzmq.stats.SubscriberStats;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a publisher knows of its subscribers, and they of it. */
@Timeout(120)
class BothEndsTest {
    private static final int PAYLOAD = 1_000;

    private final Feed feed = new Feed();

    @AfterEach
    void close() {
        feed.close();
    }

    @Test
    void shouldCountALostTailWhenThePublisherFallsSilent() throws Exception {
        Publisher publisher = publisher().open();
        TcpRelay relay = feed.relay(publisher);
        Subscriber subscriber = feed.subscriber(relay.endpoint()).open();
        loseTheLastTen(publisher, relay, subscriber);

        Feed.awaitAccounted(subscriber, 1_000);

        assertThat(subscriber.stats().dropped()).isEqualTo(10);
        assertThat(subscriber.stats().publishersEnded()).isZero();
        SubscriberReport row = settledRow(publisher);
        assertThat(row.published()).hasValue(1_000);
        assertThat(row.received()).isEqualTo(990);
        assertThat(row.dropped()).isEqualTo(10);
        assertThat(row.unaccounted()).hasValue(0);
    }

    @Test
    void shouldCountALostTailWhenThePublisherCloses() throws Exception {
        // Silence alone would not tell for an hour.
        Publisher publisher = publisher().beaconInterval(Duration.ofHours(1)).open();
        Queue<PublisherPresence> events = new ConcurrentLinkedQueue<>();
        TcpRelay relay = feed.relay(publisher);
        Subscriber subscriber =
                feed.subscriber(relay.endpoint()).onPublisher(events::add).open();
        loseTheLastTen(publisher, relay, subscriber);

        publisher.close();
        Feed.awaitAccounted(subscriber, 1_000);
        Wait.until("the end", () -> subscriber.receive(Duration.ZERO) == null && !events.isEmpty());

        assertThat(subscriber.stats().dropped()).isEqualTo(10);
        assertThat(subscriber.stats().publishersEnded()).isEqualTo(1);
        assertThat(events)
                .containsExactly(new PublisherPresence(publisher.epoch(), PublisherPresence.Kind.ENDED, Duration.ZERO));
    }

    @Test
    void shouldTellThePublisherHowManyItsSubscribersLost() {
        Publisher publisher = feed.publisher().hwm(HwmPolicy.messages(1)).open();
        Subscriber subscriber = Feed.ready(feed.subscriber(publisher.endpoint()).hwm(HwmPolicy.messages(1)));
        Feed.publish(publisher, 1_000, 60_000);

        Feed.awaitAccounted(subscriber, 1_000);
        Wait.until("the publisher knows", () -> {
            assertThat(subscriber.receive(Duration.ofMillis(1))).isNull();
            return publisher.stats().dropped() == subscriber.stats().dropped();
        });

        assertThat(subscriber.stats().dropped()).isPositive();
    }

    private void loseTheLastTen(Publisher publisher, TcpRelay relay, Subscriber subscriber) {
        assertThat(subscriber.awaitReady(Feed.SOON)).isTrue();
        Feed.publish(publisher, 990, PAYLOAD);
        Feed.awaitAccounted(subscriber, 990);
        relay.swallow(true);
        PublisherStats before = publisher.stats();
        Feed.publish(publisher, 10, PAYLOAD);
        Wait.until("all are on the way", () -> publisher.stats().minus(before).bytes() >= 10L * PAYLOAD);
        PublisherStats since = publisher.stats().minus(before);
        // ZMTP puts up to nine bytes in front of a frame; the marks that follow make up for those that it does not.
        Wait.until("the last ten are lost", () -> relay.swallowed() >= since.bytes() + 9 * since.batches());
        relay.swallow(false);
    }

    @Test
    void shouldTellSilenceAndTheReturnFromIt() throws Exception {
        Publisher publisher = publisher().open();
        Queue<PublisherPresence> events = new ConcurrentLinkedQueue<>();
        TcpRelay relay = feed.relay(publisher);
        Subscriber subscriber = Feed.ready(feed.subscriber(relay.endpoint())
                .silentAfter(Duration.ofSeconds(1))
                .onPublisher(events::add));

        relay.swallow(true);
        Wait.until("silence", () -> subscriber.receive(Duration.ZERO) == null && !events.isEmpty());
        assertThat(events.remove()).satisfies(event -> {
            assertThat(event.kind()).isEqualTo(PublisherPresence.Kind.SILENT);
            assertThat(event.epoch()).isEqualTo(publisher.epoch());
            assertThat(event.silentFor()).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
        });
        relay.swallow(false);
        Wait.until("the return", () -> subscriber.receive(Duration.ZERO) == null && !events.isEmpty());

        assertThat(events.remove()).satisfies(event -> {
            assertThat(event.kind()).isEqualTo(PublisherPresence.Kind.BACK);
            assertThat(event.silentFor()).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
        });
        assertThat(subscriber.stats().publisherSilences()).isEqualTo(1);
    }

    @Test
    void shouldNameTheThreeOfTwentyThatAreSlow() throws Exception {
        Publisher publisher = publisher().hwm(HwmPolicy.messages(100)).open();
        List<Subscriber> subscribers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            subscribers.add(feed.subscriber(publisher.endpoint())
                    .hwm(HwmPolicy.messages(100))
                    .name((i < 3 ? "slow-" : "quick-") + i)
                    .open());
        }
        subscribers.forEach(
                subscriber -> assertThat(subscriber.awaitReady(Feed.SOON)).isTrue());
        AtomicBoolean over = new AtomicBoolean();
        Running<Void> quick = Running.start("the quick ones", () -> {
            while (!over.get()) {
                subscribers.subList(3, 20).forEach(each -> each.drain(message -> {}, 10_000, Duration.ZERO));
            }
            return null;
        });

        // The quick ones set the pace; the slow ones do not receive at all until they have lost something.
        long published = 0;
        int roundsAfterStall = 0;
        while (roundsAfterStall < 10) { // Kernel buffers differ; so the first that is full is not the last.
            roundsAfterStall += publisher.stats().stalls() > 0 ? 1 : 0;
            for (int i = 0; i < 100; i++) {
                assertThat(publisher.publish("prices", new byte[16 * 1024])).isEqualTo(PublishResult.ACCEPTED);
            }
            published += 100;
            long sent = published;
            Wait.until(
                    "the quick ones have it",
                    () -> subscribers.subList(3, 20).stream()
                            .allMatch(each -> each.stats().received() == sent));
        }
        long total = published;
        subscribers.subList(0, 3).forEach(each -> Feed.awaitAccounted(each, total));
        over.set(true);
        quick.result();
        Wait.until(
                "all books are settled",
                () -> publisher.subscribers().stream()
                        .allMatch(row -> row.unaccounted().orElse(-1) == 0
                                && row.published().orElse(-1) == total
                                && row.behind().orElse(-1) == 0));

        List<SubscriberReport> rows = publisher.subscribers();
        assertThat(rows).hasSize(20);
        assertThat(rows.stream().filter(row -> row.dropped() > 0).map(SubscriberReport::name))
                .containsExactlyInAnyOrder("slow-0", "slow-1", "slow-2");
        for (Subscriber subscriber : subscribers) {
            SubscriberStats own = subscriber.stats();
            SubscriberReport row = rows.stream()
                    .filter(each -> each.id() == subscriber.id())
                    .findFirst()
                    .orElseThrow();
            assertThat(row.received()).isEqualTo(own.received());
            assertThat(row.dropped()).isEqualTo(own.dropped());
            assertThat(row.received() + row.dropped()).isEqualTo(total);
            assertThat(row.address()).isPresent();
        }
        assertThat(publisher.stats().dropped())
                .isEqualTo(subscribers.stream()
                        .mapToLong(each -> each.stats().dropped())
                        .sum());
        assertThat(publisher.stats().unbalanced()).isZero();
        assertThat(publisher.stats().stalledNs()).isPositive();
    }

    /** The books go on over a lost connection: what was missed is dropped, and nothing is unaccounted for. */
    @Test
    void shouldBalanceTheBooksOverAReconnect() throws Exception {
        Publisher publisher = publisher().open();
        TcpRelay relay = feed.relay(publisher);
        Subscriber subscriber = Feed.ready(feed.subscriber(relay.endpoint()));
        Feed.publish(publisher, 100, PAYLOAD);
        Feed.awaitAccounted(subscriber, 100);

        relay.cut();
        Wait.until("it is gone", () -> publisher.subscribers().stream().noneMatch(SubscriberReport::connected));
        Feed.publish(publisher, 50, PAYLOAD);
        assertThat(publisher.subscribers().get(0).behind())
                .as("nothing is in flight to it")
                .isEmpty();
        relay.restore();
        // The subscriber may not have noticed the loss, and count as ready; the publisher has.
        assertThat(publisher.awaitSubscribers(1, "prices", Feed.SOON)).isTrue();
        Feed.publish(publisher, 100, PAYLOAD);
        Feed.awaitAccounted(subscriber, 250);
        Wait.until("the books are settled", () -> {
            assertThat(subscriber.receive(Duration.ZERO)).isNull();
            return settledRow(publisher).received() == 200;
        });

        SubscriberReport row = settledRow(publisher);
        assertThat(row.published()).hasValue(250);
        assertThat(row.dropped()).isEqualTo(50);
        assertThat(row.unaccounted()).hasValue(0);
        assertThat(publisher.subscribers()).hasSize(1);
    }

    /** What is said to a publisher that is not there waits; the one that is there hears it all the same. */
    @Test
    void shouldBalanceTheBooksWhileAnotherPublisherIsMissing() throws Exception {
        Publisher publisher = publisher().open();
        try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Subscriber subscriber = feed.subscriber(publisher.endpoint())
                    .connect("tcp://127.0.0.1:" + deaf.getLocalPort())
                    .open();
            assertThat(publisher.awaitSubscribers(1, "prices", Feed.SOON)).isTrue();

            Feed.publish(publisher, 100, PAYLOAD);
            Feed.awaitAccounted(subscriber, 100);

            assertThat(settledRow(publisher).received()).isEqualTo(100);
        }
    }

    @Test
    void shouldBalanceTheBooksOverInproc() {
        Publisher publisher = feed.context()
                .publisher()
                .bind("inproc://books")
                .beaconInterval(Feed.INTERVAL)
                .open();
        Subscriber subscriber = Feed.ready(feed.subscriber("inproc://books"));

        Feed.publish(publisher, 100, PAYLOAD);
        Feed.awaitAccounted(subscriber, 100);

        assertThat(settledRow(publisher).published()).hasValue(100);
        assertThat(settledRow(publisher).address()).isEmpty();
    }

    @Test
    void shouldSayUnknownForAFilterThatIsTooLong() {
        Publisher publisher = publisher().open();
        SubscriberBuilder many = feed.context().subscriber().connect(publisher.endpoint());
        for (int i = 0; i < 100; i++) {
            many.topic("t" + i);
        }
        Subscriber subscriber = many.open();
        assertThat(subscriber.awaitReady(Feed.SOON)).isTrue();

        publisher.publish("t1", new byte[1]);
        Feed.awaitAccounted(subscriber, 1);
        Wait.until("its report", () -> {
            assertThat(subscriber.receive(Duration.ZERO)).isNull();
            return publisher.subscribers().get(0).received() == 1;
        });

        assertThat(publisher.subscribers().get(0).published()).isEmpty();
        assertThat(publisher.subscribers().get(0).behind()).isEmpty();
        assertThat(publisher.subscribers().get(0).unaccounted()).isEmpty();
    }

    private PublisherBuilder publisher() {
        return feed.publisher().overflow(OverflowPolicy.drop());
    }

    /** The row of the only subscriber, which must be receiving, once its books are settled. */
    private static SubscriberReport settledRow(Publisher publisher) {
        Wait.until(
                () -> "settled books of " + publisher.subscribers() + publisher.stats(),
                () -> publisher.subscribers().get(0).unaccounted().isPresent()
                        && publisher.subscribers().get(0).behind().orElse(-1) == 0);
        return publisher.subscribers().get(0);
    }
}

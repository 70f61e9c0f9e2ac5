package io.tunedzmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.tunedzmq.config.HwmPolicy;
import io.tunedzmq.config.OverflowPolicy;
import io.tunedzmq.stats.Gap;
import io.tunedzmq.stats.PublisherStats;
import io.tunedzmq.stats.SubscriberStats;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SubscriberTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private final Feed feed = new Feed();
    private final Publisher publisher =
            feed.publisher().overflow(OverflowPolicy.block(SOON)).open();

    @AfterEach
    void close() {
        feed.close();
    }

    private Subscriber subscriber(String topic) {
        return Feed.ready(
                feed.context().subscriber().connect(publisher.endpoint()).topic(topic));
    }

    @Test
    void shouldRefuseASecondReceivingThread() throws Exception {
        Subscriber subscriber = subscriber("prices");
        Running<Message> first = Running.start("first", () -> subscriber.receive(SOON));
        first.awaitInside("awaitMessage");

        assertThatIllegalStateException()
                .isThrownBy(() -> subscriber.receive(Duration.ZERO))
                .withMessageStartingWith("Subscriber received on two threads at once: ")
                .withMessageEndingWith("; give each thread its own Subscriber");
        publisher.publish("prices", new byte[1]);
        assertThat(first.result()).isNotNull();
    }

    @Test
    void shouldSayWhenAHandlerReceivesItself() {
        Subscriber subscriber = subscriber("prices");
        publisher.publish("prices", new byte[1]);
        List<String> messages = new ArrayList<>();

        subscriber.drain(
                view -> {
                    try {
                        subscriber.receive(Duration.ZERO);
                    } catch (IllegalStateException e) {
                        messages.add(e.getMessage());
                    }
                },
                1,
                SOON);

        assertThat(messages)
                .containsExactly("Subscriber received inside its own handler or listener, on "
                        + Thread.currentThread()
                        + "; return from it first, or let a Subscriber of its own receive there");
    }

    @Test
    void shouldTellAPublisherThatClosedFromOneThatIsSilent() {
        Subscriber subscriber = subscriber("prices");
        publisher.publish("prices", new byte[1]);
        assertThat(subscriber.receive(SOON)).isNotNull();
        assertThat(subscriber.receive(Duration.ofMillis(100))).isNull();
        assertThat(subscriber.stats().publishersEnded()).isZero();

        publisher.close();

        long deadline = System.nanoTime() + SOON.toNanos();
        while (subscriber.stats().publishersEnded() == 0 && System.nanoTime() - deadline < 0) {
            assertThat(subscriber.receive(Duration.ofMillis(10))).isNull();
        }
        assertThat(subscriber.stats().publishersEnded()).isEqualTo(1);
        assertThat(subscriber.stats().dropped()).isZero();
    }

    @Test
    void shouldLetAnotherThreadReceiveNext() throws Exception {
        Subscriber subscriber = subscriber("prices");
        for (int i = 1; i <= 10; i++) {
            publisher.publish("prices", new byte[1]);
            long expected = i;
            assertThat(Running.start("receiver-" + i, () -> subscriber.receive(SOON))
                            .result()
                            .sequence())
                    .isEqualTo(expected);
        }
    }

    @Test
    void shouldNotCountWhatWasPublishedBeforeItJoined() {
        Subscriber early = subscriber("prices");
        for (int i = 0; i < 1_000; i++) {
            publisher.publish("prices", new byte[8]);
        }
        for (int i = 0; i < 1_000; i++) { // What waits to be sent would reach a subscriber that joins now.
            assertThat(early.receive(SOON)).isNotNull();
        }
        Subscriber late = subscriber("prices");
        publisher.publish("prices", new byte[8]);

        assertThat(late.receive(SOON).sequence()).isEqualTo(1_001);
        assertThat(late.stats().dropped()).isZero();
    }

    @Test
    void shouldNotWaitForZeroAndComeBackAfterTheTimeout() {
        Subscriber subscriber = subscriber("prices");
        long start = System.nanoTime();

        assertThat(subscriber.receive(Duration.ZERO)).isNull();
        assertThat(subscriber.receive(Duration.ofMillis(250))).isNull();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(250));
    }

    @Test
    void shouldTakeAnEmptyPayloadAndOneLargerThanAFrame() {
        Subscriber subscriber = subscriber("prices");
        byte[] large = new byte[500_000];
        large[499_999] = 42;

        publisher.publish("prices", new byte[0]);
        publisher.publish("prices", large);
        ByteBuffer part = ByteBuffer.wrap(new byte[] {1, 2, 3, 4}, 1, 2);
        publisher.publish("prices", part);

        assertThat(subscriber.receive(SOON).payload()).isEmpty();
        assertThat(subscriber.receive(SOON).payload()).isEqualTo(large);
        assertThat(subscriber.receive(SOON).payload()).containsExactly(2, 3);
        assertThat(part.position()).isEqualTo(1);
    }

    @Test
    void shouldCarryTopicsOfAllScripts() {
        String topic = "курс.€.\uD83D\uDCB6";
        Subscriber exact = subscriber(topic);
        publisher.publish(topic + ".x", new byte[1]);
        publisher.publish(topic, new byte[2]);

        assertThat(exact.receive(SOON).topic()).isEqualTo(topic);
    }

    @Test
    void shouldTakeTheEmptyTopicForATopic() {
        Subscriber subscriber = subscriber("");
        publisher.publish("x", new byte[1]);
        publisher.publish("", new byte[2]);

        assertThat(subscriber.receive(SOON).payload()).hasSize(2);
        assertThat(subscriber.stats().received()).isEqualTo(1);
    }

    @Test
    void shouldGoOnWhenAGapListenerThrows() {
        List<Gap> gaps = new ArrayList<>();
        Publisher dropping = feed.context()
                .publisher()
                .bind("tcp://127.0.0.1:*")
                .hwm(HwmPolicy.messages(1))
                .open();
        Subscriber subscriber = feed.context()
                .subscriber()
                .connect(dropping.endpoint())
                .hwm(HwmPolicy.messages(1))
                .topic("prices")
                .onGap(gap -> {
                    gaps.add(gap);
                    throw new IllegalStateException("thrown by the test's listener");
                })
                .open();
        assertThat(subscriber.awaitReady(SOON)).isTrue();
        int afterTheStall = 0;
        while (afterTheStall < 200) { // The first frame without room may find some a moment later.
            dropping.publish("prices", new byte[60_000]);
            afterTheStall += dropping.stats().stalls() > 0 ? 1 : 0;
        }

        SubscriberStats seen = drain(subscriber, dropping.stats().published());

        assertThat(gaps).isNotEmpty();
        assertThat(gaps).extracting(Gap::count).allMatch(count -> count > 0);
        assertThat(gaps.stream().mapToLong(Gap::count).sum()).isEqualTo(seen.dropped());
        assertThat(gaps.get(0).afterReconnect()).isFalse();
    }

    @Test
    void shouldSubtractSnapshots() {
        Subscriber subscriber = subscriber("prices");
        publisher.publish("prices", new byte[1]);
        subscriber.receive(SOON);
        SubscriberStats before = subscriber.stats();
        PublisherStats publishedBefore = publisher.stats();
        publisher.publish("prices", new byte[1]);
        publisher.publish("prices", new byte[1]);
        subscriber.receive(SOON);
        subscriber.receive(SOON);

        assertThat(subscriber.stats().minus(before).received()).isEqualTo(2);
        assertThat(publisher.stats().minus(publishedBefore).published()).isEqualTo(2);
    }

    @Test
    void shouldCountDistinctSubscribersOfATopic() {
        Subscriber one = subscriber("prices");
        Subscriber two = feed.context()
                .subscriber()
                .connect(publisher.endpoint())
                .topicPrefix("pri")
                .open();
        Subscriber other = subscriber("orders");

        assertThat(publisher.awaitSubscribers(2, "prices", SOON)).isTrue();
        assertThat(publisher.awaitSubscribers(3, "prices", Duration.ofMillis(300)))
                .isFalse();
        assertThat(one.stats().received()
                        + two.stats().received()
                        + other.stats().received())
                .isZero();
    }

    @Test
    void shouldDrainWithoutCopiesUpToTheLimit() {
        Subscriber subscriber = subscriber("prices");
        ByteBuffer payload = ByteBuffer.allocate(16);
        for (int i = 1; i <= 1_000; i++) {
            publisher.publish("prices", payload.putLong(0, i));
        }
        List<Message> kept = new ArrayList<>();
        long[] next = {1};

        int handled = 0;
        while (handled < 1_000) {
            int now = subscriber.drain(
                    view -> {
                        assertThat(view.topic()).isEqualTo("prices");
                        assertThat(view.sequence()).isEqualTo(next[0]);
                        assertThat(view.payload().isReadOnly()).isTrue();
                        assertThat(view.payload().remaining()).isEqualTo(16);
                        assertThat(view.payload().getLong()).isEqualTo(next[0]++);
                        kept.add(view.copy());
                    },
                    7,
                    SOON);
            assertThat(now).isBetween(1, 7);
            handled += now;
        }

        assertThat(subscriber.drain(view -> {}, 7, Duration.ZERO)).isZero();
        assertThat(subscriber.stats().received()).isEqualTo(1_000);
        assertThat(kept).extracting(Message::sequence).startsWith(1L, 2L, 3L).hasSize(1_000);
    }

    @Test
    void shouldGoOnBehindTheMessageOnWhichTheHandlerFailed() {
        Subscriber subscriber = subscriber("prices");
        for (int i = 1; i <= 3; i++) {
            publisher.publish("prices", new byte[i]);
        }

        assertThatIllegalStateException()
                .isThrownBy(() -> subscriber.drain(
                        view -> {
                            throw new IllegalStateException("thrown by the test's handler");
                        },
                        10,
                        SOON))
                .withMessage("thrown by the test's handler");

        assertThat(subscriber.receive(SOON).sequence()).isEqualTo(2);
    }

    @Test
    void shouldTakePackedFramesWhenItsLargestMessageIsSmall() {
        for (int i = 0; i < 5_000; i++) {
            publisher.publish("topic-" + i, new byte[1]); // The echo then says 5,000 last sequences.
        }
        Subscriber subscriber = feed.context()
                .subscriber()
                .connect(publisher.endpoint())
                .topicPrefix("")
                .maxMessageBytes(100)
                .open();
        assertThat(subscriber.awaitReady(SOON)).isTrue();
        for (int i = 0; i < 20_000; i++) {
            publisher.publish("prices", new byte[100]);
        }

        Message last = subscriber.receive(SOON);
        while (last != null && !(last.topic().equals("prices") && last.sequence() == 20_000)) {
            last = subscriber.receive(SOON);
        }

        assertThat(last).isNotNull();
        assertThat(subscriber.stats().dropped()).isZero();
    }

    @Test
    void shouldCountWhatWasLostBeforeTheFirstReceive() throws Exception {
        try (TcpRelay relay = new TcpRelay(publisher.endpoint())) {
            Subscriber subscriber = feed.context()
                    .subscriber()
                    .connect(relay.endpoint())
                    .topic("prices")
                    .open();
            assertThat(subscriber.awaitReady(SOON)).isTrue();

            relay.cut();
            for (int i = 0; i < 100; i++) {
                publisher.publish("prices", new byte[8]);
            }
            relay.restore();
            assertThat(publisher.awaitSubscribers(1, "prices", SOON)).isTrue();
            assertThat(subscriber.awaitReady(SOON)).isTrue();
            publisher.publish("prices", new byte[8]);

            assertThat(subscriber.receive(SOON).sequence()).isEqualTo(101);
            assertThat(subscriber.stats().dropped()).isEqualTo(100);
        }
    }

    @Test
    void shouldNotBeReadyAfterALostConnection() throws Exception {
        try (TcpRelay relay = new TcpRelay(publisher.endpoint())) {
            Subscriber subscriber = feed.context()
                    .subscriber()
                    .connect(relay.endpoint())
                    .topic("prices")
                    .open();
            assertThat(subscriber.awaitReady(SOON)).isTrue();
            Running<Message> receiving = Running.start("receiving", () -> subscriber.receive(SOON));
            relay.cut();
            long end = System.nanoTime() + SOON.toNanos();
            while (subscriber.awaitReady(Duration.ZERO) && System.nanoTime() < end) {
                Thread.onSpinWait();
            }

            assertThat(subscriber.awaitReady(Duration.ofMillis(200))).isFalse();
            relay.restore();
            assertThat(subscriber.awaitReady(SOON)).isTrue();
            publisher.publish("prices", new byte[1]);
            assertThat(receiving.result()).isNotNull();
        }
    }

    @Test
    void shouldWaitForThePublisherItConnectsToAlthoughAnotherOneHasConnected() {
        Subscriber subscriber = feed.context()
                .subscriber()
                .bind("tcp://127.0.0.1:*")
                .connect("tcp://127.0.0.1:1")
                .topic("prices")
                .open();
        Publisher connected =
                feed.context().publisher().connect(subscriber.endpoint()).open();
        assertThat(connected.awaitSubscribers(1, "prices", SOON)).isTrue();

        assertThat(subscriber.awaitReady(Duration.ofMillis(300))).isFalse();
    }

    @Test
    void shouldOpenOnAnInterruptedThreadAndKeepItsFlag() {
        Thread.currentThread().interrupt();
        Publisher other = feed.context().publisher().bind("tcp://127.0.0.1:*").open();
        boolean afterPublisher = Thread.interrupted();
        Thread.currentThread().interrupt();
        Subscriber subscriber = feed.context()
                .subscriber()
                .connect(other.endpoint())
                .topic("prices")
                .open();
        boolean afterSubscriber = Thread.interrupted();

        assertThat(afterPublisher).isTrue();
        assertThat(afterSubscriber).isTrue();
        assertThat(subscriber.awaitReady(SOON)).isTrue();
    }

    private static SubscriberStats drain(Subscriber subscriber, long published) {
        long end = System.nanoTime() + SOON.toNanos();
        while (subscriber.stats().received() + subscriber.stats().dropped() < published && System.nanoTime() < end) {
            subscriber.receive(Duration.ofMillis(50));
        }
        return subscriber.stats();
    }
}

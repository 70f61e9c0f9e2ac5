package io.tunedzmq;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.config.HwmPolicy;
import io.tunedzmq.config.OverflowPolicy;
import io.tunedzmq.stats.PublisherPresence;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a publisher is said to be silent, and when to be back, whatever else arrives. */
@Timeout(120)
class SilenceTest {
    private static final Duration SILENCE = Duration.ofSeconds(1);

    /** Silence, and a second more. */
    private static final Duration IN_TIME = Duration.ofSeconds(2);

    private static final int ROUNDS = 5;

    private final BlockingQueue<PublisherPresence> events = new LinkedBlockingQueue<>();
    private final AtomicBoolean over = new AtomicBoolean();
    private final Feed feed = new Feed();

    @AfterEach
    void close() {
        over.set(true);
        feed.close();
    }

    @Test
    void shouldTellOfSilenceAndReturnWhileAnotherPublisherSendsSteadily() throws Exception {
        Publisher quiet = publisher(OverflowPolicy.drop());
        Publisher steady = publisher(OverflowPolicy.drop());
        TcpRelay relay = feed.relay(quiet);
        Subscriber subscriber = Feed.ready(subscriber(relay.endpoint()).connect(steady.endpoint()));
        Running<Void> stream = Running.start("stream", () -> stream(steady, 500_000));
        Running<Void> receiver = Running.start("receiver", () -> receive(subscriber, 0));

        for (int round = 0; round < ROUNDS; round++) {
            relay.swallow(true);
            assertThat(next()).satisfies(event -> {
                assertThat(event.kind()).isEqualTo(PublisherPresence.Kind.SILENT);
                assertThat(event.epoch()).isEqualTo(quiet.epoch());
                assertThat(event.silentFor()).isBetween(SILENCE, IN_TIME);
            });
            relay.swallow(false);
            long startNs = System.nanoTime();
            assertThat(next().kind()).isEqualTo(PublisherPresence.Kind.BACK);
            assertThat(System.nanoTime() - startNs).isLessThan(SILENCE.toNanos());
        }
        over.set(true);
        stream.result();
        receiver.result();
        assertThat(events).isEmpty();
    }

    /** There is always a message that waits. */
    @Test
    void shouldTellOfSilenceWhileTheQueueNeverEmpties() throws Exception {
        Publisher quiet = publisher(OverflowPolicy.drop());
        Publisher flood = publisher(OverflowPolicy.block(Duration.ofSeconds(10)));
        TcpRelay relay = feed.relay(quiet);
        Subscriber subscriber = Feed.ready(subscriber(relay.endpoint()).connect(flood.endpoint()));
        Running<Void> stream = Running.start("stream", () -> stream(flood, 0));
        Running<Void> receiver = Running.start("receiver", () -> receive(subscriber, 50_000));

        relay.cut();

        assertThat(next()).satisfies(event -> {
            assertThat(event.kind()).isEqualTo(PublisherPresence.Kind.SILENT);
            assertThat(event.epoch()).isEqualTo(quiet.epoch());
            assertThat(event.silentFor()).isBetween(SILENCE, IN_TIME);
        });
        over.set(true);
        receiver.result();
        stream.result();
        assertThat(events).isEmpty();
    }

    @Test
    void shouldNotTakeAPauseOfTheApplicationForASilence() throws Exception {
        Publisher publisher = publisher(OverflowPolicy.drop());
        Subscriber subscriber = Feed.ready(subscriber(publisher.endpoint()).hwm(HwmPolicy.messages(100)));

        pauseAndGoOn(publisher, subscriber);

        assertThat(events).isEmpty();
    }

    /** What came over the new connection waits while nothing is left of the old one. */
    @Test
    void shouldNotTakeAPauseWithAReconnectForASilence() throws Exception {
        Publisher publisher = publisher(OverflowPolicy.drop());
        TcpRelay relay = feed.relay(publisher);
        Subscriber subscriber = Feed.ready(subscriber(relay.endpoint()));
        Wait.until("nothing waits", () -> subscriber.receive(Feed.INTERVAL) == null);
        relay.cut();
        relay.restore();
        Wait.until("it is back", () -> subscriber.stats().reconnects() > 0 || subscriber.awaitReady(Feed.INTERVAL));

        pauseAndGoOn(publisher, subscriber);

        assertThat(events).isEmpty();
    }

    /** It copies what comes and says nothing upstream: the publisher knows of no subscriber. */
    @ParameterizedTest
    @ValueSource(strings = {"libzmq", "jeromq"})
    void shouldHearSignsOfLifeThroughAForwarderThatSaysNothingUpstream(String kind) throws Exception {
        Publisher publisher = publisher(OverflowPolicy.drop());
        try (StockProxy forwarder = StockProxy.startForwarder(kind, publisher.endpoint())) {
            Subscriber subscriber = subscriber(forwarder.forSubscribers()).open();
            Wait.until("messages come through", () -> {
                publisher.publish("prices", new byte[64]);
                return subscriber.receive(Feed.INTERVAL) != null;
            });
            Running<Void> receiver = Running.start("receiver", () -> receive(subscriber, 0));

            LockSupport.parkNanos(5 * SILENCE.toNanos()); // Nothing is published.
            assertThat(publisher.subscribers()).isEmpty();
            assertThat(events).isEmpty();

            forwarder.close();
            assertThat(next()).satisfies(event -> {
                assertThat(event.kind()).isEqualTo(PublisherPresence.Kind.SILENT);
                assertThat(event.silentFor()).isBetween(SILENCE, IN_TIME);
            });
            over.set(true);
            receiver.result();
        }
    }

    /** The application takes nothing for a while, and goes on. */
    private void pauseAndGoOn(Publisher publisher, Subscriber subscriber) throws Exception {
        Running<Void> stream = Running.start("stream", () -> stream(publisher, 500_000));
        LockSupport.parkNanos(3 * SILENCE.toNanos()); // The very pause.
        Running<Void> receiver = Running.start("receiver", () -> receive(subscriber, 0));
        LockSupport.parkNanos(2 * SILENCE.toNanos());
        over.set(true);
        receiver.result();
        stream.result();
    }

    private PublisherPresence next() throws InterruptedException {
        PublisherPresence event = events.poll(30, TimeUnit.SECONDS);
        assertThat(event).as("what is told of a publisher").isNotNull();
        return event;
    }

    private Void stream(Publisher publisher, long pauseNs) {
        while (!over.get()) {
            publisher.publish("prices", new byte[64]);
            if (pauseNs > 0) {
                LockSupport.parkNanos(pauseNs);
            }
        }
        return null;
    }

    /** Until nothing more comes. */
    private Void receive(Subscriber subscriber, long pauseNs) {
        boolean more = true;
        while (more || !over.get()) {
            more = subscriber.receive(Feed.INTERVAL) != null;
            if (pauseNs > 0 && !over.get()) {
                LockSupport.parkNanos(pauseNs);
            }
        }
        return null;
    }

    private Publisher publisher(OverflowPolicy overflow) {
        return feed.publisher().overflow(overflow).open();
    }

    private SubscriberBuilder subscriber(String endpoint) {
        return feed.subscriber(endpoint).silentAfter(SILENCE).onPublisher(events::add);
    }
}

package io.tunedzmq;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.config.HwmPolicy;
import io.tunedzmq.stats.SlowEpisode;
import io.tunedzmq.stats.SubscriberReport;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A subscriber whose link is down for a while is not slow; what it misses is counted all the same. */
@Timeout(60)
class LinkDownTest {
    private static final Duration THRESHOLD = Duration.ofMillis(500);

    /** More than three times the threshold. */
    private static final Duration OUTAGE = Duration.ofMillis(1_800);

    /** However busy the machine is, nothing overflows. */
    private static final HwmPolicy AMPLE = HwmPolicy.messages(10_000);

    private static final HwmPolicy SMALL = HwmPolicy.messages(10);

    private final Feed feed = new Feed();
    private final Queue<SlowEpisode> told = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean over = new AtomicBoolean();
    private Publisher publisher;
    private TcpRelay relay;
    private Subscriber subscriber;

    private void open(HwmPolicy hwm) {
        publisher = feed.publisher()
                .hwm(hwm)
                .slowAfter(THRESHOLD)
                .onSlowSubscriber(told::add)
                .open();
        relay = feed.relay(publisher);
        subscriber = Feed.ready(feed.subscriber(relay.endpoint()).hwm(HwmPolicy.messages(10_000)));
    }

    @AfterEach
    void close() {
        over.set(true);
        feed.close();
    }

    @Test
    void shouldNotCallASubscriberSlowForWhatALostConnectionTook() throws Exception {
        open(AMPLE);
        Running<Long> stream = Running.start("stream", () -> stream(100));
        Running<Void> receiver = Running.start("receiver", this::receive);

        for (int round = 1; round <= 3; round++) {
            long before = subscriber.stats().dropped();
            relay.cut();
            Wait.until("it is gone", () -> publisher.subscribers().stream().noneMatch(SubscriberReport::connected));
            pass(THRESHOLD);
            relay.restore();
            Wait.until(
                    "what it took is reported",
                    () -> row().connected()
                            && row().dropped() > before
                            && row().behind().orElse(-1) == 0);
            pass(THRESHOLD);
        }

        settle(stream, receiver);
        assertThat(told).isEmpty();
        assertThat(subscriber.stats().reconnects()).isEqualTo(3);
    }

    @Test
    void shouldNotCallASubscriberSlowWhileNothingPasses() throws Exception {
        open(AMPLE);
        Running<Long> stream = Running.start("stream", () -> stream(100));
        Running<Void> receiver = Running.start("receiver", this::receive);
        pass(THRESHOLD);

        relay.hold(true);
        pass(OUTAGE);
        SubscriberReport row = row();
        relay.hold(false);

        assertThat(row.behind().orElse(0)).as("%s", row).isPositive();
        assertThat(row.behindFor()).as("%s", row).isGreaterThan(THRESHOLD);
        assertThat(row.sinceHeard()).as("%s", row).isGreaterThan(THRESHOLD);
        settle(stream, receiver);
        assertThat(told).isEmpty();
        assertThat(subscriber.stats().dropped()).isZero();
    }

    @Test
    void shouldNotCallASubscriberSlowForWhatIsLostWhileNothingPasses() throws Exception {
        open(SMALL);
        Running<Void> receiver = Running.start("receiver", this::receive);
        relay.hold(true);
        Running<Long> stream = Running.start("stream", () -> stream(50_000));
        Wait.until("a full queue", () -> publisher.stats().stalls() > 0);
        pass(OUTAGE);
        over.set(true); // The buffers of the system empty faster than they fill.
        stream.result();
        relay.hold(false);

        settle(stream, receiver);
        assertThat(told).isEmpty();
        assertThat(subscriber.stats().dropped()).isPositive();
    }

    /** The same, but the application is what stands still. */
    @Test
    void shouldCallASubscriberSlowThatTakesNothing() throws Exception {
        open(SMALL);
        Running<Long> stream = Running.start("stream", () -> stream(50_000));
        Wait.until("it is slow", () -> !told.isEmpty());
        assertThat(told.peek().dropped())
                .as("it is told while it takes nothing")
                .isZero();

        Running<Void> receiver = Running.start("receiver", this::receive);
        settle(stream, receiver);
        Wait.until("the end", () -> told.stream().anyMatch(SlowEpisode::over));
        assertThat(told).extracting(SlowEpisode::over).containsExactly(false, true);
    }

    private void settle(Running<Long> stream, Running<Void> receiver) throws Exception {
        over.set(true);
        long published = stream.result();
        Wait.until(
                () -> published + " in " + publisher.subscribers(),
                () -> row().received() + row().dropped() == published
                        && row().behind().orElse(-1) == 0);
        receiver.thread().interrupt();
        receiver.result();
        assertThat(Feed.accounted(subscriber)).isEqualTo(published);
        assertThat(publisher.stats().unbalanced()).isZero();
    }

    private SubscriberReport row() {
        return publisher.subscribers().get(0);
    }

    private static void pass(Duration time) {
        LockSupport.parkNanos(time.toNanos()); // The very pause.
    }

    private long stream(int bytes) {
        long published = 0;
        while (!over.get()) {
            Feed.publish(publisher, 1, bytes);
            published++;
            LockSupport.parkNanos(1_000_000);
        }
        return published;
    }

    private Void receive() {
        while (!Thread.interrupted()) {
            subscriber.receive(Feed.INTERVAL);
        }
        return null;
    }
}

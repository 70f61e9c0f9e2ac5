package io.tunedzmq;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunedzmq.config.HwmPolicy;
import io.tunedzmq.config.OverflowPolicy;
import io.tunedzmq.stats.CloseReport;
import io.tunedzmq.stats.ClosedException;
import io.tunedzmq.stats.SubscriberStats;
import io.tunedzmq.wire.ControlTopics;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;

/** Coming to rest without losing what was accepted, and saying what was left. */
@Timeout(120)
class DrainTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final int MANY_TOPICS = 1_000;

    private final Feed feed = new Feed();

    @AfterEach
    void close() {
        feed.close();
    }

    /** Two threads at full speed are stopped by the drain; both subscribers get all that was accepted. */
    @RepeatedTest(20)
    void shouldLoseNothingAcceptedInTheMiddleOfARun() throws Exception {
        Publisher publisher = feed.publisher()
                .overflow(OverflowPolicy.block(LONG))
                .hwm(HwmPolicy.messages(1_000))
                .open();
        List<Subscriber> subscribers = List.of(subscriber(publisher), subscriber(publisher));
        AtomicBoolean over = new AtomicBoolean();
        List<Running<Void>> receiving = new ArrayList<>();
        for (Subscriber subscriber : subscribers) {
            receiving.add(Running.start("receiving", () -> {
                while (!over.get()) {
                    subscriber.drain(message -> {}, 10_000, Duration.ofMillis(1));
                }
                return null;
            }));
        }
        List<Running<Long>> sending = List.of(
                Running.start("sending 1", () -> publishUntilStopped(publisher)),
                Running.start("sending 2", () -> publishUntilStopped(publisher)));
        Wait.until("it runs", () -> publisher.stats().published() >= 20_000);

        CloseReport report = publisher.drain(LONG);

        long accepted = sending.get(0).result() + sending.get(1).result();
        assertThat(report.isComplete()).as("%s", report).isTrue();
        assertThat(report.subscribers()).isEqualTo(2);
        assertThat(report.undelivered()).isZero();
        over.set(true);
        for (Running<Void> each : receiving) {
            each.result();
        }
        assertThat(publisher.stats().published()).isEqualTo(accepted);
        for (Subscriber subscriber : subscribers) {
            assertThat(subscriber.stats().received()).isEqualTo(accepted);
            assertThat(subscriber.stats().dropped()).isZero();
        }
        assertThat(publisher.stats().unbalanced()).isZero();
    }

    private static long publishUntilStopped(Publisher publisher) {
        byte[] payload = ByteBuffer.allocate(64).array();
        long accepted = 0;
        try {
            while (publisher.publish("prices", payload) == PublishResult.ACCEPTED) {
                accepted++;
            }
        } catch (ClosedException e) {
            assertThat(e).hasMessageContaining("Publisher is drained, by drain() on thread");
        }
        return accepted;
    }

    @Test
    void shouldSayWhoHasNotTakenWhatWhenTheTimeIsOver() {
        Publisher publisher = feed.publisher().open();
        Subscriber idle = subscriber(publisher);
        assertThat(publish(publisher, 100)).isEqualTo(100);

        CloseReport report = publisher.drain(Duration.ofMillis(200));

        assertThat(report).isEqualTo(new CloseReport(report.queued(), 0, 1, 0, 100, 0, 0));
        assertThat(report.isComplete()).isFalse();
        assertThatThrownBy(() -> publisher.publish("prices", new byte[1])).isInstanceOf(ClosedException.class);
        assertThat(publisher.isClosed()).isFalse();
        assertThat(idle.drain(message -> {}, 1_000, Feed.SOON)).isPositive();
        assertThat(publisher.closeReport()).isEmpty();
    }

    /** A subscriber of this library whose answers do not get through: nobody knows what it has. */
    @Test
    void shouldNotCallCompleteWhatSomebodyMayLackWhoHasNotAnswered() {
        Publisher publisher = feed.publisher().open();
        ZMQ.Socket silent = feed.context().socket(SocketType.XSUB);
        silent.connect(publisher.endpoint());
        for (String word : List.of("prices", ControlTopics.about(7, 8, ""))) {
            assertThat(silent.send(('\1' + word).getBytes(ISO_8859_1))).isTrue();
        }
        Wait.until("it has come", () -> publisher.subscribers().size() == 1);
        assertThat(publish(publisher, 100)).isEqualTo(100);

        CloseReport report = publisher.drain(LONG);

        assertThat(report).isEqualTo(new CloseReport(report.queued(), 0, 0, 0, 0, 0, 1));
        assertThat(report.isComplete()).isFalse();
    }

    /** Of many topics not all last sequences go along with a mark, and who was full hears of its loss last. */
    @RepeatedTest(5)
    void shouldNotCallCompleteWhatTheSubscriberHasNotHeardOf() throws Exception {
        Publisher publisher = feed.publisher().hwm(HwmPolicy.messages(100)).open();
        SubscriberBuilder builder = feed.context().subscriber().connect(publisher.endpoint());
        for (int topic = 0; topic < MANY_TOPICS; topic++) {
            builder.topic("t" + topic);
        }
        Subscriber subscriber = Feed.ready(builder);
        long published = 0;
        for (int round = 0; round < 300 || publisher.stats().stalls() == 0; round++) { // Until it was full.
            for (int topic = 0; topic < MANY_TOPICS; topic++) {
                published += publisher.publish("t" + topic, new byte[8]) == PublishResult.ACCEPTED ? 1 : 0;
            }
        }
        AtomicBoolean over = new AtomicBoolean();
        Running<Void> receiving = Running.start("receiving", () -> {
            while (!over.get()) {
                subscriber.drain(message -> {}, 10_000, Duration.ofMillis(1));
            }
            return null;
        });

        CloseReport report = publisher.drain(LONG);

        SubscriberStats then = subscriber.stats();
        over.set(true);
        receiving.result();
        assertThat(report.isComplete()).as("%s", report).isTrue();
        assertThat(then.dropped()).isPositive();
        assertThat(then.received() + then.dropped()).isEqualTo(published);
    }

    @Test
    void shouldDrainWithoutSubscribersAtOnce() {
        Publisher publisher = feed.publisher().open();
        assertThat(publish(publisher, 100)).isEqualTo(100);

        CloseReport report = publisher.drain(LONG);

        assertThat(report.isComplete()).isTrue();
        assertThat(report.subscribers()).isZero();
    }

    @Test
    void shouldReportWhatCloseLeft() {
        Publisher publisher = feed.publisher()
                .overflow(OverflowPolicy.block(Duration.ofMillis(500)))
                .hwm(HwmPolicy.messages(10))
                .frameBytes(256)
                .open();
        Subscriber idle = subscriber(publisher);
        long accepted = publish(publisher, 1_000_000);
        assertThat(accepted).as("it must be full").isLessThan(1_000_000);

        publisher.close();

        CloseReport report = publisher.closeReport().orElseThrow();
        assertThat(report.queued()).isPositive();
        assertThat(report.notSent()).isBetween(1L, report.queued());
        assertThat(report.isComplete()).isFalse();
        idle.close();
    }

    @Test
    void shouldCloseAfterADrain() {
        Publisher publisher = feed.publisher().open();
        Subscriber subscriber = subscriber(publisher);
        assertThat(publish(publisher, 10)).isEqualTo(10);
        assertThat(publisher.drain(Duration.ZERO).complete()).isZero();

        publisher.close();
        Wait.until("the end", () -> {
            assertThat(subscriber.drain(message -> {}, 100, Duration.ZERO)).isNotNegative();
            return subscriber.stats().publishersEnded() == 1;
        });

        assertThat(subscriber.stats().received()).isEqualTo(10);
        assertThat(publisher.closeReport().orElseThrow().notSent()).isZero();
    }

    private Subscriber subscriber(Publisher publisher) {
        return Feed.ready(feed.subscriber(publisher.endpoint()).hwm(HwmPolicy.messages(100)));
    }

    /** Publishes until refused. */
    private static long publish(Publisher publisher, int most) {
        long accepted = 0;
        while (accepted < most && publisher.publish("prices", new byte[100]) == PublishResult.ACCEPTED) {
            accepted++;
        }
        return accepted;
    }
}

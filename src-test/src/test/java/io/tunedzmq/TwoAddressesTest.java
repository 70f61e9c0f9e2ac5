package io.tunedzmq;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.config.HwmPolicy;
import io.tunedzmq.stats.SubscriberStats;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One publisher at two addresses that loses, and a slow subscriber to both: full queues lose echoes, too. */
@Timeout(120)
class TwoAddressesTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String TOPIC = "prices";

    @Test
    void shouldCountEachMessageOnceWhenOneOfTheConnectionsIsLostAndComesBack() throws Exception {
        try (TunedContext context = TunedContext.builder().build();
                Publisher publisher = publisher(context);
                TcpRelay relay = new TcpRelay(publisher.endpoints().get(1));
                Subscriber subscriber =
                        subscriber(context, publisher.endpoints().get(0), relay.endpoint())) {
            assertThat(subscriber.awaitReady(SOON)).isTrue();
            AtomicBoolean stop = new AtomicBoolean();
            Running<Void> feed = feed(publisher, stop);
            Tally tally = new Tally(subscriber);

            for (int cut = 0; cut < 2; cut++) {
                receiveMore(tally, subscriber, 10_000);
                relay.cut();
                receiveMore(tally, subscriber, 10_000);
                relay.restore();
                receiveMore(tally, subscriber, 60_000);
            }

            assertLaw(tally, publisher, feed, stop);
        }
    }

    @Test
    void shouldCountEachMessageOnceWhenOneOfTheAddressesIsReachedLater() throws Exception {
        try (TunedContext context = TunedContext.builder().build();
                Publisher publisher = publisher(context);
                TcpRelay relay = new TcpRelay(publisher.endpoints().get(1))) {
            relay.cut();
            try (Subscriber subscriber =
                    subscriber(context, publisher.endpoints().get(0), relay.endpoint())) {
                assertThat(publisher.awaitSubscribers(1, TOPIC, SOON)).isTrue();
                AtomicBoolean stop = new AtomicBoolean();
                Running<Void> feed = feed(publisher, stop);
                Tally tally = new Tally(subscriber);

                receiveMore(tally, subscriber, 10_000);
                relay.restore();
                receiveMore(tally, subscriber, 80_000);

                assertLaw(tally, publisher, feed, stop);
            }
        }
    }

    /** As behind a forwarder and its standby, of which one at a time is there: no answer comes over both. */
    @Test
    void shouldGoOnAtAnAddressThatIsReachedOnlyOnceTheOtherIsLost() throws Exception {
        try (TunedContext context = TunedContext.builder().build();
                Publisher publisher = publisher(context);
                TcpRelay active = new TcpRelay(publisher.endpoints().get(0));
                TcpRelay standby = new TcpRelay(publisher.endpoints().get(1))) {
            standby.cut();
            try (Subscriber subscriber = subscriber(context, active.endpoint(), standby.endpoint())) {
                assertThat(publisher.awaitSubscribers(1, TOPIC, SOON)).isTrue();
                AtomicBoolean stop = new AtomicBoolean();
                Running<Void> feed = feed(publisher, stop);
                Tally tally = new Tally(subscriber);

                receiveMore(tally, subscriber, 10_000);
                active.cut();
                standby.restore();
                receiveMore(tally, subscriber, 10_000);

                assertLaw(tally, publisher, feed, stop);
                assertThat(subscriber.stats())
                        .returns(0L, SubscriberStats::duplicates)
                        .returns(0L, SubscriberStats::implausible);
            }
        }
    }

    private static Publisher publisher(TunedContext context) {
        return context.publisher()
                .bind("tcp://127.0.0.1:*")
                .bind("tcp://127.0.0.1:*")
                .hwm(HwmPolicy.messages(50))
                .frameBytes(2_000)
                .open();
    }

    private static Subscriber subscriber(TunedContext context, String first, String second) {
        return context.subscriber()
                .connect(first)
                .connect(second)
                .topic(TOPIC)
                .hwm(HwmPolicy.messages(50))
                .open();
    }

    /** More than the subscriber takes, and not more than it hears of. */
    private static Running<Void> feed(Publisher publisher, AtomicBoolean stop) {
        return Running.start("feed", () -> {
            ByteBuffer payload = ByteBuffer.allocate(1_000);
            for (long sequence = 1; !stop.get(); sequence++) {
                publisher.publish(TOPIC, payload.putLong(0, sequence));
                if (sequence % 20 == 0) {
                    LockSupport.parkNanos(1_000_000); // A steady load is what the test is about.
                }
            }
            return null;
        });
    }

    /** Takes some at a time, slowly, until so many more are accounted for. */
    private static void receiveMore(Tally tally, Subscriber subscriber, long more) {
        SubscriberStats stats = subscriber.stats();
        tally.receiveUntilAccounted(stats.received() + stats.dropped() + more, count -> count % 3 == 0);
    }

    private static void assertLaw(Tally tally, Publisher publisher, Running<Void> feed, AtomicBoolean stop)
            throws Exception {
        stop.set(true);
        feed.result();
        long published = publisher.stats().published();
        SubscriberStats seen = tally.receiveUntilAccounted(published);
        assertThat(seen.dropped()).as("the test must overflow").isPositive();
        assertThat(seen.received() + seen.dropped()).isEqualTo(published);
        assertThat(publisher.stats().unbalanced()).isZero();
    }
}

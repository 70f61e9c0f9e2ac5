package io.tunedzmq;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.config.HwmPolicy;
import java.time.Duration;

/** A publisher with a name and a subscriber with another, which loses messages when it is to, and reads the rest. */
public record LossyFeed(Publisher publisher, Subscriber subscriber) {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int FRAME = 40_000;

    /** Opens both, and waits until the subscriber is ready; nothing is lost yet. */
    public static LossyFeed open(TunedContext context, String publisherName, String subscriberName) {
        Publisher publisher = context.publisher()
                .bind("tcp://127.0.0.1:*")
                .name(publisherName)
                .hwm(HwmPolicy.messages(1))
                .open();
        Subscriber subscriber = context.subscriber()
                .connect(publisher.endpoint())
                .topic("prices")
                .name(subscriberName)
                .hwm(HwmPolicy.messages(1))
                .open();
        assertThat(subscriber.awaitReady(SOON)).isTrue();
        return new LossyFeed(publisher, subscriber);
    }

    /** Loses some messages more, and returns once both sides have counted them. */
    public void lose() {
        lose(publisher, subscriber);
    }

    /** As above, where the subscriber of "prices" holds one message. */
    public static void lose(Publisher publisher, Subscriber subscriber) {
        long before = publisher.stats().stalls();
        while (publisher.stats().stalls() < before + 100) { // JeroMQ passes a full subscriber over without a word.
            publisher.publish("prices", new byte[FRAME]);
            subscriber.receive(Duration.ZERO);
        }
        Wait.until(() -> "the books balance: " + publisher.stats() + ", " + subscriber.stats(), () -> {
            subscriber.receive(Duration.ZERO);
            return publisher.stats().published()
                            == subscriber.stats().received()
                                    + subscriber.stats().dropped()
                    && publisher.stats().dropped() == subscriber.stats().dropped();
        });
        assertThat(subscriber.stats().dropped()).isPositive();
    }
}

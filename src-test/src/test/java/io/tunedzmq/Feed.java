package io.tunedzmq;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.stats.SubscriberStats;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** A context with publishers of "prices", subscribers of it and relays between them. Closes all of them. */
final class Feed implements AutoCloseable {
    static final Duration SOON = Duration.ofSeconds(10);

    /** Between marks, so that whatever is told comes soon. */
    static final Duration INTERVAL = Duration.ofMillis(100);

    private final TunedContext context = TunedContext.builder().build();
    private final List<TcpRelay> relays = new ArrayList<>();

    TunedContext context() {
        return context;
    }

    /** Of a publisher over TCP. */
    PublisherBuilder publisher() {
        return context.publisher().bind("tcp://127.0.0.1:*").beaconInterval(INTERVAL);
    }

    SubscriberBuilder subscriber(String endpoint) {
        return context.subscriber().connect(endpoint).topic("prices");
    }

    /** A relay in front of a publisher. */
    TcpRelay relay(Publisher publisher) {
        try {
            TcpRelay relay = new TcpRelay(publisher.endpoint());
            relays.add(relay);
            return relay;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Opened, and ready. */
    static Subscriber ready(SubscriberBuilder builder) {
        Subscriber subscriber = builder.open();
        assertThat(subscriber.awaitReady(SOON)).as("%s is ready", subscriber).isTrue();
        return subscriber;
    }

    /** Publishes messages, all of which must be taken. */
    static void publish(Publisher publisher, int messages, int bytes) {
        for (int i = 0; i < messages; i++) {
            assertThat(publisher.publish("prices", new byte[bytes])).isEqualTo(PublishResult.ACCEPTED);
        }
    }

    /** Receives until exactly so many messages, since it was opened, were received or dropped. */
    static void awaitAccounted(Subscriber subscriber, long messages) {
        Wait.until(() -> messages + " are accounted for: " + subscriber.stats(), () -> {
            receiveAll(subscriber);
            return accounted(subscriber) == messages;
        });
    }

    static long accounted(Subscriber subscriber) {
        SubscriberStats stats = subscriber.stats();
        return stats.received() + stats.dropped();
    }

    /** Receives what is there. */
    static void receiveAll(Subscriber subscriber) {
        while (subscriber.receive(Duration.ZERO) != null) {
            LockSupport.parkNanos(0);
        }
    }

    @Override
    public void close() {
        context.close();
        for (TcpRelay relay : relays) {
            try {
                relay.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}

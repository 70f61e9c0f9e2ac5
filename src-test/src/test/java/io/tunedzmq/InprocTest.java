package io.tunedzmq;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Within a process the owner of a name comes and goes as well, and JeroMQ tells nobody. */
@Timeout(60)
class InprocTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String NAME = "inproc://feed";
    private static final int MESSAGES = 100;

    private final TunedContext context = TunedContext.builder().build();

    @AfterEach
    void close() {
        context.close();
    }

    @Test
    void shouldReachWhoBindsTheNameNext() {
        Publisher first = context.publisher().bind(NAME).open();
        Publisher other = context.publisher().bind("inproc://other").open();
        Subscriber subscriber = context.subscriber()
                .connect(NAME)
                .connect("inproc://other")
                .topic("t")
                .open();
        assertThat(subscriber.awaitReady(SOON)).isTrue();
        for (int round = 0; round < 3; round++) {
            Publisher ending = first;
            ending.close();
            awaitNotReady(subscriber);
            assertThat(subscriber.awaitReady(Duration.ofMillis(20)))
                    .as("nobody has the name")
                    .isFalse();

            first = context.publisher().bind(NAME).open();
            assertThat(subscriber.awaitReady(SOON)).isTrue();
            for (int i = 0; i < MESSAGES; i++) {
                assertThat(first.publish("t", new byte[1])).isEqualTo(PublishResult.ACCEPTED);
                assertThat(other.publish("t", new byte[1])).isEqualTo(PublishResult.ACCEPTED);
            }
            long expected = 2L * MESSAGES * (round + 1);
            Wait.until(() -> "all arrive: " + subscriber.stats(), () -> {
                subscriber.drain(message -> {}, MESSAGES, Duration.ofMillis(10));
                return subscriber.stats().received() == expected;
            });
        }
        assertThat(subscriber.stats().dropped()).isZero();
        assertThat(subscriber.stats().duplicates()).isZero();
    }

    private static void awaitNotReady(Subscriber subscriber) {
        Wait.until("the end is heard", () -> {
            subscriber.drain(message -> {}, MESSAGES, Duration.ofMillis(1));
            return !subscriber.awaitReady(Duration.ZERO);
        });
    }

    /** The name may be bound for the first time after the subscriber has connected. */
    @Test
    void shouldNotConnectTwiceToWhoBindsLater() {
        Subscriber subscriber = context.subscriber().connect(NAME).topic("t").open();
        Publisher publisher = context.publisher().bind(NAME).open();
        assertThat(subscriber.awaitReady(SOON)).isTrue();
        for (int i = 0; i < MESSAGES; i++) {
            assertThat(publisher.publish("t", new byte[1])).isEqualTo(PublishResult.ACCEPTED);
        }

        Wait.until(() -> "all arrive: " + subscriber.stats(), () -> {
            subscriber.drain(message -> {}, MESSAGES, Duration.ofMillis(10));
            return subscriber.stats().received() == MESSAGES;
        });
        assertThat(subscriber.stats().duplicates()).isZero();
    }
}

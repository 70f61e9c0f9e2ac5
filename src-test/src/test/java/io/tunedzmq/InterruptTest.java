package io.tunedzmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.tunedzmq.config.HwmPolicy;
import io.tunedzmq.config.OverflowPolicy;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Thread.interrupt, which JeroMQ answers with EINTR and a lost flag, loses nothing here. */
@Timeout(90)
class InterruptTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int STORM = 100_000;

    private final Feed feed = new Feed();
    private final Publisher publisher = feed.publisher()
            .hwm(HwmPolicy.messages(10))
            .overflow(OverflowPolicy.block(Duration.ofSeconds(60)))
            .open();
    private Subscriber subscriber;

    @BeforeEach
    void subscribe() {
        subscriber = Feed.ready(feed.subscriber(publisher.endpoint()).hwm(HwmPolicy.messages(10)));
    }

    @AfterEach
    void close() {
        feed.close();
    }

    /** The flag is taken away while the socket is made; it must come back whatever becomes of that. */
    @Test
    void shouldKeepTheFlagWhenOpeningFails() {
        feed.close();
        try (TunedContext full = TunedContext.builder().maxSockets(2).build()) {
            full.publisher().bind("tcp://127.0.0.1:*").open();
            String endpoint = full.publisher().bind("tcp://127.0.0.1:*").open().endpoint();
            Thread.currentThread().interrupt();

            assertThatIllegalStateException()
                    .isThrownBy(() -> full.publisher().bind("tcp://127.0.0.1:*").open())
                    .withMessageContaining("maxSockets");
            boolean afterPublisher = Thread.currentThread().isInterrupted();
            assertThatIllegalStateException()
                    .isThrownBy(
                            () -> full.subscriber().connect(endpoint).topic("t").open())
                    .withMessageContaining("maxSockets");

            assertThat(Thread.interrupted()).isTrue();
            assertThat(afterPublisher).isTrue();
        }
    }

    @Test
    void shouldLoseNothingInAStormOfInterruptsOnBothSides() throws Exception {
        AtomicBoolean stormOver = new AtomicBoolean();
        Running<Long> sending = Running.start("sending", () -> {
            ByteBuffer payload = ByteBuffer.allocate(64);
            long sent = 0;
            while (!stormOver.get() || sent < 200_000) {
                assertThat(publisher.publish("prices", payload.putLong(0, ++sent)))
                        .isEqualTo(PublishResult.ACCEPTED);
            }
            return sent;
        });
        Running<Long> receiving = Running.start("receiving", () -> {
            long received = 0;
            while (!sending.done() || received < sending.result()) {
                Message message = subscriber.receive(Duration.ofMillis(100));
                if (message == null) {
                    Thread.interrupted(); // It ended the wait; a set flag would end the next one at once.
                } else {
                    assertThat(message.sequence()).isEqualTo(++received);
                }
            }
            return received;
        });

        for (int i = 0; i < STORM; i++) {
            sending.thread().interrupt();
            receiving.thread().interrupt();
            if (i % 100 == 0) {
                Thread.onSpinWait();
            }
        }
        stormOver.set(true);

        assertThat(receiving.result()).isEqualTo(sending.result());
        assertThat(subscriber.stats().dropped()).isZero();
        assertThat(publisher.stats().refused()).isZero();
    }

    @Test
    void shouldKeepTheFlagOfAnInterruptedPublisher() {
        Thread.currentThread().interrupt();

        PublishResult result = publisher.publish("prices", new byte[8]);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(result).isEqualTo(PublishResult.ACCEPTED);
        assertThat(subscriber.receive(SOON)).isNotNull();
    }

    @Test
    void shouldKeepTheFlagOfAPublisherInterruptedWhileItWaits() throws Exception {
        Running<Boolean> sending = Running.start("sending", () -> {
            Thread.currentThread().interrupt();
            for (int i = 0; i < 500_000; i++) {
                assertThat(publisher.publish("prices", new byte[64])).isEqualTo(PublishResult.ACCEPTED);
            }
            return Thread.interrupted();
        });
        for (int i = 0; i < 500_000; i++) {
            assertThat(subscriber.receive(SOON)).isNotNull();
        }

        assertThat(sending.result()).isTrue();
    }

    @Test
    void shouldEndTheWaitOfAnInterruptedReceiverAndKeepItsFlag() throws Exception {
        Running<Boolean> receiving = Running.start("receiving", () -> {
            Message message = subscriber.receive(Duration.ofSeconds(60));
            return message == null && Thread.currentThread().isInterrupted();
        });

        while (!receiving.done()) {
            receiving.thread().interrupt();
            Thread.onSpinWait();
        }

        assertThat(receiving.result()).isTrue();
        publisher.publish("prices", new byte[8]);
        assertThat(subscriber.receive(SOON)).isNotNull();
    }

    @Test
    void shouldReturnAMessageThatIsThereToAnInterruptedReceiver() {
        publisher.publish("prices", new byte[8]);
        publisher.publish("prices", new byte[8]);
        assertThat(subscriber.receive(SOON)).isNotNull();
        Message second = subscriber.receive(SOON);
        publisher.publish("prices", new byte[8]);
        assertThat(second).isNotNull();

        Thread.currentThread().interrupt();
        Message third = null;
        while (third == null) { // It may still be on its way; the flag only ends waits.
            third = subscriber.receive(Duration.ZERO);
        }

        assertThat(Thread.interrupted()).isTrue();
        assertThat(third.sequence()).isEqualTo(3);
    }
}

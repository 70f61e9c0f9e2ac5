package io.tunedzmq;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.wire.ControlFrames;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A publisher asks a subscriber on and on, and reads none of the answers: these must not fill the memory. */
@Timeout(60)
class UnreadSpeechTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int MESSAGES = 1_000;
    private static final int SMALL_BUFFER = 8 << 10;
    private static final long BETWEEN_QUESTIONS_NS = 200_000;

    @Test
    void shouldEndTheConnectionOfAPublisherThatReadsNothing() throws Exception {
        try (TunedContext context =
                        TunedContext.builder().socketBufferBytes(SMALL_BUFFER).build();
                Publisher honest = context.publisher().bind("tcp://127.0.0.1:*").open();
                RawPublisher deaf = new RawPublisher();
                Subscriber subscriber = context.subscriber()
                        .connect(honest.endpoint())
                        .connect(deaf.endpoint())
                        .topic("t")
                        .open()) {
            deaf.accept();
            CompletableFuture<Void> ended = CompletableFuture.runAsync(() -> askOnAndOn(deaf));

            assertThat(honest.awaitSubscribers(1, "t", SOON)).isTrue();
            long disconnects = subscriber.stats().reconnects();
            for (int i = 0; i < MESSAGES; i++) {
                honest.publish("t", new byte[100]);
            }

            Wait.until("the connection is cut", () -> {
                subscriber.drain(view -> {}, MESSAGES, Duration.ofMillis(10)); // And answers.
                return ended.isDone();
            });
            deaf.accept(); // It is given another chance.
            Wait.until("all of the other publisher is received", () -> {
                subscriber.drain(view -> {}, MESSAGES, Duration.ofMillis(10));
                return subscriber.stats().received() == MESSAGES;
            });
            assertThat(subscriber.stats().dropped()).isZero();
            assertThat(subscriber.stats().reconnects()).isEqualTo(disconnects);
        }
    }

    private static void askOnAndOn(RawPublisher deaf) {
        try {
            for (long number = 1; ; number++) {
                deaf.send(new ControlFrames(1, () -> 1).question(number));
                deaf.flush();
                LockSupport.parkNanos(BETWEEN_QUESTIONS_NS);
            }
        } catch (IOException e) {
            return; // Cut.
        }
    }
}

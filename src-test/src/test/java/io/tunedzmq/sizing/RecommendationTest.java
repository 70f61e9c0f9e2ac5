package io.tunedzmq.sizing;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.Publisher;
import io.tunedzmq.Subscriber;
import io.tunedzmq.TunedContext;
import io.tunedzmq.config.HwmPolicy;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The settings, on real sockets. */
@Timeout(60)
class RecommendationTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    /** What is done with a publisher and a subscriber that has not received yet. */
    private interface Use {
        void of(Publisher publisher, Subscriber subscriber);
    }

    @Test
    void shouldNameALargestMessageThatFitsTheBudgetAndPasses() {
        int bytes = (64 << 20) + 1;
        Workload load = load(1, bytes)
                .longestPause(Duration.ZERO)
                .memoryBudget(18L * (bytes + 192))
                .build();

        open(load.recommend(), (publisher, subscriber) -> {
            publisher.publish("prices", new byte[bytes]);

            assertThat(subscriber.receive(SOON))
                    .isNotNull()
                    .satisfies(message -> assertThat(message.payload()).hasSize(bytes));
        });
    }

    /** A subscriber takes nothing for the longest pause, and loses nothing. */
    @Test
    void shouldHoldThePauseItWasAskedFor() {
        long rate = 10_000;
        int bytes = 2_000;
        Duration pause = Duration.ofSeconds(1);
        Workload load =
                load(rate, bytes).longestPause(pause).memoryBudget(64L << 20).build();

        open(load.recommend(), (publisher, subscriber) -> {
            long messages = rate * pause.toSeconds();
            for (long i = 0; i < messages; i++) {
                publisher.publish("prices", new byte[bytes]);
            }
            long received = 0;
            while (received < messages && subscriber.receive(SOON) != null) {
                received++;
            }

            assertThat(received).isEqualTo(messages);
            assertThat(subscriber.stats().dropped()).isZero();
        });
    }

    private static WorkloadBuilder load(long rate, int bytes) {
        return Workload.builder().messagesPerSecond(rate).messageBytes(bytes);
    }

    /** As the lines to paste say: the largest message is set only where the default is less. */
    private static void open(Recommendation settings, Use use) {
        try (TunedContext context = TunedContext.builder()
                .ioThreads(settings.ioThreads())
                .memoryBudget(settings.contextBudget())
                .linger(Duration.ZERO)
                .build()) {
            var publisher = context.publisher()
                    .bind("tcp://127.0.0.1:*")
                    .hwm(HwmPolicy.messages(settings.publisherHwm()))
                    .frameBytes(settings.frameBytes());
            if (settings.maxMessageBytes() > Recommendation.LARGEST_BY_DEFAULT) {
                publisher.maxMessageBytes(settings.maxMessageBytes());
            }
            Publisher opened = publisher.open();
            Subscriber subscriber = context.subscriber()
                    .connect(opened.endpoint())
                    .topic("prices")
                    .hwm(HwmPolicy.messages(settings.subscriberHwm()))
                    .maxMessageBytes(settings.maxMessageBytes())
                    .open();
            assertThat(subscriber.awaitReady(SOON)).isTrue();
            use.of(opened, subscriber);
        }
    }
}

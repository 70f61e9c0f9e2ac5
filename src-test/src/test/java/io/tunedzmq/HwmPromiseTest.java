package io.tunedzmq;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.config.HwmPolicy;
import io.tunedzmq.config.OverflowPolicy;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** For a subscriber that stands still at least as many messages are held as the mark says, and at most the budget. */
@Timeout(120)
class HwmPromiseTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int BUDGET = 64 << 20;

    /** What the kernel's socket buffers and the subscriber's own queue take besides. */
    private static final long BESIDES = 48L << 20;

    private static final int FRAME = 32 * 1024;

    private TunedContext context;

    @BeforeEach
    void openContext() {
        context = TunedContext.builder()
                .ioThreads(2)
                .memoryBudget(2L * BUDGET) // Half is for what publishers queue.
                .linger(Duration.ZERO)
                .build();
    }

    @AfterEach
    void closeContext() {
        context.close();
    }

    @ParameterizedTest(name = "hwm {0}, {1} bytes")
    @CsvSource({"1, 64", "1000, 64", "4000, 64", "4000, 1000", "4000, 8000", "100, 300000"})
    void shouldHoldAtLeastTheMarkAndAtMostTheBudget(int hwm, int bytes) {
        Publisher publisher = publisherWithAStalledSubscriber(hwm, OverflowPolicy.block(Duration.ZERO));

        long accepted = 0;
        while (publisher.publish("prices", new byte[bytes]) == PublishResult.ACCEPTED) {
            accepted++;
        }

        assertThat(accepted).isGreaterThanOrEqualTo(hwm);
        assertThat(accepted * bytes).isLessThanOrEqualTo(BUDGET + BESIDES);
    }

    /** A deeper queue would be copied by the collector. */
    @Test
    void shouldHoldFewMegabytesOfSmallMessages() {
        Publisher publisher = publisherWithAStalledSubscriber(1_000, OverflowPolicy.block(Duration.ZERO));

        long accepted = 0;
        while (publisher.publish("prices", new byte[1_000]) == PublishResult.ACCEPTED) {
            accepted++;
        }

        assertThat(accepted * 1_000).isBetween(4L << 20, BESIDES);
    }

    /**
     * JeroMQ only counts what was read by halves of its mark: what was read before must not count as held. How much
     * that is at the end depends on what the kernel's buffers take; so several numbers are tried, one of which is bad
     * whatever that is.
     */
    @ParameterizedTest(name = "after {0}")
    @ValueSource(ints = {100, 200, 300, 400, 500, 2_500})
    void shouldHoldTheMarkAlsoAfterSomeWereRead(int read) {
        Publisher publisher = publisher(1_000, OverflowPolicy.block(Duration.ZERO));
        Subscriber subscriber = subscriber(publisher);
        for (int i = 0; i < read; i++) { // A frame of its own for each: two do not fit into one.
            assertThat(publisher.publish("prices", new byte[30_000])).isEqualTo(PublishResult.ACCEPTED);
            assertThat(subscriber.receive(SOON)).isNotNull();
        }

        for (int i = 0; i < 1_000; i++) {
            assertThat(publisher.publish("prices", new byte[30_000])).isEqualTo(PublishResult.ACCEPTED);
        }
    }

    @Test
    void shouldHoldTheMarkBeforeItDropsAnything() {
        Publisher publisher = publisherWithAStalledSubscriber(5_000, OverflowPolicy.drop());

        while (publisher.stats().stalls() == 0) {
            assertThat(publisher.publish("prices", new byte[64])).isEqualTo(PublishResult.ACCEPTED);
        }

        assertThat(publisher.stats().published()).isGreaterThanOrEqualTo(5_000);
    }

    private Publisher publisherWithAStalledSubscriber(int hwm, OverflowPolicy overflow) {
        Publisher publisher = publisher(hwm, overflow);
        subscriber(publisher);
        return publisher;
    }

    private Publisher publisher(int hwm, OverflowPolicy overflow) {
        return context.publisher()
                .bind("tcp://127.0.0.1:*")
                .hwm(HwmPolicy.messages(hwm))
                .frameBytes(FRAME)
                .overflow(overflow)
                .open();
    }

    private Subscriber subscriber(Publisher publisher) {
        Subscriber subscriber = context.subscriber()
                .connect(publisher.endpoint())
                .topic("prices")
                .hwm(HwmPolicy.messages(1))
                .open();
        assertThat(subscriber.awaitReady(SOON)).isTrue();
        return subscriber;
    }
}

package io.tunedzmq;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.config.HwmPolicy;
import io.tunedzmq.stats.CloseReport;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What was sent before close() still arrives within the linger, or is known to be lost. */
@Timeout(60)
class CloseDeliveryTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    /**
     * The system holds the last megabytes for a subscriber that is slow. A report that comes in for a connection
     * already closed would make it drop them.
     */
    @Test
    @Timeout(120)
    void shouldDeliverToASubscriberThatReportsWhileItReads() throws Exception {
        try (TunedContext context =
                TunedContext.builder().linger(Duration.ofSeconds(50)).build()) {
            Publisher publisher = context.publisher()
                    .bind("tcp://127.0.0.1:*")
                    .hwm(HwmPolicy.messages(30_000))
                    .beaconInterval(Duration.ofMillis(50))
                    .open();
            Subscriber subscriber = context.subscriber()
                    .connect(publisher.endpoint())
                    .topic("prices")
                    .hwm(HwmPolicy.messages(10))
                    .open();
            assertThat(subscriber.awaitReady(SOON)).isTrue();
            Running<Integer> reader = Running.start("reader", () -> {
                int received = 0;
                while (received < 30_000 && subscriber.receive(Duration.ofSeconds(5)) != null) {
                    received++;
                    LockSupport.parkNanos(50_000); // Work.
                }
                return received;
            });
            for (int i = 0; i < 30_000; i++) {
                publisher.publish("prices", new byte[1_000]);
            }

            publisher.close();

            assertThat(reader.result(Duration.ofSeconds(55))).isEqualTo(30_000);
        }
    }

    /** As in a shutdown hook: when it comes back the process ends. */
    @Test
    void shouldWaitForACloseThatIsUnderWay() throws Exception {
        try (TunedContext context =
                TunedContext.builder().linger(Duration.ofSeconds(20)).build()) {
            Publisher publisher = context.publisher().bind("tcp://127.0.0.1:*").open();
            Subscriber subscriber = context.subscriber()
                    .connect(publisher.endpoint())
                    .topic("prices")
                    .open();
            assertThat(subscriber.awaitReady(SOON)).isTrue();
            publisher.publish("prices", new byte[10]);
            Running<Optional<CloseReport>> first = Running.start("first", () -> reportOfClose(publisher));
            Wait.until("the first one closes", publisher::isClosed);
            AtomicReference<Thread> thread = new AtomicReference<>();
            Running<Optional<CloseReport>> second = Running.start("second", () -> {
                thread.set(Thread.currentThread());
                return reportOfClose(publisher);
            });
            Wait.until("the second one waits or is back", () -> second.done() || isWaiting(thread.get()));

            assertThat(subscriber.receive(SOON)).isNotNull();

            assertThat(subscriber.receive(Duration.ofMillis(10))).isNull(); // To say that it has it.
            assertThat(first.result()).get().matches(CloseReport::isComplete);
            assertThat(second.result()).isEqualTo(publisher.closeReport()).get().matches(CloseReport::isComplete);
        }
    }

    private static Optional<CloseReport> reportOfClose(Publisher publisher) {
        publisher.close();
        return publisher.closeReport();
    }

    private static boolean isWaiting(@Nullable Thread thread) {
        return thread != null && thread.getState() == Thread.State.TIMED_WAITING;
    }

    @Test
    void shouldDeliverThirtyThousandQueuedMessagesWithinTheLinger() throws Exception {
        TunedContext context =
                TunedContext.builder().linger(Duration.ofSeconds(5)).build();
        Publisher publisher = context.publisher()
                .bind("tcp://127.0.0.1:*")
                .hwm(HwmPolicy.messages(30_000))
                .open();
        String endpoint = publisher.endpoint();
        try (SubscriberProcess subscriber = SubscriberProcess.start(endpoint)) {
            assertThat(publisher.awaitSubscribers(1, "prices", SOON)).isTrue();
            for (int i = 0; i < 30_000; i++) {
                publisher.publish("prices", new byte[1_000]);
            }

            context.close();

            assertThat(subscriber.receivedAtEnd()).isEqualTo("received 30000 dropped 0");
        }
    }

    @Test
    void shouldTellASubscriberThatWasFullWhatItLostWhenClosing() throws Exception {
        try (TunedContext context =
                TunedContext.builder().linger(Duration.ofSeconds(20)).build()) {
            Publisher publisher = context.publisher()
                    .bind("tcp://127.0.0.1:*")
                    .hwm(HwmPolicy.messages(4))
                    .open();
            Subscriber subscriber = context.subscriber()
                    .connect(publisher.endpoint())
                    .hwm(HwmPolicy.messages(4))
                    .topic("prices")
                    .open();
            assertThat(subscriber.awaitReady(SOON)).isTrue();
            for (int i = 0; i < 1_000_000; i++) {
                publisher.publish("prices", new byte[64]);
            }

            Running<Boolean> closing = Running.start("closing", () -> {
                publisher.close();
                return true;
            });
            while (!closing.done()) {
                subscriber.receive(Duration.ofMillis(10));
            }
            long end = System.nanoTime() + SOON.toNanos();
            while (accounted(subscriber) < 1_000_000 && System.nanoTime() < end) {
                subscriber.receive(Duration.ofMillis(10));
            }

            assertThat(subscriber.stats().dropped())
                    .as("the test must overflow")
                    .isPositive();
            assertThat(accounted(subscriber)).isEqualTo(1_000_000);
        }
    }

    private static long accounted(Subscriber subscriber) {
        return subscriber.stats().received() + subscriber.stats().dropped();
    }
}

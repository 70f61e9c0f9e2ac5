package io.tunedzmq.jfr;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tunedzmq.Publisher;
import io.tunedzmq.PublisherProcess;
import io.tunedzmq.Subscriber;
import io.tunedzmq.TunedContext;
import io.tunedzmq.Wait;
import io.tunedzmq.config.HwmPolicy;
import io.tunedzmq.stats.Gap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What real recordings have of what really happened. */
@Timeout(120)
class FlightRecorderTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int FRAME = 40_000;

    private final List<Gap> told = new ArrayList<>();

    @Test
    void shouldRecordEveryGap() throws Exception {
        try (Flight flight = Flight.of("Gap");
                TunedContext context = TunedContext.builder().build()) {
            Publisher publisher = publisher(context);
            Subscriber subscriber = subscriber(context, publisher);

            lose(publisher, subscriber);

            List<RecordedEvent> gaps = flight.events("Gap");
            assertThat(gaps)
                    .hasSize((int) subscriber.stats().gaps())
                    .extracting(
                            event -> event.getString("topic"),
                            event -> event.getLong("firstMissing"),
                            event -> event.getLong("count"),
                            event -> event.getBoolean("afterReconnect"))
                    .containsExactlyElementsOf(told.stream()
                            .map(gap -> tuple(gap.topic(), gap.firstMissing(), gap.count(), gap.afterReconnect()))
                            .toList());
            assertThat(sum(gaps, "count"))
                    .isPositive()
                    .isEqualTo(subscriber.stats().dropped());
            assertThat(gaps).allSatisfy(event -> {
                assertThat(event.getString("subscriber")).isEqualTo("book");
                assertThat(event.getString("publisher"))
                        .isEqualTo(
                                Long.toHexString(subscriber.publishers().get(0).epoch()));
                assertThat(event.getString("address"))
                        .isEqualTo(subscriber.publishers().get(0).address().orElseThrow());
                assertThat(event.getStackTrace()).isNull();
            });
        }
    }

    private static Publisher publisher(TunedContext context) {
        return context.publisher()
                .bind("tcp://127.0.0.1:*")
                .name("trades")
                .hwm(HwmPolicy.messages(1))
                .open();
    }

    private Subscriber subscriber(TunedContext context, Publisher publisher) {
        Subscriber subscriber = context.subscriber()
                .connect(publisher.endpoint())
                .topic("prices")
                .name("book")
                .hwm(HwmPolicy.messages(1))
                .onGap(told::add)
                .open();
        assertThat(subscriber.awaitReady(SOON)).isTrue();
        return subscriber;
    }

    /** Until the books balance again. */
    private static void lose(Publisher publisher, Subscriber subscriber) {
        while (publisher.stats().stalls() < 100) { // JeroMQ passes a full subscriber over without a word.
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
    }

    private static long sum(List<RecordedEvent> events, String field) {
        return events.stream().mapToLong(event -> event.getLong(field)).sum();
    }

    @Test
    void shouldRecordARestart() throws Exception {
        try (Flight flight = Flight.of("PublisherRestart");
                TunedContext context = TunedContext.builder().build()) {
            PublisherProcess first = PublisherProcess.start("tcp://127.0.0.1:*");
            String endpoint = first.endpoint();
            Subscriber subscriber = context.subscriber()
                    .connect(endpoint)
                    .topic("prices")
                    .name("book")
                    .open();
            long before;
            try (first) {
                before = epochOfNext(subscriber, 0);
            }
            try (PublisherProcess second = PublisherProcess.start(endpoint)) {
                long after = epochOfNext(subscriber, before);

                RecordedEvent restart = onlyOne(flight.events("PublisherRestart"));
                assertThat(subscriber.stats().publisherRestarts()).isEqualTo(1);
                assertThat(restart.getString("subscriber")).isEqualTo("book");
                assertThat(restart.getString("publisherBefore")).isEqualTo(Long.toHexString(before));
                assertThat(restart.getString("publisher")).isEqualTo(Long.toHexString(after));
                assertThat("tcp://" + restart.getString("address"))
                        .isEqualTo(second.endpoint())
                        .isEqualTo(endpoint);
            }
        }
    }

    private static long epochOfNext(Subscriber subscriber, long not) {
        long[] epoch = {not};
        Wait.until("a message of another instance", () -> {
            subscriber.drain(message -> epoch[0] = message.epoch(), 1_000, Duration.ofMillis(100));
            return epoch[0] != not;
        });
        return epoch[0];
    }

    private static RecordedEvent onlyOne(List<RecordedEvent> events) {
        assertThat(events).hasSize(1);
        return events.get(0);
    }

    @Test
    void shouldTellTheSettingsInARecordingThatBeginsLater() throws Exception {
        try (TunedContext context = TunedContext.builder()
                        .ioThreads(2)
                        .hwm(HwmPolicy.messages(70_000))
                        .build();
                Flight flight = Flight.of("Context")) {
            assertThat(context.isClosed()).isFalse();

            checkSettings(onlyOne(flight.events("Context")));
        }
    }

    @Test
    void shouldTellTheSettingsOfAContextThatStarts() throws Exception {
        try (Flight flight = Flight.of("Context");
                TunedContext context = TunedContext.builder()
                        .ioThreads(2)
                        .hwm(HwmPolicy.messages(70_000))
                        .build()) {
            context.close();

            checkSettings(onlyOne(flight.events("Context")));
        }
    }

    private static void checkSettings(RecordedEvent event) {
        assertThat(event.getInt("ioThreads")).isEqualTo(2);
        assertThat(event.getInt("maxSockets")).isEqualTo(1_024);
        assertThat(event.getString("hwm")).contains("70000");
        assertThat(event.getString("hwmBySocketType")).isEmpty();
        assertThat(event.getDuration("linger")).isEqualTo(Duration.ofSeconds(1));
        assertThat(event.getLong("memoryBudget")).isEqualTo(Runtime.getRuntime().maxMemory() / 2);
        assertThat(event.getInt("socketBufferBytes")).isZero();
        assertThat(Duration.between(event.getInstant("startedAt"), event.getStartTime()))
                .isBetween(Duration.ofMillis(-1), Duration.ofMinutes(1));
    }

    @Test
    void shouldShowTheIoThreadsUntilTheContextIsOver() throws Exception {
        try (Flight flight = Flight.of("IoThread")) {
            try (TunedContext context = TunedContext.builder().ioThreads(2).build()) {
                Publisher publisher = publisher(context);
                assertThat(subscriber(context, publisher).stats().received()).isZero();
                Wait.until("both are shown", () -> ioThreads(flight).size() >= 4);

                List<RecordedEvent> events = ioThreads(flight);
                assertThat(events.stream()
                                .map(event -> event.getString("ioThread"))
                                .collect(toSet()))
                        .containsExactlyInAnyOrder("tunedzmq-io-1", "tunedzmq-io-2");
                assertThat(events).allSatisfy(event -> {
                    assertThat(event.getBoolean("alive")).isTrue();
                    assertThat(event.getFloat("cpuUsage")).isNotNegative();
                    assertThat(event.getDuration("cpuTime")).isPositive();
                });
                assertThat(sum(events.subList(events.size() - 2, events.size()), "connections"))
                        .isEqualTo(2);
            }
            int shown = ioThreads(flight).size();
            try (Flight later = Flight.of("IoThread")) {
                assertThat(ioThreads(later)).isEmpty();
            }
            assertThat(ioThreads(flight)).hasSize(shown);
        }
    }

    private static List<RecordedEvent> ioThreads(Flight flight) {
        try {
            return flight.events("IoThread");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.tunedzmq.jfr;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tunedzmq.LossyFeed;
import io.tunedzmq.Publisher;
import io.tunedzmq.PublisherProcess;
import io.tunedzmq.Subscriber;
import io.tunedzmq.TcpRelay;
import io.tunedzmq.TunedContext;
import io.tunedzmq.Wait;
import io.tunedzmq.config.HwmPolicy;
import io.tunedzmq.config.SlowPolicy;
import io.tunedzmq.diagnosis.Diagnosis;
import io.tunedzmq.diagnosis.Evidence;
import io.tunedzmq.metrics.MeasuredContext;
import io.tunedzmq.metrics.MeasuredContexts;
import io.tunedzmq.stats.Gap;
import io.tunedzmq.stats.SlowEpisode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.zeromq.SocketType;
import org.zeromq.ZContext;

/** What real recordings have of what really happened. */
@Timeout(120)
class FlightRecorderTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration OFTEN = Duration.ofMillis(50);

    private final List<Gap> told = new ArrayList<>();
    private final Queue<SlowEpisode> slowAtPublisher = new ConcurrentLinkedQueue<>();
    private final Queue<SlowEpisode> slowAtSubscriber = new ConcurrentLinkedQueue<>();

    @Test
    void shouldRecordEveryGap() throws Exception {
        try (Flight flight = Flight.of("Gap");
                TunedContext context = TunedContext.builder().build()) {
            Publisher publisher = publisher(context);
            Subscriber subscriber = subscriber(context, publisher);

            LossyFeed.lose(publisher, subscriber);

            List<RecordedEvent> gaps = flight.events("io.tunedzmq.Gap");
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
                assertThat(event.getString("publisherIdentity"))
                        .isEqualTo(
                                Long.toHexString(subscriber.publishers().get(0).epoch()));
                assertThat(event.getString("address"))
                        .isEqualTo(subscriber.publishers().get(0).address().orElseThrow());
                assertThat(event.getStackTrace()).isNull();
            });
        }
    }

    @Test
    void shouldRecordEveryStall() throws Exception {
        try (Flight flight = Flight.of("Stall");
                TunedContext context = TunedContext.builder().build()) {
            Publisher publisher = publisher(context);
            LossyFeed.lose(publisher, subscriber(context, publisher));
            publisher.close();

            List<RecordedEvent> stalls = flight.events("io.tunedzmq.Stall");
            assertThat(sum(stalls, "times"))
                    .isGreaterThanOrEqualTo(100)
                    .isEqualTo(publisher.stats().stalls());
            assertThat(stalls).allSatisfy(event -> {
                assertThat(event.getString("publisher")).isEqualTo("trades");
                assertThat(event.getString("publisherIdentity")).isEqualTo(Long.toHexString(publisher.epoch()));
                assertThat(event.getLong("times")).isPositive();
                assertThat(event.getDuration()).isPositive();
            });
        }
    }

    /** As both ends notice it, when it begins and when it is over. */
    @Test
    void shouldRecordASlowEpisode() throws Exception {
        try (Flight flight = Flight.of("SlowEpisode");
                TunedContext context = TunedContext.builder().build()) {
            Publisher publisher = publisher(context);
            Subscriber subscriber = subscriber(context, publisher);
            LossyFeed.lose(publisher, subscriber);
            Wait.until("it is over at both ends", () -> {
                subscriber.receive(Duration.ZERO);
                return isOver(slowAtPublisher) && isOver(slowAtSubscriber);
            });

            List<RecordedEvent> events = flight.events("io.tunedzmq.SlowEpisode");
            compare(events, "publisher", publisher.epoch(), slowAtPublisher);
            compare(events, "subscriber", subscriber.id(), slowAtSubscriber);
            assertThat(events).hasSize(slowAtPublisher.size() + slowAtSubscriber.size());
        }
    }

    private static boolean isOver(Collection<SlowEpisode> told) {
        return !told.isEmpty() && told.size() % 2 == 0;
    }

    private static void compare(List<RecordedEvent> events, String noticedBy, long id, Collection<SlowEpisode> told) {
        assertThat(events.stream().filter(event -> event.getString("noticedBy").equals(noticedBy)))
                .extracting(
                        event -> event.getString("noticedByIdentity"),
                        event -> event.getString("subscriberIdentity"),
                        event -> event.getString("subscriber"),
                        event -> event.getBoolean("over"),
                        event -> event.getLong("dropped"),
                        event -> event.getDuration("lasted"),
                        event -> event.getInstant("noticedAt"))
                .containsExactlyElementsOf(told.stream()
                        .map(episode -> tuple(
                                Long.toHexString(id),
                                Long.toHexString(episode.subscriberId()),
                                "book",
                                episode.over(),
                                episode.dropped(),
                                episode.lasted(),
                                episode.start().truncatedTo(ChronoUnit.MILLIS)))
                        .toList());
    }

    @Test
    void shouldRecordConnectionsThatComeAndGo() throws Exception {
        try (Flight flight = Flight.of("ConnectionOpened", "ConnectionLost");
                TunedContext context = TunedContext.builder().build()) {
            Publisher publisher = publisher(context);
            try (TcpRelay relay = new TcpRelay(publisher.endpoint())) {
                Subscriber subscriber = context.subscriber()
                        .connect(relay.endpoint())
                        .topic("prices")
                        .name("book")
                        .open();
                assertThat(subscriber.awaitReady(SOON)).isTrue();
                relay.cut();
                Wait.until(
                        "both have heard of it",
                        () -> events(flight, "io.tunedzmq.ConnectionLost").size() >= 2);
                relay.restore();
                Wait.until("it is there again", () -> subscriber.awaitReady(SOON));

                List<RecordedEvent> opened = events(flight, "io.tunedzmq.ConnectionOpened");
                List<RecordedEvent> lost = events(flight, "io.tunedzmq.ConnectionLost");
                for (RecordedEvent event : lost) {
                    assertThat(event.getDuration("lasted")).isBetween(Duration.ZERO, Duration.ofMinutes(1));
                    assertThat(opened)
                            .filteredOn(each -> ends(each).equals(ends(event)))
                            .as("of the same connection")
                            .hasSize(1);
                }
                assertThat(of(opened, "subscriber"))
                        .hasSize(of(lost, "subscriber").size() + 1)
                        .allSatisfy(event -> {
                            assertThat(event.getString("socket")).isEqualTo("book");
                            assertThat(event.getString("socketIdentity")).isEqualTo(Long.toHexString(subscriber.id()));
                            assertThat(event.getString("endpoint")).isEqualTo(relay.endpoint());
                            assertThat("tcp://" + event.getString("remote")).isEqualTo(relay.endpoint());
                            assertThat(event.getBoolean("accepted")).isFalse();
                        });
                assertThat(of(opened, "publisher"))
                        .hasSize(of(lost, "publisher").size() + 1)
                        .allSatisfy(event -> {
                            assertThat(event.getString("socket")).isEqualTo("trades");
                            assertThat(event.getString("socketIdentity"))
                                    .isEqualTo(Long.toHexString(publisher.epoch()));
                            assertThat(event.getString("endpoint")).isEqualTo(publisher.endpoint());
                            assertThat("tcp://" + event.getString("local")).isEqualTo(publisher.endpoint());
                            assertThat(event.getBoolean("accepted")).isTrue();
                        });
            }
        }
    }

    private static List<String> ends(RecordedEvent event) {
        return List.of(event.getString("role"), event.getString("local"), event.getString("remote"));
    }

    private static List<RecordedEvent> of(List<RecordedEvent> events, String role) {
        return events.stream()
                .filter(event -> event.getString("role").equals(role))
                .toList();
    }

    @Test
    void shouldRecordWhatADiagnosisFinds() throws Exception {
        try (Flight flight = Flight.of("Finding");
                ZContext foreign = new ZContext();
                TunedContext context = TunedContext.builder().build()) {
            foreign.createSocket(SocketType.PUB);
            Diagnosis diagnosis = context.diagnose(Duration.ofMillis(200));

            compare(flight.events("io.tunedzmq.Finding"), diagnosis);
        }
    }

    private static void compare(List<RecordedEvent> events, Diagnosis diagnosis) {
        assertThat(events)
                .isNotEmpty()
                .extracting(
                        event -> event.getString("symptom"),
                        event -> event.getString("severity"),
                        event -> event.getString("subject"),
                        event -> event.getString("summary"),
                        event -> event.getString("evidence"),
                        event -> event.getString("fix"),
                        event -> event.getString("more"),
                        event -> event.getDuration("window"))
                .containsExactlyElementsOf(diagnosis.findings().stream()
                        .map(finding -> tuple(
                                finding.symptom().name(),
                                finding.severity().name(),
                                finding.subject(),
                                finding.summary(),
                                finding.evidence().stream()
                                        .map(Evidence::toString)
                                        .collect(joining("\n")),
                                finding.fix(),
                                finding.symptom().link(),
                                diagnosis.observed().window()))
                        .toList());
    }

    @Test
    void shouldRecordWhatTheContinuousDiagnosisTells() throws Exception {
        BlockingQueue<Diagnosis> told = new LinkedBlockingQueue<>();
        try (Flight flight = Flight.of("Finding");
                TunedContext context = TunedContext.builder()
                        .diagnoseEvery(Duration.ofSeconds(1), told::add)
                        .build()) {
            for (int i = 1; i <= 2; i++) {
                Diagnosis diagnosis;
                try (ZContext foreign = new ZContext()) {
                    foreign.createSocket(SocketType.PUB);
                    diagnosis = told.poll(20, TimeUnit.SECONDS);
                }
                MeasuredContext observed = MeasuredContexts.of(context);
                Wait.until(
                        "it is over",
                        () -> observed.openFindings().orElseThrow().isEmpty());

                List<RecordedEvent> events = flight.events("io.tunedzmq.Finding");
                assertThat(diagnosis).isNotNull();
                assertThat(events).hasSize(i);
                compare(events.subList(i - 1, i), diagnosis);
            }
        }
    }

    private Publisher publisher(TunedContext context) {
        return context.publisher()
                .bind("tcp://127.0.0.1:*")
                .name("trades")
                .slowAfter(Duration.ofMillis(500))
                .onSlowSubscriber(slowAtPublisher::add)
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
                .slow(SlowPolicy.tell(Duration.ofMillis(500)))
                .onSlow(slowAtSubscriber::add)
                .open();
        assertThat(subscriber.awaitReady(SOON)).isTrue();
        return subscriber;
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

                RecordedEvent restart = onlyOne(flight.events("io.tunedzmq.PublisherRestart"));
                assertThat(subscriber.stats().publisherRestarts()).isEqualTo(1);
                assertThat(restart.getString("subscriber")).isEqualTo("book");
                assertThat(restart.getString("publisherIdentityBefore")).isEqualTo(Long.toHexString(before));
                assertThat(restart.getString("publisherIdentity")).isEqualTo(Long.toHexString(after));
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

            checkSettings(onlyOne(flight.events("io.tunedzmq.Context")));
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

            checkSettings(onlyOne(flight.events("io.tunedzmq.Context")));
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
            try (Flight later = Flight.of("IoThread")) {
                later.recording().enable("io.tunedzmq.IoThread").withPeriod(OFTEN);
                later.recording().enable("jdk.CPULoad").withPeriod(OFTEN);
                Wait.until(
                        "others are shown", () -> events(later, "jdk.CPULoad").size() >= 3);

                assertThat(ioThreads(later)).isEmpty();
            }
        }
    }

    private static List<RecordedEvent> ioThreads(Flight flight) {
        return events(flight, "io.tunedzmq.IoThread");
    }

    private static List<RecordedEvent> events(Flight flight, String name) {
        try {
            return flight.events(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.tunedzmq.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tunedzmq.Publisher;
import io.tunedzmq.Subscriber;
import io.tunedzmq.TunedContext;
import io.tunedzmq.Wait;
import io.tunedzmq.config.HwmPolicy;
import io.tunedzmq.config.OverflowPolicy;
import io.tunedzmq.diagnosis.Symptom;
import io.tunedzmq.stats.ClosedException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which meters there are, whose they are, and what they show. */
@Timeout(60)
class MetersTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int MORE_THAN_THE_SYSTEM_HOLDS = 2_000;
    private static final String PUBLISHED = "tunedzmq.publisher.published";
    private static final String RECEIVED = "tunedzmq.subscriber.received";

    private final TunedContext context =
            TunedContext.builder().linger(Duration.ofMillis(200)).build();
    private final MeterRegistry registry = new SimpleMeterRegistry();

    @AfterEach
    void close() {
        context.close();
        registry.close();
    }

    @Test
    void shouldShowThoseOfOneNameAsOne() {
        bind();
        Publisher one = publisher("trades");
        Publisher other = publisher("trades");
        Publisher quotes = publisher("quotes");
        publish(one, 3);
        publish(other, 4);
        publish(quotes, 5);

        shows(PUBLISHED, "trades", 7);
        shows(PUBLISHED, "quotes", 5);
        assertThat(gauge("tunedzmq.publisher.open", "trades")).isEqualTo(2);
    }

    @Test
    void shouldShowThoseWithoutANameAsOne() {
        bind();
        publish(publisher(""), 3);
        publish(publisher(""), 4);

        shows(PUBLISHED, "unnamed", 7);
    }

    @Test
    void shouldNeverGoBackWhenOneOfANameCloses() {
        bind();
        Publisher one = publisher("trades");
        Publisher other = publisher("trades");
        publish(one, 3);
        publish(other, 4);
        one.close();

        shows(PUBLISHED, "trades", 7);
        assertThat(gauge("tunedzmq.publisher.open", "trades")).isEqualTo(1);

        publish(other, 1);
        publish(publisher("trades"), 10);
        other.close();

        shows(PUBLISHED, "trades", 18);
    }

    @Test
    void shouldAppearWhenOpenedAndGoWhenClosed() {
        Publisher before = publisher("before");
        bind();
        assertThat(names()).containsExactly("before");

        Publisher after = publisher("after");
        Subscriber book = subscriber(after, "book");
        assertThat(names()).containsExactly("after", "before", "book");

        before.close();
        book.close();
        assertThat(names()).containsExactly("after");
    }

    @Test
    void shouldTakeEverythingOutWhenClosed() {
        TunedZmqMetrics metrics = bind();
        SimpleMeterRegistry second = new SimpleMeterRegistry();
        metrics.bindTo(second);
        metrics.bindTo(second);
        subscriber(publisher("trades"), "book");
        assertThat(second.getMeters()).hasSameSizeAs(registry.getMeters()).isNotEmpty();

        metrics.close();
        metrics.close();

        assertThat(registry.getMeters()).isEmpty();
        assertThat(second.getMeters()).isEmpty();
        publisher("quotes");
        assertThat(registry.getMeters()).isEmpty();
        assertThatIllegalStateException()
                .isThrownBy(() -> metrics.bindTo(registry))
                .withMessageContaining("make a new one");
    }

    @Test
    void shouldTakeEverythingOutWhenTheContextEnds() {
        TunedZmqMetrics metrics = bind();
        subscriber(publisher("trades"), "book");

        context.close();

        assertThat(registry.getMeters()).isEmpty();
        assertThatIllegalStateException().isThrownBy(() -> metrics.bindTo(registry));
        assertThatThrownBy(() -> new TunedZmqMetrics(context)).isInstanceOf(ClosedException.class);

        try (TunedContext next = TunedContext.builder().build()) {
            new TunedZmqMetrics(next).bindTo(registry);
            metrics.close();
            assertThat(registry.getMeters()).isNotEmpty();
        }
    }

    @Test
    void shouldStayAsLongAsOneOfSeveralWantsThem() {
        TunedZmqMetrics first = bind();
        TunedZmqMetrics second = bind();
        publish(publisher("trades"), 3);
        int all = registry.getMeters().size();

        first.close();

        assertThat(registry.getMeters()).hasSize(all);
        shows(PUBLISHED, "trades", 3);
        second.close();
        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void shouldStayWhenNobodyKeepsTheObject() {
        WeakReference<TunedZmqMetrics> metrics = new WeakReference<>(bind());
        Publisher trades = publisher("trades");
        Wait.until("the object is collected", () -> {
            System.gc();
            return metrics.refersTo(null);
        });
        publish(trades, 3);

        shows(PUBLISHED, "trades", 3);
        assertThat(gauge("tunedzmq.publisher.open", "trades")).isEqualTo(1);
    }

    /** As one that has a meter of the same name and other tags. */
    @Test
    void shouldOpenAndCloseAlthoughARegistryFails() {
        registry.config().meterFilter(new MeterFilter() {
            @Override
            public Meter.Id map(Meter.Id id) {
                if ("bad".equals(id.getTag("name")) && id.getName().equals("tunedzmq.publisher.stalls")) {
                    throw new IllegalArgumentException("no");
                }
                return id;
            }
        });
        bind();

        publisher("bad").close();
        Publisher bad = publisher("bad");
        publish(publisher("good"), 3);

        assertThat(context.publishers()).contains(bad).hasSize(2);
        bad.close();
        publisher("better");
        assertThat(names()).contains("better").doesNotContain("bad");
        shows(PUBLISHED, "good", 3);
    }

    @Test
    void shouldShowWhatIsOpenedByAListenerOfTheRegistry() {
        AtomicReference<Publisher> second = new AtomicReference<>();
        registry.config().onMeterAdded(meter -> {
            if ("first".equals(meter.getId().getTag("name")) && second.get() == null) {
                second.set(publisher("second"));
            }
        });
        bind();
        publisher("first");

        publish(second.get(), 3);
        shows(PUBLISHED, "second", 3);
        assertThat(names()).containsExactly("first", "second");
    }

    @Test
    void shouldMeasureHowLongFramesAreUnderWayAndPublishWaits() {
        Publisher trades = context.publisher()
                .bind("tcp://127.0.0.1:*")
                .name("trades")
                .hwm(HwmPolicy.messages(1))
                .overflow(OverflowPolicy.block(Duration.ofMillis(20)))
                .open();
        Subscriber book = subscriber(trades, "book");
        receiveOne(trades, book);
        bind();
        assertThat(registry.get("tunedzmq.subscriber.latency").timer().count()).isZero();

        long startNs = System.nanoTime();
        receiveOne(trades, book);
        receiveOne(trades, book);

        var latency =
                registry.get("tunedzmq.subscriber.latency").tag("name", "book").timer();
        assertThat(latency.count()).isEqualTo(2);
        assertThat(latency.totalTime(TimeUnit.NANOSECONDS)).isPositive();
        assertThat(latency.max(TimeUnit.NANOSECONDS)).isLessThan((double) (System.nanoTime() - startNs));

        while (trades.stats().refused() == 0) {
            trades.publish("prices", new byte[30_000]);
        }
        var wait = registry.get("tunedzmq.publisher.wait").tag("name", "trades").timer();
        assertThat(wait.count()).isPositive();
        assertThat(wait.max(TimeUnit.MILLISECONDS)).isGreaterThanOrEqualTo(20);
    }

    @Test
    void shouldShowWhatIsQueuedAndHowFarASubscriberIsBehind() {
        bind();
        Publisher trades = publisher("trades");
        Subscriber slow = context.subscriber()
                .connect(trades.endpoint())
                .topic("prices")
                .name("slow")
                .hwm(HwmPolicy.messages(1))
                .open();
        assertThat(slow.awaitReady(SOON)).isTrue();
        subscriber(trades, "fast");
        for (int i = 0; i < MORE_THAN_THE_SYSTEM_HOLDS; i++) {
            trades.publish("prices", new byte[30_000]);
        }

        Wait.until(
                () -> "behind as in " + trades.subscribers(),
                () -> gauge("tunedzmq.publisher.behind", "trades") > 0
                        && gauge("tunedzmq.publisher.behind", "trades") == mostBehind(trades)
                        && gauge("tunedzmq.publisher.lag", "trades") > 1
                        && gauge("tunedzmq.subscriber.lag", "slow") > 1);
        assertThat(gauge("tunedzmq.publisher.subscribers", "trades")).isEqualTo(2);
        assertThat(gauge("tunedzmq.publisher.queued", "trades")).isPositive();
        assertThat(gauge("tunedzmq.publisher.full", "trades")).isEqualTo(1);
        assertThat(gauge("tunedzmq.subscriber.queued", "slow")).isPositive();
        assertThat(gauge("tunedzmq.subscriber.ready", "slow")).isEqualTo(1);
        assertThat(gauge("tunedzmq.subscriber.connections", "slow")).isEqualTo(1);
        assertThat(gauge("tunedzmq.subscriber.lag", "slow")).isLessThan(60);
        slow.close();
    }

    private static long mostBehind(Publisher publisher) {
        return publisher.subscribers().stream()
                .mapToLong(each -> each.behind().orElse(0))
                .max()
                .orElse(0);
    }

    @Test
    void shouldShowWhatTheIoThreadsDo() {
        bind();
        Publisher trades = publisher("trades");
        Subscriber book = subscriber(trades, "book");
        receiveOne(trades, book);

        Wait.until(
                "the share of a CPU",
                () -> registry.get("tunedzmq.io.thread.cpu.usage")
                                .tag("thread", "tunedzmq-io-1")
                                .gauge()
                                .value()
                        >= 0);
        assertThat(registry.get("tunedzmq.io.thread.cpu.usage").gauge().value()).isBetween(0.0, 1.5);
        assertThat(registry.get("tunedzmq.io.thread.cpu").functionCounter().count())
                .isPositive();
        assertThat(registry.get("tunedzmq.io.thread.connections").gauge().value())
                .isEqualTo(2);
        assertThat(registry.get("tunedzmq.io.thread.alive").gauge().value()).isEqualTo(1);
    }

    @Test
    void shouldShowFindingsOnlyWithContinuousDiagnosis() {
        bind();
        assertThat(registry.find("tunedzmq.findings").gauges()).isEmpty();

        try (TunedContext joined = TunedContext.builder()
                .linger(Duration.ofMillis(200))
                .diagnoseEvery(Duration.ofSeconds(1), diagnosis -> {})
                .getOrBuild()) {
            assertThat(registry.find("tunedzmq.findings").gauges()).hasSize(Symptom.values().length);
            assertThat(findings(Symptom.NO_PUBLISHER)).isZero();

            Subscriber lonely = joined.subscriber()
                    .connect("tcp://127.0.0.1:1")
                    .topic("prices")
                    .open();
            Wait.until("it is found", () -> findings(Symptom.NO_PUBLISHER) == 1);
            lonely.close();
            Wait.until("it is over", () -> findings(Symptom.NO_PUBLISHER) == 0);
        }
    }

    private double findings(Symptom symptom) {
        return registry.get("tunedzmq.findings")
                .tag("symptom", symptom.name())
                .gauge()
                .value();
    }

    /** Whoever reads meanwhile sees counts that only grow. */
    @Test
    void shouldNeverGoBackWhileManyOfANameComeAndGo() throws Exception {
        bind();
        Publisher trades = publisher("trades");
        Subscriber stays = subscriber(trades, "book");
        Thread opening = new Thread(() -> {
            for (int i = 0; i < 50; i++) {
                try (Subscriber comes = subscriber(trades, "book")) {
                    trades.publish("prices", new byte[10]);
                    assertThat(comes.receive(SOON)).isNotNull();
                }
            }
        });
        AtomicReference<Throwable> failure = new AtomicReference<>();
        opening.setUncaughtExceptionHandler((thread, problem) -> failure.set(problem));
        opening.start();
        double last = 0;
        while (opening.isAlive()) {
            double now = counter(RECEIVED, "book");
            assertThat(now).isGreaterThanOrEqualTo(last);
            last = now;
        }
        opening.join();

        assertThat(failure).hasValue(null);
        while (stays.stats().received() < 50) {
            assertThat(stays.receive(SOON)).isNotNull();
        }
        shows(RECEIVED, "book", 100);
    }

    private TunedZmqMetrics bind() {
        TunedZmqMetrics metrics = new TunedZmqMetrics(context);
        metrics.bindTo(registry);
        return metrics;
    }

    private Publisher publisher(String name) {
        return context.publisher()
                .bind("tcp://127.0.0.1:*")
                .name(name)
                .hwm(HwmPolicy.messages(100))
                .open();
    }

    private Subscriber subscriber(Publisher publisher, String name) {
        Subscriber subscriber = context.subscriber()
                .connect(publisher.endpoint())
                .topic("prices")
                .name(name)
                .open();
        assertThat(subscriber.awaitReady(SOON)).isTrue();
        return subscriber;
    }

    private static void publish(Publisher publisher, int messages) {
        for (int i = 0; i < messages; i++) {
            publisher.publish("prices", new byte[10]);
        }
    }

    private static void receiveOne(Publisher publisher, Subscriber subscriber) {
        publish(publisher, 1);
        assertThat(subscriber.receive(SOON)).isNotNull();
    }

    /** What is read may be 100 ms old. */
    private void shows(String meter, String name, long value) {
        Wait.until(() -> value + ", but " + counter(meter, name), () -> counter(meter, name) == value);
    }

    private double counter(String meter, String name) {
        return registry.get(meter).tag("name", name).functionCounter().count();
    }

    private double gauge(String meter, String name) {
        return registry.get(meter).tag("name", name).gauge().value();
    }

    private List<String> names() {
        return registry.getMeters().stream()
                .map(meter -> meter.getId().getTag("name"))
                .filter(name -> name != null)
                .distinct()
                .sorted()
                .toList();
    }
}

package io.tunedzmq.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tunedzmq.Publisher;
import io.tunedzmq.Subscriber;
import io.tunedzmq.TunedContext;
import io.tunedzmq.Wait;
import io.tunedzmq.stats.ClosedException;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which meters there are, and whose they are. */
@Timeout(60)
class MetersTest extends MetersFixture {
    private static final String PUBLISHED = "tunedzmq.publisher.published";
    private static final String RECEIVED = "tunedzmq.subscriber.received";

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

    private List<String> names() {
        return registry.getMeters().stream()
                .map(meter -> meter.getId().getTag("name"))
                .filter(name -> name != null)
                .distinct()
                .sorted()
                .toList();
    }
}

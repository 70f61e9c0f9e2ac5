package io.tunedzmq.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.Publisher;
import io.tunedzmq.Subscriber;
import io.tunedzmq.TunedContext;
import io.tunedzmq.Wait;
import io.tunedzmq.config.HwmPolicy;
import io.tunedzmq.config.OverflowPolicy;
import io.tunedzmq.diagnosis.Symptom;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What meters show of publishers, subscribers, I/O threads and findings. */
@Timeout(60)
class MeterValuesTest extends MetersFixture {
    private static final int MORE_THAN_THE_SYSTEM_HOLDS = 2_000;

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
}

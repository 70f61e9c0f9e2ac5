package io.tunedzmq.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tunedzmq.Publisher;
import io.tunedzmq.Subscriber;
import io.tunedzmq.TunedContext;
import io.tunedzmq.Wait;
import io.tunedzmq.config.HwmPolicy;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;

/** A context, and a registry that shows its meters once it is bound. */
abstract class MetersFixture {
    static final Duration SOON = Duration.ofSeconds(10);

    final TunedContext context =
            TunedContext.builder().linger(Duration.ofMillis(200)).build();
    final MeterRegistry registry = new SimpleMeterRegistry();

    @AfterEach
    void close() {
        context.close();
        registry.close();
    }

    TunedZmqMetrics bind() {
        TunedZmqMetrics metrics = new TunedZmqMetrics(context);
        metrics.bindTo(registry);
        return metrics;
    }

    Publisher publisher(String name) {
        return context.publisher()
                .bind("tcp://127.0.0.1:*")
                .name(name)
                .hwm(HwmPolicy.messages(100))
                .open();
    }

    Subscriber subscriber(Publisher publisher, String name) {
        Subscriber subscriber = context.subscriber()
                .connect(publisher.endpoint())
                .topic("prices")
                .name(name)
                .open();
        assertThat(subscriber.awaitReady(SOON)).isTrue();
        return subscriber;
    }

    static void publish(Publisher publisher, int messages) {
        for (int i = 0; i < messages; i++) {
            publisher.publish("prices", new byte[10]);
        }
    }

    static void receiveOne(Publisher publisher, Subscriber subscriber) {
        publish(publisher, 1);
        assertThat(subscriber.receive(SOON)).isNotNull();
    }

    /** What is read may be 100 ms old. */
    void shows(String meter, String name, long value) {
        Wait.until(() -> value + ", but " + counter(meter, name), () -> counter(meter, name) == value);
    }

    double counter(String meter, String name) {
        return registry.get(meter).tag("name", name).functionCounter().count();
    }

    double gauge(String meter, String name) {
        return registry.get(meter).tag("name", name).gauge().value();
    }
}

package io.tunedzmq.examples;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tunedzmq.Publisher;
import io.tunedzmq.Subscriber;
import io.tunedzmq.TunedContext;
import io.tunedzmq.config.HwmPolicy;
import io.tunedzmq.micrometer.TunedZmqMetrics;
import java.time.Duration;

/** The README's lines on metrics, and what they show of a subscriber that loses messages. */
public final class Metrics {
    private static final int BURST = 1_000;
    private static final int BYTES = 40_000;

    private Metrics() {}

    public static void main(String[] args) {
        try (TunedContext context = TunedContext.builder().build()) {
            // tag::readme[]
            PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
            new TunedZmqMetrics(context).bindTo(registry);
            // end::readme[]
            Publisher publisher = context.publisher()
                    .bind("tcp://127.0.0.1:*")
                    .name("trades")
                    .hwm(HwmPolicy.messages(1))
                    .open();
            Subscriber subscriber = context.subscriber()
                    .connect(publisher.endpoint())
                    .topic("prices")
                    .name("book")
                    .hwm(HwmPolicy.messages(1))
                    .open();
            subscriber.awaitReady(Duration.ofSeconds(5));
            for (int i = 0; i < BURST; i++) {
                publisher.publish("prices", new byte[BYTES]);
            }
            while (subscriber.receive(Duration.ofSeconds(2)) != null) {
                // What is lost is counted behind the last message.
            }
            System.out.print(registry.scrape());
        }
    }
}

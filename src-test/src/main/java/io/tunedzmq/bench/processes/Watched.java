package io.tunedzmq.bench.processes;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tunedzmq.TunedContext;
import io.tunedzmq.micrometer.TunedZmqMetrics;
import java.io.IOException;
import java.text.ParseException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;

/**
 * A context with everything on by which it can be watched: JMX, a diagnosis every ten seconds, meters of which a page
 * is made each second, and a recording with the settings that the JDK calls default.
 */
final class Watched implements AutoCloseable {
    private static final Duration DIAGNOSIS = Duration.ofSeconds(10);

    private final TunedContext context;
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final TunedZmqMetrics metrics;
    private final ScheduledExecutorService scraper = Executors.newSingleThreadScheduledExecutor();
    private final ScheduledFuture<?> scrapes;
    private final Recording recording;

    Watched(Setup setup) throws IOException, ParseException {
        recording = new Recording(Configuration.getConfiguration("default"));
        recording.start();
        context = TunedSender.builder(setup)
                .jmx(true)
                .diagnoseEvery(DIAGNOSIS, diagnosis -> {})
                .build();
        metrics = new TunedZmqMetrics(context);
        metrics.bindTo(registry);
        scrapes = scraper.scheduleWithFixedDelay(this::scrape, 1, 1, TimeUnit.SECONDS);
    }

    private void scrape() {
        if (!registry.scrape().contains("tunedzmq_context_health")) {
            throw new IllegalStateException("nothing is shown");
        }
    }

    TunedContext context() {
        return context;
    }

    @Override
    public void close() throws ExecutionException, InterruptedException {
        boolean failed = scrapes.isDone();
        scraper.shutdownNow();
        metrics.close();
        context.close();
        recording.close();
        if (failed) {
            scrapes.get(); // Throws what a scrape did: from then on there were no more.
        }
    }
}

package io.tunedzmq.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.LossyFeed;
import io.tunedzmq.TunedContext;
import io.tunedzmq.Wait;
import io.tunedzmq.stats.PublisherStats;
import io.tunedzmq.stats.SubscriberStats;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the real Prometheus has after it has scraped a feed that lost messages. */
@Timeout(300) // It may have to be downloaded.
class PrometheusTest {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final String BOOK = "(?s)book.*";
    private static final Path ALERTS = Dashboard.FOLDER.resolve("alerts.yml");
    private static final Path PAGE = Path.of(System.getProperty("project.root"), "core/docs/metrics.md");

    private final TunedContext context = TunedContext.builder()
            .linger(Duration.ZERO)
            .diagnoseEvery(Duration.ofSeconds(1), diagnosis -> {})
            .build();
    private final MetricsServer server = new MetricsServer();

    PrometheusTest() throws IOException {}

    @AfterEach
    void close() {
        server.close();
        context.close();
    }

    @Test
    void shouldHaveWhatStatsSay(@TempDir Path folder) throws Exception {
        LossyFeed feed = show("book \"1\"\\\nof \u00fc");

        try (Prometheus prometheus = Prometheus.scraping(server.address(), ALERTS, folder)) {
            Map<String, Double> before = counts(feed);
            Wait.until(
                    () -> "at least " + before + ", but " + of(prometheus, before),
                    () -> of(prometheus, before).entrySet().stream()
                            .allMatch(each -> each.getValue() >= before.get(each.getKey())));
            Map<String, Double> shown = of(prometheus, before);
            Map<String, Double> after = counts(feed);

            // What does not grow by itself is the same before and after.
            shown.forEach(
                    (series, value) -> assertThat(value).as(series).isBetween(before.get(series), after.get(series)));
            assertThat(after)
                    .containsEntry(
                            "tunedzmq_subscriber_dropped_messages_total{name=~\"" + BOOK + "\"}",
                            before.get("tunedzmq_subscriber_dropped_messages_total{name=~\"" + BOOK + "\"}"));
            for (String expression : expressions()) {
                prometheus.query(expression);
            }
            assertThat(prometheus.query("tunedzmq_context_io_threads")).hasValue(1);
            assertThat(prometheus.query("count(tunedzmq_subscriber_open{name='book \"1\"\\\\\\nof \u00fc'})"))
                    .hasValue(1);
        }
        assertThat(Prometheus.check(server.registry().scrape())).isEmpty();
    }

    @Test
    void shouldAnswerWhatTheDashboardAsksAndTellOfALoss(@TempDir Path folder) throws Exception {
        LossyFeed feed = show("book");

        try (Prometheus prometheus = Prometheus.scraping(server.address(), ALERTS, folder)) {
            String seen = "tunedzmq_subscriber_dropped_messages_total > 0";
            Wait.until("what was lost until now", () -> prometheus.query(seen).isPresent());
            assertThat(prometheus.query("ALERTS{alertname='TunedZmqMessagesLost'}"))
                    .isEmpty();

            feed.lose(); // What had been lost before the first scrape is no increase.

            for (String alert : List.of("TunedZmqMessagesLost", "TunedZmqSubscribersReportLoss")) {
                String firing = "ALERTS{alertname='" + alert + "',alertstate='firing'}";
                Wait.until(firing, () -> prometheus.query(firing).isPresent());
            }
            assertThat(prometheus.healthOfRules()).hasSizeGreaterThan(10).containsOnly("ok");
            for (String query : Dashboard.read().queries()) {
                // What is shown only while there is something of it is zero now.
                String asked = Dashboard.asked(query).replace(" > 0", " >= 0");
                Wait.until(asked, () -> prometheus.query(asked).isPresent());
            }
            String lost = Dashboard.asked(Dashboard.read().queries().get(0));
            assertThat(prometheus.query(lost).orElseThrow()).isPositive();
        }
    }

    /** Shows all metrics of the context, with a subscriber of this name that has lost messages. */
    private LossyFeed show(String subscriber) {
        new TunedZmqMetrics(context).bindTo(server.registry());
        LossyFeed feed = LossyFeed.open(context, "trades", subscriber);
        feed.lose();
        return feed;
    }

    private static Map<String, Double> of(Prometheus prometheus, Map<String, Double> series) {
        Map<String, Double> values = new HashMap<>();
        series.keySet().forEach(each -> values.put(each, prometheus.query(each).orElse(-1)));
        return values;
    }

    private static Map<String, Double> counts(LossyFeed feed) {
        Map<String, Double> counts = new HashMap<>();
        PublisherStats sent = feed.publisher().stats();
        count(counts, "publisher_published_messages", "trades", sent.published());
        count(counts, "publisher_refused_messages", "trades", sent.refused());
        count(counts, "publisher_dropped_messages", "trades", sent.dropped());
        count(counts, "publisher_batches", "trades", sent.batches());
        count(counts, "publisher_bytes", "trades", sent.bytes());
        count(counts, "publisher_stalls", "trades", sent.stalls());
        count(counts, "publisher_stalled_seconds", "trades", sent.stalledNs() / NANOS_PER_SECOND);
        count(counts, "publisher_untracked_messages", "trades", sent.untracked());
        count(counts, "publisher_ignored_messages", "trades", sent.ignoredUpstream());
        count(counts, "publisher_checks", "trades", sent.checks());
        count(counts, "publisher_unbalanced_checks", "trades", sent.unbalanced());
        SubscriberStats got = feed.subscriber().stats();
        count(counts, "subscriber_received_messages", BOOK, got.received());
        count(counts, "subscriber_dropped_messages", BOOK, got.dropped());
        count(counts, "subscriber_gaps", BOOK, got.gaps());
        count(counts, "subscriber_duplicates_messages", BOOK, got.duplicates());
        count(counts, "subscriber_publisher_restarts", BOOK, got.publisherRestarts());
        count(counts, "subscriber_publishers_ended", BOOK, got.publishersEnded());
        count(counts, "subscriber_publisher_silences", BOOK, got.publisherSilences());
        count(counts, "subscriber_slow_episodes", BOOK, got.slowEpisodes());
        count(counts, "subscriber_reconnects", BOOK, got.reconnects());
        count(counts, "subscriber_untagged_messages", BOOK, got.untagged());
        count(counts, "subscriber_malformed_frames", BOOK, got.malformed());
        count(counts, "subscriber_untracked_messages", BOOK, got.untracked());
        count(counts, "subscriber_implausible_frames", BOOK, got.implausible());
        count(counts, "subscriber_unwanted_frames", BOOK, got.unwanted());
        count(counts, "subscriber_handler_failures_messages", BOOK, got.handlerFailures());
        return counts;
    }

    private static void count(Map<String, Double> counts, String name, String of, Number value) {
        counts.put("tunedzmq_" + name + "_total{name=~\"" + of + "\"}", value.doubleValue());
    }

    /** Those that the page recommends: each is to be understood. */
    private static List<String> expressions() throws Exception {
        List<String> expressions = Files.readAllLines(PAGE).stream()
                .dropWhile(line -> !line.equals("## What to watch"))
                .flatMap(line -> List.of(line.split("`", -1)).stream())
                .filter(part -> part.contains("tunedzmq_"))
                .toList();
        assertThat(expressions).hasSizeGreaterThan(5);
        return expressions;
    }
}

package io.tunedzmq.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.TunedContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The tables of {@code metrics.md} say what a real scrape shows, no more and no less. */
@Timeout(60)
class MetricsPageTest {
    private static final Path PAGE = Path.of(System.getProperty("project.root"), "core/docs/metrics.md");

    @Test
    void shouldDocumentWhatAScrapeShows() throws Exception {
        try (TunedContext context = TunedContext.builder()
                        .diagnoseEvery(Duration.ofSeconds(1), diagnosis -> {})
                        .build();
                MetricsServer server = new MetricsServer()) {
            context.publisher().bind("inproc://prices").open();
            context.subscriber().connect("inproc://prices").topic("prices").open();
            new TunedZmqMetrics(context).bindTo(server.registry());

            assertThat(Scrape.of(server.page()).series()).containsExactlyEntriesOf(documented());
        }
    }

    private static Map<String, Scrape.Series> documented() throws Exception {
        Map<String, Scrape.Series> series = new TreeMap<>();
        Set<String> labels = Set.of();
        for (String line : Files.readAllLines(PAGE)) {
            if (line.matches("### .*: (no tag|tag `\\w+`)")) {
                labels = line.endsWith("no tag") ? Set.of() : Set.of(line.replaceAll(".*`(\\w+)`", "$1"));
            } else if (line.startsWith("| `tunedzmq.")) {
                add(series, cells(line), labels);
            }
        }
        return series;
    }

    private static List<String> cells(String row) {
        return Arrays.stream(row.substring(1).split("\\|", -1))
                .map(String::strip)
                .toList();
    }

    /** Of meter, scraped, JMX, type, unit, meaning. */
    private static void add(Map<String, Scrape.Series> series, List<String> row, Set<String> labels) {
        List<String> names = Arrays.stream(row.get(1).split(", "))
                .map(name -> name.replace("`", ""))
                .toList();
        String first = names.get(0);
        assertThat(first)
                .as("meaningful without tags")
                .startsWith(row.get(0).replaceAll("[`]", "").replace('.', '_'));
        assertThat(first.replaceAll("_(total|count)$", "")).endsWith(row.get(4));
        if (!row.get(3).equals("timer")) {
            series.put(first, new Scrape.Series(row.get(3), row.get(5), labels));
            return;
        }
        String family = first.replaceAll("_count$", "");
        assertThat(names).containsExactly(family + "_count", "_sum", "_max");
        series.put(family + "_count", new Scrape.Series("summary", row.get(5), labels));
        series.put(family + "_sum", new Scrape.Series("summary", row.get(5), labels));
        series.put(family + "_max", new Scrape.Series("gauge", row.get(5), labels));
    }
}

package io.tunedzmq.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.TunedContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The dashboard and the alerts of the examples fit what a real scrape shows, and their page fits them. */
@Timeout(60)
class DashboardTest {
    private static final Path PAGE = Path.of(System.getProperty("project.root"), "core/docs/monitoring.md");
    private static final Pattern METRIC = Pattern.compile("\\btunedzmq_\\w+");
    private static final Pattern BY = Pattern.compile("\\bby \\(([^)]*)\\)");
    private static final Pattern ALERT = Pattern.compile("- alert: (\\w+)");
    private static final Set<String> OF_PROMETHEUS = Set.of("job", "instance");

    @Test
    void shouldAskForWhatAScrapeShows() throws Exception {
        Map<String, Scrape.Series> scraped = scrape();

        for (String query : Dashboard.read().queries()) {
            Set<String> metrics = metrics(query);
            assertThat(metrics).as(query).isNotEmpty().isSubsetOf(scraped.keySet());
            assertThat(labels(query)).as(query).isSubsetOf(labels(metrics, scraped));
        }
        for (String rule : rules()) {
            Set<String> metrics = metrics(rule);
            assertThat(metrics).as(rule).isNotEmpty().isSubsetOf(scraped.keySet());
            assertThat(labels(rule)).as(rule).isSubsetOf(labels(metrics, scraped));
        }
    }

    @Test
    void shouldShowOrWatchEverythingThatIsCounted() throws Exception {
        Set<String> used = metrics(String.join("\n", Dashboard.read().queries()) + String.join("\n", rules()));

        Set<String> counted = scrape().keySet().stream()
                .filter(name -> name.endsWith("_total"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(counted).hasSizeGreaterThan(20);
        counted.removeAll(used);
        counted.remove("tunedzmq_publisher_untracked_messages_total"); // The subscriber's is shown.
        counted.remove("tunedzmq_publisher_checks_total"); // Those that failed are shown.
        counted.remove("tunedzmq_subscriber_gaps_total"); // The messages in them are shown.
        assertThat(counted).isEmpty();
    }

    private static Map<String, Scrape.Series> scrape() throws Exception {
        try (TunedContext context = TunedContext.builder()
                        .diagnoseEvery(Duration.ofSeconds(1), diagnosis -> {})
                        .build();
                MetricsServer server = new MetricsServer()) {
            context.publisher().bind("inproc://prices").open();
            context.subscriber().connect("inproc://prices").topic("prices").open();
            new TunedZmqMetrics(context).bindTo(server.registry());
            return Scrape.of(server.page()).series();
        }
    }

    private static Set<String> metrics(String expression) {
        return METRIC.matcher(expression).results().map(each -> each.group()).collect(Collectors.toSet());
    }

    /** Those by which it adds up, without those that Prometheus adds to each series. */
    private static Set<String> labels(String expression) {
        return BY.matcher(expression)
                .results()
                .flatMap(each -> List.of(each.group(1).split(", ")).stream())
                .filter(label -> !OF_PROMETHEUS.contains(label))
                .collect(Collectors.toSet());
    }

    private static Set<String> labels(Set<String> metrics, Map<String, Scrape.Series> scraped) {
        return metrics.stream()
                .flatMap(metric -> scraped.get(metric).labels().stream())
                .collect(Collectors.toSet());
    }

    @Test
    void shouldHaveAPlaceAndAnExplanationForEachPanel() throws Exception {
        List<Dashboard.Panel> panels = Dashboard.read().panels();

        assertThat(panels).extracting(Dashboard.Panel::id).doesNotHaveDuplicates();
        assertThat(panels).extracting(Dashboard.Panel::title).doesNotHaveDuplicates();
        for (Dashboard.Panel panel : panels) {
            assertThat(panel.place().left() + panel.place().width())
                    .as(panel.title())
                    .isLessThanOrEqualTo(24);
            assertThat(panels)
                    .as(panel.title())
                    .noneMatch(
                            other -> other.id() != panel.id() && other.place().overlaps(panel.place()));
            if (!panel.type().equals("row")) {
                assertThat(panel.description()).as(panel.title()).matches("[A-Z].*\\.");
                assertThat(panel.queries()).as(panel.title()).isNotEmpty();
            }
        }
    }

    @Test
    void shouldBeOnThePage() throws Exception {
        String page = Files.readString(PAGE);

        assertThat(Dashboard.read().panels())
                .extracting(Dashboard.Panel::title)
                .allSatisfy(title -> assertThat(page).contains("**" + title + "**"));
        assertThat(alerts()).allSatisfy(alert -> assertThat(page).contains("| `" + alert + "` |"));
    }

    @Test
    void shouldTestEachAlert() throws Exception {
        String tests = Files.readString(Dashboard.FOLDER.resolve("alerts-test.yml"));

        assertThat(alerts())
                .hasSizeGreaterThan(10)
                .doesNotHaveDuplicates()
                .allSatisfy(alert -> assertThat(tests)
                        .containsPattern("alertname: " + alert + "\n +eval_time: .*\n +exp_alerts:\n +- "));
    }

    private static List<String> alerts() throws Exception {
        return ALERT.matcher(Files.readString(Dashboard.FOLDER.resolve("alerts.yml")))
                .results()
                .map(each -> each.group(1))
                .toList();
    }

    /** Each as its text. */
    private static List<String> rules() throws Exception {
        String file = Files.readString(Dashboard.FOLDER.resolve("alerts.yml"));
        return List.of(file.split("(?=- alert: )", -1)).stream().skip(1).toList();
    }
}

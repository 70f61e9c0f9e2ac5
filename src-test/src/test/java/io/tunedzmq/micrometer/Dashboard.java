package io.tunedzmq.micrometer;

import io.nats.client.support.JsonParser;
import io.nats.client.support.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The dashboard of the examples, as a Grafana would read it. */
final class Dashboard {
    static final Path FOLDER = Path.of(System.getProperty("project.root"), "examples/monitoring");

    /** What is under a title, or the line of a title itself. */
    record Panel(int id, String type, String title, String description, Place place, List<String> queries) {}

    /** In squares of the dashboard, which is 24 wide. */
    record Place(int left, int top, int width, int height) {
        boolean overlaps(Place other) {
            return left < other.left + other.width
                    && other.left < left + width
                    && top < other.top + other.height
                    && other.top < top + height;
        }
    }

    private final JsonValue json;

    private Dashboard(JsonValue json) {
        this.json = json;
    }

    static Dashboard read() throws IOException {
        return new Dashboard(JsonParser.parse(Files.readString(FOLDER.resolve("grafana-dashboard.json"))));
    }

    List<Panel> panels() {
        return json.map.get("panels").array.stream().map(Dashboard::panel).toList();
    }

    private static Panel panel(JsonValue panel) {
        JsonValue description = panel.map.get("description");
        JsonValue targets = panel.map.get("targets");
        return new Panel(
                panel.map.get("id").i,
                panel.map.get("type").string,
                panel.map.get("title").string,
                description == null ? "" : description.string,
                place(panel.map.get("gridPos")),
                targets == null
                        ? List.of()
                        : targets.array.stream()
                                .map(each -> each.map.get("expr").string)
                                .toList());
    }

    private static Place place(JsonValue position) {
        return new Place(
                position.map.get("x").i, position.map.get("y").i, position.map.get("w").i, position.map.get("h").i);
    }

    List<String> queries() {
        return panels().stream().flatMap(panel -> panel.queries().stream()).toList();
    }

    /** A query with everything chosen that can be, as Grafana asks it with a scrape each second. */
    static String asked(String query) {
        return query.replace("$job", ".*")
                .replace("$instance", ".*")
                .replace("$__rate_interval", "10s")
                .replace("$__range", "60s");
    }
}

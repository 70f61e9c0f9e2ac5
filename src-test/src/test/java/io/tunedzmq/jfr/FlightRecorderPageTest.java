package io.tunedzmq.jfr;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.TunedContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jfr.AnnotationElement;
import jdk.jfr.ContentType;
import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;
import jdk.jfr.ValueDescriptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The page lists the events as the recorder has them: their fields and what they mean, no more and no less. */
@Timeout(60)
class FlightRecorderPageTest {
    private static final Path PAGE = Path.of(System.getProperty("project.root"), "core/docs/flight-recorder.md");
    private static final Pattern HEADING = Pattern.compile("### `(io\\.tunedzmq\\.\\w+)`");
    private static final Set<String> EVERYWHERE = Set.of("startTime", "duration", "eventThread", "stackTrace");

    @Test
    void shouldListTheEvents() throws Exception {
        try (Flight flight = Flight.of();
                TunedContext context = TunedContext.builder().build()) {
            assertThat(context.isClosed()).isFalse();
            assertThat(flight.recording().getSettings()).isEmpty();

            assertThat(documented()).isEqualTo(recorded());
        }
    }

    @Test
    void shouldNameAndExplainEverythingAsTheJdkDoes() {
        try (Flight flight = Flight.of();
                TunedContext context = TunedContext.builder().build()) {
            assertThat(context.isClosed()).isFalse();
            assertThat(flight.recording().getSettings()).isEmpty();

            assertThat(types()).isNotEmpty().allSatisfy(type -> {
                assertThat(type.getCategoryNames()).first().isEqualTo("tunedzmq");
                assertThat(type.getLabel()).matches("[A-Z].*[^.]");
                assertThat(type.getDescription()).matches("[A-Z].*[^.]");
                assertThat(ours(type)).allSatisfy(field -> {
                    assertThat(field.getLabel()).as(field.getName()).matches("[A-Z].*[^.]");
                    assertThat(field.getDescription()).as(field.getName()).matches("[A-Z].*[^.]");
                });
            });
        }
    }

    private static List<EventType> types() {
        return FlightRecorder.getFlightRecorder().getEventTypes().stream()
                .filter(type -> type.getName().startsWith("io.tunedzmq."))
                .toList();
    }

    private static List<ValueDescriptor> ours(EventType type) {
        return type.getFields().stream()
                .filter(field -> !EVERYWHERE.contains(field.getName()))
                .toList();
    }

    private static Map<String, Map<String, String>> recorded() {
        Map<String, Map<String, String>> events = new TreeMap<>();
        types().forEach(type -> {
            Map<String, String> rows = new TreeMap<>();
            ours(type).forEach(field -> rows.put(field.getName(), kind(field) + ": " + field.getDescription()));
            rows.put("", type.getDescription());
            events.put(type.getName(), rows);
        });
        return events;
    }

    /** As the tools treat it. */
    private static String kind(ValueDescriptor field) {
        return field.getAnnotationElements().stream()
                .filter(each -> each.getAnnotationElements().stream()
                        .anyMatch(its -> its.getTypeName().equals(ContentType.class.getName())))
                .map(AnnotationElement::getTypeName)
                .map(name -> name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT))
                .findFirst()
                .orElse(field.getTypeName().replace("java.lang.", "").toLowerCase(Locale.ROOT));
    }

    private static Map<String, Map<String, String>> documented() throws Exception {
        Map<String, Map<String, String>> events = new TreeMap<>();
        Map<String, String> rows = new TreeMap<>();
        for (String line : Files.readAllLines(PAGE)) {
            Matcher heading = HEADING.matcher(line);
            List<String> row = Arrays.stream(line.replace("`", "").split("\\|", -1))
                    .map(String::strip)
                    .toList();
            if (heading.matches()) {
                rows = events.computeIfAbsent(heading.group(1), unused -> new TreeMap<>());
            } else if (row.size() == 5
                    && !row.get(1).equals("field")
                    && !row.get(1).startsWith("--")) {
                rows.put(row.get(1), row.get(2) + ": " + row.get(3));
            } else if (!line.isEmpty() && row.size() == 1) {
                rows.putIfAbsent("", line.replaceAll("\\.$", ""));
            }
        }
        return events;
    }
}

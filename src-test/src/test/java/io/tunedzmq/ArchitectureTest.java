package io.tunedzmq;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The packages depend on each other in one direction, and only those that have {@code zmq} here use JeroMQ. */
class ArchitectureTest {
    private static final Pattern EDGE = Pattern.compile("^ {3}(io\\.tunedzmq\\S*) +-> (\\S+)", Pattern.MULTILINE);

    private static final Map<String, Set<String>> ALLOWED = Map.ofEntries(
            Map.entry(
                    "io.tunedzmq",
                    Set.of(
                            "config",
                            "diagnosis",
                            "internal",
                            "jeromq",
                            "jfr",
                            "mbeans",
                            "metrics",
                            "observe",
                            "publish",
                            "rules",
                            "settings",
                            "stats",
                            "subscribe",
                            "window",
                            "wire",
                            "zmq")),
            Map.entry("io.tunedzmq.micrometer", Set.of("root", "diagnosis", "internal", "metrics", "stats")),
            Map.entry("io.tunedzmq.mbeans", Set.of("diagnosis", "internal", "jmx", "metrics", "stats")),
            Map.entry("io.tunedzmq.jmx", Set.of()),
            Map.entry("io.tunedzmq.jfr", Set.of("config", "diagnosis", "metrics", "stats")),
            Map.entry(
                    "io.tunedzmq.observe",
                    Set.of("internal", "jeromq", "metrics", "publish", "stats", "subscribe", "window")),
            Map.entry(
                    "io.tunedzmq.publish",
                    Set.of(
                            "audience",
                            "config",
                            "internal",
                            "jeromq",
                            "connection",
                            "metrics",
                            "settings",
                            "stats",
                            "window",
                            "wire",
                            "zmq")),
            Map.entry(
                    "io.tunedzmq.subscribe",
                    Set.of(
                            "config",
                            "internal",
                            "jeromq",
                            "ledger",
                            "connection",
                            "metrics",
                            "settings",
                            "stats",
                            "window",
                            "wire",
                            "zmq")),
            Map.entry(
                    "io.tunedzmq.jeromq",
                    Set.of("config", "internal", "connection", "metrics", "settings", "stats", "window", "zmq")),
            Map.entry("io.tunedzmq.connection", Set.of("internal", "zmq")),
            Map.entry("io.tunedzmq.audience", Set.of("internal", "stats", "wire")),
            Map.entry("io.tunedzmq.ledger", Set.of("internal", "stats", "wire")),
            Map.entry("io.tunedzmq.rules", Set.of("config", "diagnosis", "internal", "settings", "stats", "window")),
            Map.entry("io.tunedzmq.metrics", Set.of("diagnosis", "internal", "stats")),
            Map.entry("io.tunedzmq.window", Set.of("diagnosis", "internal", "stats")),
            Map.entry("io.tunedzmq.diagnosis", Set.of("internal")),
            Map.entry("io.tunedzmq.wire", Set.of("internal")),
            Map.entry("io.tunedzmq.sizing", Set.of("config", "internal", "settings")),
            Map.entry("io.tunedzmq.settings", Set.of("config", "internal")),
            Map.entry("io.tunedzmq.config", Set.of("internal")),
            Map.entry("io.tunedzmq.stats", Set.of("internal")),
            Map.entry("io.tunedzmq.internal", Set.of()));

    @Test
    void shouldDependInOneDirectionOnly() throws Exception {
        Map<String, Set<String>> found = edges();

        assertThat(found.keySet()).isEqualTo(ALLOWED.keySet());
        found.forEach((from, to) -> assertThat(ALLOWED.get(from)).as(from).containsAll(to));
    }

    private static Map<String, Set<String>> edges() throws Exception {
        Path core = Path.of(TunedContext.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        StringWriter out = new StringWriter();
        int status = ToolProvider.findFirst("jdeps")
                .orElseThrow()
                .run(
                        new PrintWriter(out),
                        new PrintWriter(out),
                        "--multi-release",
                        "17",
                        "-verbose:package",
                        "--module-path",
                        dependencies(),
                        core.toString());
        assertThat(status).as(out.toString()).isZero();
        Map<String, Set<String>> edges = new TreeMap<>();
        ALLOWED.keySet().forEach(from -> edges.put(from, new TreeSet<>()));
        Matcher line = EDGE.matcher(out.toString());
        while (line.find()) {
            Set<String> to = edges.computeIfAbsent(line.group(1), key -> new TreeSet<>());
            String target = line.group(2);
            if (target.startsWith("io.tunedzmq.")) {
                to.add(target.substring("io.tunedzmq.".length()));
            } else if (target.equals("io.tunedzmq")) {
                to.add("root");
            } else if (target.startsWith("zmq") || target.startsWith("org.zeromq")) {
                to.add("zmq");
            }
        }
        return edges;
    }

    private static String dependencies() {
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Arrays.stream(path.split(File.pathSeparator, -1))
                .filter(entry -> entry.matches(
                        ".*/(jeromq|jnacl|slf4j-api|jspecify|micrometer-(core|commons|observation))-[^/]*\\.jar"))
                .collect(Collectors.joining(File.pathSeparator));
    }
}

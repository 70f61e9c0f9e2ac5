package io.tunedzmq.micrometer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nats.client.support.JsonParser;
import io.tunedzmq.Commands;
import io.tunedzmq.LeftOut;
import io.tunedzmq.Wait;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The real Prometheus: one that is there, or that of Debian's package, unpacked for the tests. Scrapes an address once
 * a second.
 */
final class Prometheus implements AutoCloseable {
    private static final Path UNPACKED = Path.of("target", "prometheus").toAbsolutePath();
    private static final Pattern VALUE = Pattern.compile("\"value\":\\[[^,]*,\"([^\"]*)\"]");

    private final HttpClient client = HttpClient.newHttpClient();
    private final Process process;
    private final String address;

    private Prometheus(Process process, String address) {
        this.process = process;
        this.address = address;
    }

    /**
     * Watches the target with rules. Where there is no Prometheus and none can be had, the test is left out.
     *
     * @param rules a file
     */
    static Prometheus scraping(String target, Path rules, Path folder) throws IOException {
        String program = program("prometheus");
        Path config = folder.resolve("prometheus.yml");
        Files.writeString(config, """
                global:
                  scrape_interval: 1s
                  evaluation_interval: 1s
                rule_files:
                  - '%s'
                scrape_configs:
                  - job_name: tunedzmq
                    static_configs:
                      - targets: ['%s']
                """.formatted(rules, target));
        String address = "127.0.0.1:" + freePort();
        Process process = new ProcessBuilder(
                        program,
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=" + address,
                        "--log.level=error")
                .inheritIO()
                .start();
        Prometheus prometheus = new Prometheus(process, address);
        Wait.until("Prometheus is ready", prometheus::isReady);
        return prometheus;
    }

    /** Prometheus cannot say which port it chose by itself. */
    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Its command, or that of {@code promtool}. */
    static synchronized String program(String name) {
        String found = Commands.alone("prometheus", () -> find(name));
        if (found == null) {
            throw LeftOut.because("no " + name + ", and apt-get cannot get Debian's package prometheus");
        }
        return found;
    }

    private static @Nullable String find(String name) {
        String unpacked = UNPACKED.resolve("usr/bin").resolve(name).toString();
        for (String candidate : new String[] {name, unpacked}) {
            if (Commands.succeed(10, candidate, "--version")) {
                return candidate;
            }
        }
        boolean there = download() || (Commands.succeed(240, "apt-get", "update", "-qq") && download());
        return there && Commands.succeed(10, unpacked, "--version") ? unpacked : null;
    }

    private static boolean download() {
        try {
            Files.createDirectories(UNPACKED);
        } catch (IOException e) {
            return false;
        }
        return Commands.succeedIn(UNPACKED, 240, "apt-get", "download", "-qq", "prometheus")
                && Commands.succeedIn(UNPACKED, 60, "sh", "-c", "dpkg-deb -x prometheus_*.deb .");
    }

    private boolean isReady() {
        try {
            return get("/-/ready").statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** What it has for an expression of PromQL: the value of the first series; empty if there is none. */
    OptionalDouble query(String expression) {
        try {
            HttpResponse<String> answer = get("/api/v1/query?query=" + URLEncoder.encode(expression, UTF_8));
            if (answer.statusCode() != 200) {
                throw new AssertionError(expression + ": " + answer.body());
            }
            Matcher value = VALUE.matcher(answer.body());
            return value.find() ? OptionalDouble.of(Double.parseDouble(value.group(1))) : OptionalDouble.empty();
        } catch (IOException e) {
            throw new AssertionError(expression, e);
        }
    }

    private HttpResponse<String> get(String path) throws IOException {
        try {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://" + address + path))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /** How each of its rules fares: {@code ok}, or why not. */
    List<String> healthOfRules() {
        try {
            return JsonParser.parse(get("/api/v1/rules").body()).map.get("data").map.get("groups").array.stream()
                    .flatMap(group -> group.map.get("rules").array.stream())
                    .map(rule -> rule.map.containsKey("lastError")
                            ? rule.map.get("lastError").string
                            : rule.map.get("health").string)
                    .toList();
        } catch (IOException e) {
            throw new AssertionError("rules", e);
        }
    }

    /** What {@code promtool check metrics} says of a page: nothing, if it is well. */
    static String check(String page) throws Exception {
        return fed(page, "check", "metrics");
    }

    /** What {@code promtool} says of files. */
    static String tool(String... arguments) throws Exception {
        return fed("", arguments);
    }

    private static String fed(String input, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(program("promtool")));
        command.addAll(List.of(arguments));
        Process tool = new ProcessBuilder(command).redirectErrorStream(true).start();
        tool.getOutputStream().write(input.getBytes(UTF_8));
        tool.getOutputStream().close();
        String said = new String(tool.getInputStream().readAllBytes(), UTF_8);
        return tool.waitFor(10, TimeUnit.SECONDS) && tool.exitValue() == 0 ? said : "it failed: " + said;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }
}

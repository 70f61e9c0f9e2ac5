package io.tunedzmq.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.tools.attach.VirtualMachine;
import io.nats.client.support.JsonParser;
import io.nats.client.support.JsonValue;
import io.tunedzmq.JavaProcess;
import io.tunedzmq.Wait;
import io.tunedzmq.micrometer.LosingProcess;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whoever watches another process sees what it loses within two seconds: four ways, and once in each. */
@Tag("alone")
@Timeout(120)
class LossSeenTest {
    /** It is there within two seconds; who looks at it four times on a machine that does something else needs more. */
    private static final long LONGEST_NS = Duration.ofSeconds(5).toNanos();

    @TempDir
    private Path folder;

    @Test
    void shouldShowInTopInTheScrapeInTheRecordingAndInTheLog() throws Exception {
        Path log = folder.resolve("app.log");
        List<String> options =
                List.of("-Xmx256m", "-XX:StartFlightRecording:name=flight", "-Dorg.slf4j.simpleLogger.logFile=" + log);
        try (JavaProcess process = JavaProcess.startWith(options, LosingProcess.class)) {
            String[] found = first(process).split(" ", -1);
            try (JMXConnector connector = connect(found[1]);
                    Program top = Program.start(Programs.class, "top", "--json", "--interval", "0.2", found[1])) {
                MBeanServerConnection server = connector.getMBeanServerConnection();
                URI page = URI.create(found[2]);
                assertThat(dropped(sample(top), "subscribers")).isZero();
                assertThat(dropped(page, "subscriber", "book")).isZero();
                assertThat(recorded(server, "Gap")).isEmpty();
                assertThat(log).isEmptyFile();

                String stats = process.ask("lose");
                long countedNs = System.nanoTime();
                long lost = number(stats, "SubscriberStats", "dropped");
                within(countedNs, "the scrape", () -> dropped(page, "subscriber", "book") == lost);
                within(countedNs, "top", () -> dropped(sample(top), "subscribers") == lost);
                within(countedNs, "the log", () -> lines(log, "is slow since").size() == 2); // Each end says it once.
                within(countedNs, "the recording", () -> sum(recorded(server, "Gap")) == lost);

                assertThat(recorded(server, "Gap")).hasSize((int) number(stats, "SubscriberStats", "gaps"));
                theOtherEnd(process, page, top, lost);
                theEnd(process, log, server, lost);
            }
        }
    }

    private static void within(long beganNs, String where, Callable<Boolean> seen) throws Exception {
        boolean there;
        do {
            there = seen.call();
            assertThat(System.nanoTime() - beganNs).as(where).isLessThan(LONGEST_NS);
            LockSupport.parkNanos(1_000_000);
        } while (!there);
        System.out.println(where + " within " + (System.nanoTime() - beganNs) / 1_000_000 + " ms");
    }

    /** A publisher hears of it from its subscriber, up to a second later. */
    private static void theOtherEnd(JavaProcess process, URI page, Program top, long lost) {
        Wait.until(
                "the report of the subscriber",
                () -> asked(() -> number(process.ask("stats"), "PublisherStats", "dropped")) == lost);
        Wait.until("the publisher in the scrape", () -> asked(() -> dropped(page, "publisher", "trades")) == lost);
        Wait.until("the publisher in top", () -> asked(() -> dropped(sample(top), "publishers")) == lost);
    }

    /** No way has told more than happened. */
    private void theEnd(JavaProcess process, Path log, MBeanServerConnection server, long lost) throws Exception {
        String stats = process.ask("close");
        Wait.until(
                "both ends say that it is over",
                () -> asked(() -> lines(log, "was slow from").size()) == 2);

        assertThat(number(stats, "SubscriberStats", "dropped")).isEqualTo(lost);
        assertThat(lines(log, "was slow from"))
                .anyMatch(line -> line.contains("Subscriber -") && line.endsWith("dropped " + lost))
                // What was lost while nothing came of the subscriber does not make it slow.
                .anyMatch(line -> line.contains("Publisher -") && droppedIn(line) > 0 && droppedIn(line) <= lost);
        assertThat(lines(log, "WARN")).hasSize(4);
        assertThat(sum(recorded(server, "Gap"))).isEqualTo(lost);
        assertThat(recorded(server, "SlowEpisode"))
                .extracting(episode -> episode.getString("noticedBy") + " " + episode.getBoolean("over"))
                .containsExactlyInAnyOrder("subscriber false", "publisher false", "subscriber true", "publisher true");
    }

    private static long droppedIn(String line) {
        return Long.parseLong(line.substring(line.lastIndexOf(' ') + 1));
    }

    private static <T> T asked(Callable<T> question) {
        try {
            return question.call();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Behind what the recorder says on the same stream. */
    private static String first(JavaProcess process) throws Exception {
        String line = process.line();
        while (!line.startsWith("of ")) {
            line = process.line();
        }
        return line;
    }

    private static JsonValue sample(Program top) throws Exception {
        return JsonParser.parse("{" + top.awaitOutput("{"));
    }

    private static long dropped(JsonValue sample, String list) {
        JsonValue only = sample.map.get(list).array.get(0);
        return ((Number) only.map.get("dropped").object).longValue();
    }

    private static double dropped(URI page, String of, String name) throws Exception {
        String text = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString())
                .body();
        String sample = "tunedzmq_" + of + "_dropped_messages_total{name=\"" + name + "\"} ";
        return text.lines()
                .filter(line -> line.startsWith(sample))
                .mapToDouble(line -> Double.parseDouble(line.substring(sample.length())))
                .findFirst()
                .orElseThrow(() -> new AssertionError(sample + " is not in\n" + text));
    }

    /** What the recording has of one kind until now. */
    private List<RecordedEvent> recorded(MBeanServerConnection server, String event) throws Exception {
        Path file = folder.resolve("flight.jfr");
        Object unused = server.invoke(
                new ObjectName("com.sun.management:type=DiagnosticCommand"),
                "jfrDump",
                new Object[] {new String[] {"name=flight", "filename=" + file}},
                new String[] {String[].class.getName()});
        return RecordingFile.readAllEvents(file).stream()
                .filter(each -> each.getEventType().getName().equals("io.tunedzmq." + event))
                .toList();
    }

    private static long sum(List<RecordedEvent> gaps) {
        return gaps.stream().mapToLong(gap -> gap.getLong("count")).sum();
    }

    private static List<String> lines(Path log, String part) throws Exception {
        return Files.readAllLines(log).stream()
                .filter(line -> line.contains(part))
                .toList();
    }

    private static long number(String stats, String record, String component) {
        Matcher number =
                Pattern.compile(record + "\\[.*?\\b" + component + "=(\\d+)").matcher(stats);
        assertThat(number.find()).as(stats).isTrue();
        return Long.parseLong(number.group(1));
    }

    @SuppressWarnings("BanJNDI") // The address is that of a process of the test.
    private static JMXConnector connect(String pid) throws Exception {
        VirtualMachine machine = VirtualMachine.attach(pid);
        try {
            return JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()));
        } finally {
            machine.detach();
        }
    }
}

package io.tunedzmq.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.nats.client.support.JsonParser;
import io.nats.client.support.JsonValue;
import io.tunedzmq.JavaProcess;
import io.tunedzmq.mbeans.ObservedProcess;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What it tells of another process, and what it says where it cannot. */
@Timeout(120)
class TopTest {
    private static final Pattern NUMBER = Pattern.compile("(\\w+)=(\\d+)");

    @Test
    void shouldPrintOneTable() throws Exception {
        try (JavaProcess process = JavaProcess.start(ObservedProcess.class);
                Program top = Program.start(Programs.class, "top", "--once", process.line())) {
            assertThat(top.exitCode()).as(() -> said(top)).isZero();
            Map<String, String> publisher = cells(top.output(), "PUBLISHER");
            Map<String, String> subscriber = cells(top.output(), "SUBSCRIBER");
            long dropped = numbers(process.ask("subscriber")).get("dropped");

            assertThat(top.errors()).isEmpty();
            assertThat(top.output()).noneMatch(line -> line.contains("\u001b"));
            assertThat(top.output()).anyMatch(line -> line.startsWith("I/O threads 2 of 2 alive, foreign contexts 0"));
            assertThat(cells(top.output(), "I/O THREAD")).containsEntry("ALIVE", "yes");
            assertThat(publisher).containsEntry("PUBLISHER", "trades").containsEntry("DROPPED", "" + dropped);
            assertThat(subscriber)
                    .containsEntry("SUBSCRIBER", "book")
                    .containsEntry("DROPPED", "" + dropped)
                    .containsEntry("+TOP", "0")
                    .containsEntry("RATE/s", "0");
        }
    }

    /** By the titles above them; what has blanks inside is not looked at here. */
    private static Map<String, String> cells(List<String> lines, String title) {
        int heading = 0;
        while (!lines.get(heading).startsWith(title)) {
            heading++;
        }
        String titles = lines.get(heading).replace("I/O THREAD", "IO-THREAD");
        String[] names = titles.split(" +", -1);
        String[] values = lines.get(heading + 1)
                .replaceAll("\\[.*]", "")
                .replaceAll("(\\d) (ms|s|B|KiB|MiB|%)", "$1$2")
                .split(" +", -1);
        Map<String, String> cells = new LinkedHashMap<>();
        for (int i = 0; i < Math.min(names.length, values.length); i++) {
            cells.put(names[i], values[i]);
        }
        return cells;
    }

    @Test
    void shouldSayInJsonWhatStatsSay() throws Exception {
        try (JavaProcess process = JavaProcess.start(ObservedProcess.class);
                Program top = Program.start(Programs.class, "top", "--json", "--once", process.line())) {
            assertThat(top.exitCode()).as(() -> said(top)).isZero();
            assertThat(top.output()).hasSize(1);
            JsonValue sample = JsonParser.parse(top.output().get(0));

            compare(
                    sample,
                    "publishers",
                    numbers(process.ask("publisher")),
                    "published",
                    "refused",
                    "dropped",
                    "stalls");
            compare(
                    sample,
                    "subscribers",
                    numbers(process.ask("subscriber")),
                    "received",
                    "dropped",
                    "gaps",
                    "duplicates",
                    "slowEpisodes");
            assertThat(only(sample, "contexts").map.get("ioThreads").i).isEqualTo(2);
            assertThat(sample.map.get("ioThreads").array)
                    .extracting(each -> each.map.get("mbean").string)
                    .containsExactly(
                            "io.tunedzmq:type=IoThread,name=tunedzmq-io-1",
                            "io.tunedzmq:type=IoThread,name=tunedzmq-io-2");
        }
    }

    private static void compare(JsonValue sample, String list, Map<String, Long> stats, String... counts) {
        JsonValue only = only(sample, list);
        for (String each : counts) {
            assertThat(number(only, each)).as(each).isEqualTo(stats.get(each));
        }
    }

    private static JsonValue only(JsonValue sample, String list) {
        assertThat(sample.map.get(list).array).hasSize(1);
        return sample.map.get(list).array.get(0);
    }

    private static long number(JsonValue object, String key) {
        return ((Number) object.map.get(key).object).longValue();
    }

    private static Map<String, Long> numbers(String stats) {
        Map<String, Long> numbers = new LinkedHashMap<>();
        NUMBER.matcher(stats).results().forEach(each -> numbers.put(each.group(1), Long.valueOf(each.group(2))));
        return numbers;
    }

    @Test
    void shouldCountALossSinceItBegan() throws Exception {
        try (JavaProcess process = JavaProcess.start(ObservedProcess.class);
                Program top = Program.start(Programs.class, "top", "--json", "--interval", "0.2", process.line())) {
            JsonValue first = sample(top);
            assertThat(number(only(first, "subscribers"), "droppedSinceStart")).isZero();

            long lost = numbers(process.ask("lose")).get("dropped");
            List<JsonValue> seen = new ArrayList<>(List.of(sample(top)));
            // A publisher hears of a loss from its subscriber, later.
            while (lostOf(seen, "publishers") < lost || lostOf(seen, "subscribers") < lost) {
                seen.add(sample(top));
            }

            JsonValue last = seen.get(seen.size() - 1);
            assertThat(lostOf(seen, "publishers")).isEqualTo(lost);
            assertThat(lostOf(seen, "subscribers")).isEqualTo(lost);
            assertThat(number(only(last, "subscribers"), "dropped"))
                    .isEqualTo(number(only(first, "subscribers"), "dropped") + lost);
            assertThat(seen).anyMatch(each -> number(only(each, "subscribers"), "droppedPerSecond") > 0);
            assertThat(seen).anyMatch(each -> number(only(each, "publishers"), "perSecond") > 0);
        }
    }

    private static long lostOf(List<JsonValue> seen, String list) {
        return number(only(seen.get(seen.size() - 1), list), "droppedSinceStart");
    }

    private static JsonValue sample(Program top) throws Exception {
        return JsonParser.parse("{" + top.awaitOutput("{"));
    }

    @Test
    void shouldRepeatTheTableWhereThereIsNoTerminalAndEndWithTheProcess() throws Exception {
        try (JavaProcess process = JavaProcess.start(ObservedProcess.class)) {
            String pid = process.line();
            try (Program top = Program.start(Programs.class, "top", "--interval", "0.2", pid)) {
                String unused = top.awaitOutput("tunedzmq top of " + pid) + top.awaitOutput("tunedzmq top of " + pid);
                process.close();

                assertThat(top.exitCode()).isEqualTo(1);
                assertThat(top.errors())
                        .containsExactly("top: " + pid
                                + ": does not answer any more (expected: a process that runs); has it ended?");
                assertThat(top.output()).noneMatch(line -> line.contains("\u001b"));
            }
        }
    }

    @Test
    void shouldSayWhatToAddWhereNothingIsShown() throws Exception {
        try (JavaProcess process = JavaProcess.start(ObservedProcess.class, "hidden")) {
            String pid = process.line();
            refuses(
                    1,
                    pid,
                    pid + ": shows no context of tunedzmq in JMX (expected: one built with jmx(true), and open); "
                            + "build it with TunedContext.builder().jmx(true).build()");
        }
    }

    @Test
    void shouldSayThatThereIsNoSuchProcess() throws Exception {
        Process ended = new ProcessBuilder("true").start();
        assertThat(ended.waitFor()).isZero();

        refuses(
                1,
                "" + ended.pid(),
                ended.pid() + ": no such process (expected: the id of a JVM on this host); jps -l lists the processes");
    }

    @Test
    void shouldLeaveAloneWhatIsNoJvm() throws Exception {
        Process other = new ProcessBuilder("sleep", "60").start();
        try {
            refuses(
                    1,
                    "" + other.pid(),
                    other.pid() + ": no JVM that this user can see (expected: the id of a JVM of this user on this "
                            + "host); jps -l lists the processes");
            assertThat(other.isAlive()).isTrue();
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    void shouldSayThatNobodyAnswersAtAPort() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }

        refuses(
                1,
                "127.0.0.1:" + port,
                "127.0.0.1:" + port + ": Connection refused (expected: a JVM that can be asked over JMX); "
                        + "start the process with -Dcom.sun.management.jmxremote.port=PORT");
    }

    @Test
    void shouldRefuseWhatCannotBeATarget() throws Exception {
        String rule = " (expected: a process id, HOST:PORT with a port of 1 to 65535, or an address that begins with "
                + "service:jmx:); jps -l lists the processes";
        refuses(2, "feed", "target: feed" + rule);
        refuses(2, "feed:65536", "target: feed:65536" + rule);
        refuses(2, "service:jmx:feed", "target: service:jmx:feed (expected: an address of JMX; ");
    }

    private static void refuses(int code, String target, String text) throws Exception {
        try (Program top = Program.start(Programs.class, "top", "--once", target)) {
            assertThat(top.exitCode()).as(() -> said(top)).isEqualTo(code);
            assertThat(top.errors()).first().asString().startsWith("top: " + text);
            assertThat(top.output()).isEmpty();
        }
    }

    @Test
    void shouldReadAPortOfJmx() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        List<String> open = List.of(
                "-Dcom.sun.management.jmxremote.port=" + port,
                "-Dcom.sun.management.jmxremote.host=127.0.0.1",
                "-Dcom.sun.management.jmxremote.authenticate=false",
                "-Dcom.sun.management.jmxremote.ssl=false");
        try (JavaProcess process = JavaProcess.startWith(open, ObservedProcess.class)) {
            assertThat(process.line()).matches("\\d+");
            try (Program byPort = Program.start(Programs.class, "top", "--once", "127.0.0.1:" + port);
                    Program byAddress = Program.start(
                            Programs.class,
                            "top",
                            "--once",
                            "service:jmx:rmi:///jndi/rmi://127.0.0.1:" + port + "/jmxrmi")) {
                assertThat(byPort.exitCode()).as(() -> said(byPort)).isZero();
                assertThat(byAddress.exitCode()).as(() -> said(byAddress)).isZero();
                assertThat(cells(byPort.output(), "SUBSCRIBER")).containsEntry("SUBSCRIBER", "book");
                assertThat(cells(byAddress.output(), "SUBSCRIBER")).containsEntry("SUBSCRIBER", "book");
            }
        }
    }

    private static String said(Program program) {
        try {
            return program.errors() + " " + program.output();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}

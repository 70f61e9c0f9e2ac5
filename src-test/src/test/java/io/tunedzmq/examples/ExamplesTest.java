package io.tunedzmq.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ExamplesTest {
    private static final String ANY_PORT = "tcp://127.0.0.1:*";
    private static final int TRIES = 3;

    @TempDir
    Path folder;

    @Test
    void shouldDeliverEveryLineInOrderBetweenProcesses() throws Exception {
        List<String> lines =
                IntStream.rangeClosed(1, 1_000).mapToObj(i -> "line " + i).toList();
        Path file = Files.write(folder.resolve("lines.txt"), lines);

        try (Program publish = Program.start(
                Publish.class, "--bind", ANY_PORT, "--wait", "1", "--overflow", "block:5000", "" + file)) {
            String endpoint = publish.awaitError("publishing on ");
            try (Program subscribe =
                    Program.start(Subscribe.class, "--connect", endpoint, "--topic", "lines", "--count", "1000")) {

                assertThat(publish.exitCode()).isZero();
                assertThat(subscribe.exitCode()).isZero();
                assertThat(subscribe.output())
                        .containsExactlyElementsOf(
                                lines.stream().map(line -> "lines\t" + line).toList());
                assertThat(subscribe.errors()).last().asString().startsWith("received 1000, dropped 0 ");
                assertThat(publish.errors()).last().asString().startsWith("published 1000, refused 0, dropped 0 ");
            }
        }
    }

    @Test
    void shouldSayReadyAndKeepBytesThatAreNotUtf8() throws Exception {
        Path file = Files.write(folder.resolve("bytes.txt"), new byte[] {(byte) 0xE4, '\n', '\n', (byte) 0xFC});
        try (Program subscribe =
                Program.start(Subscribe.class, "--bind", ANY_PORT, "--prefix", "by", "--idle", "15", "--count", "3")) {
            String endpoint = subscribe.awaitError("subscribed at ");

            try (Program publish =
                    Program.start(Publish.class, "--connect", endpoint, "--topic", "bytes", "--wait", "1", "" + file)) {
                assertThat(publish.exitCode()).isZero();
            }

            assertThat(subscribe.exitCode()).isZero();
            assertThat(subscribe.output()).containsExactly("bytes\t\u00E4", "bytes\t", "bytes\t\u00FC");
            assertThat(subscribe.errors()).contains("ready");
        }
    }

    @Test
    void shouldPrintCountersWhenTerminated() throws Exception {
        Path file = Files.write(folder.resolve("three.txt"), List.of("one", "two", "three"));
        try (Program subscribe = Program.start(Subscribe.class, "--bind", ANY_PORT)) {
            String endpoint = subscribe.awaitError("subscribed at ");
            try (Program publish = Program.start(Publish.class, "--connect", endpoint, "--wait", "1", "" + file)) {
                subscribe.awaitOutput("lines\tthree");
                assertThat(publish.exitCode()).isZero();
            }

            subscribe.terminate();

            assertThat(subscribe.exitCode()).isNotZero();
            assertThat(subscribe.errors()).last().asString().startsWith("received 3, dropped 0 ");
        }
    }

    @Test
    void shouldPrintCountersWhenTerminatedWhileWaitingForSubscribers() throws Exception {
        try (Program publish = Program.start(Publish.class, "--bind", ANY_PORT, "--wait", "1")) {
            publish.awaitError("publishing on ");

            publish.terminate();

            assertThat(publish.exitCode()).isNotZero();
            assertThat(publish.errors()).anyMatch(line -> line.startsWith("published 0, "));
        }
    }

    @Test
    void shouldExplainUsageWhenOptionIsUnknown() throws Exception {
        try (Program subscribe = Program.start(Subscribe.class, "--nonsense")) {
            assertThat(subscribe.exitCode()).isEqualTo(2);
            assertThat(subscribe.errors())
                    .anyMatch(line -> line.contains("--nonsense"))
                    .anyMatch(line -> line.startsWith("Usage: subscribe"));
        }
    }

    @Test
    void shouldNameTheValueWhenEndpointIsNotOne() throws Exception {
        try (Program publish = Program.start(Publish.class, "--bind", "localhost:5556")) {
            assertThat(publish.exitCode()).isEqualTo(2);
            assertThat(publish.errors()).singleElement().asString().contains("localhost:5556", "tcp://host:port");
        }
    }

    @Test
    void shouldNameTheEndpointWhenPortIsInUse() throws Exception {
        try (ServerSocket holder = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String endpoint = "tcp://127.0.0.1:" + holder.getLocalPort();

            try (Program publish = Program.start(Publish.class, "--bind", endpoint)) {
                assertThat(publish.exitCode()).isEqualTo(1);
                assertThat(publish.errors()).singleElement().asString().contains(endpoint, "in use");
            }
        }
    }

    @Test
    void shouldNameTheFileWhenItCannotBeRead() throws Exception {
        Path missing = folder.resolve("missing.txt");

        try (Program publish = Program.start(Publish.class, "--bind", ANY_PORT, "" + missing)) {
            assertThat(publish.exitCode()).isEqualTo(1);
            assertThat(publish.errors()).singleElement().asString().contains("" + missing);
        }
    }

    @Test
    void shouldFailAtALineThatIsTooLongAndNameIt() throws Exception {
        Path input = Files.writeString(folder.resolve("long.txt"), "short\n" + "x".repeat(1_100_000) + "\n");

        try (Program publish = Program.start(Publish.class, "--bind", ANY_PORT, "--hwm", "10000", "" + input)) {
            assertThat(publish.exitCode()).isEqualTo(1);
            assertThat(publish.errors()).last().asString().contains("line 2: payload: 1100000 bytes");
        }
    }

    @Test
    void shouldFailWhenNoPublisherWasEverThere() throws Exception {
        try (ServerSocket nobody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String endpoint = "tcp://127.0.0.1:" + nobody.getLocalPort();

            try (Program subscribe = Program.start(Subscribe.class, "--connect", endpoint, "--idle", "1")) {
                subscribe.awaitError("waiting for a publisher at " + endpoint);
                assertThat(subscribe.exitCode()).isEqualTo(1);
                assertThat(subscribe.errors())
                        .last()
                        .isEqualTo("subscribe: no publisher was ever connected at " + endpoint);
            }
        }
    }

    @Test
    void shouldFailWhenSubscribersDoNotCome() throws Exception {
        try (Program publish =
                Program.start(Publish.class, "--bind", ANY_PORT, "--wait", "1", "--wait-timeout", "0.1")) {
            assertThat(publish.exitCode()).isEqualTo(1);
            assertThat(publish.errors())
                    .contains("waiting for 1 subscriber of 'lines'")
                    .last()
                    .asString()
                    .contains("fewer than 1 subscribers of 'lines'");
        }
    }

    @Test
    void shouldCompareThreeBurstsAndLoseNothingWithoutAWord() throws Exception {
        Pattern tuned = Pattern.compile("tuned, (drop|block) +20,000 +[0-9,]+ +[0-9,]+ +0 +[0-9,]+");

        try (Program quickStart = Program.start(QuickStart.class, "--messages", "20000")) {
            assertThat(quickStart.exitCode()).isZero();
            assertThat(quickStart.output())
                    .anyMatch(line -> line.matches("plain JeroMQ +20,000 +[0-9,]+ +- +[0-9,]+ +[0-9,]+"));
            assertThat(quickStart.output())
                    .filteredOn(line -> tuned.matcher(line).matches())
                    .hasSize(2);
            assertThat(quickStart.output())
                    .anyMatch(line -> line.startsWith("tuned, drop   loses it too, by its policy"));
        }
    }

    @Test
    void shouldShowACauseAndThatTheFixHelps() throws Exception {
        try (Program tour = tourThatFinds("too many contexts", "WARNING TOO_MANY_CONTEXTS: ")) {
            assertThat(tour.exitCode()).isZero();
            assertThat(tour.errors()).contains("Too many contexts, before ...", "Too many contexts, after ...");
            assertThat(tour.output())
                    .anyMatch(line -> line.startsWith("WARNING TOO_MANY_CONTEXTS: "))
                    .contains("-- applied: TunedContext.socket(type) instead --")
                    .last()
                    .asString()
                    .matches("Too many contexts +TOO_MANY_CONTEXTS +100 % of .* +100 % of .* +nothing wrong");
        }
    }

    @Test
    void shouldSayWhatItAppliesWithTheNumberOfTheFinding() throws Exception {
        try (Program tour = tourThatFinds("SNDHWM", "CRITICAL SNDHWM_TOO_LOW: ")) {
            assertThat(tour.exitCode()).isZero();
            String found = String.join("\n", tour.output());
            Matcher fix = Pattern.compile("fix: .*HwmPolicy\\.messages\\(([0-9_]+)\\)")
                    .matcher(found);

            assertThat(fix.find()).as(found).isTrue();
            assertThat(found)
                    .contains("-- applied: context.publisher().hwm(messages("
                            + fix.group(1).replace("_", "") + ")) --");
        }
    }

    /** The last of some tries: on a busy machine collections or other programs may be the worse cause for a while. */
    private static Program tourThatFinds(String cause, String finding) throws Exception {
        for (int tries = 1; ; tries++) {
            Program tour = Program.start(Tour.class, "--only", cause);
            boolean found = tour.exitCode() == 0
                    && tour.output().stream()
                            .filter(line -> line.matches("(CRITICAL|WARNING|INFO) .*"))
                            .findFirst() // Before the fix; behind it there is another diagnosis.
                            .filter(line -> line.startsWith(finding))
                            .isPresent();
            if (found || tries == TRIES) {
                return tour;
            }
            tour.close();
        }
    }

    @Test
    void shouldSayWhichCausesTheTourHas() throws Exception {
        try (Program tour = Program.start(Tour.class, "--only", "nonsense")) {
            assertThat(tour.exitCode()).isEqualTo(2);
            assertThat(tour.errors()).first().asString().contains("--only: nonsense", "Too many contexts");
        }
    }
}

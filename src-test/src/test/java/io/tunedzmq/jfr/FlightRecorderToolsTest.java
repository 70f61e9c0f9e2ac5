package io.tunedzmq.jfr;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.JavaProcess;
import io.tunedzmq.mbeans.ObservedProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the page shows, with the tools of the JDK and another process. */
@Timeout(120)
class FlightRecorderToolsTest {
    @TempDir
    private Path folder;

    @Test
    void shouldPrintWhatWasLostInARecordingFromTheStart() throws Exception {
        List<String> options = List.of("-Xmx256m", "-XX:StartFlightRecording:filename=" + folder.resolve("exit.jfr"));
        try (JavaProcess process = JavaProcess.startWith(options, ObservedProcess.class)) {
            String pid = process.line();
            while (!pid.matches("\\d+")) { // The recorder says on the same stream that it has begun.
                pid = process.line();
            }
            Path file = dump(pid);
            long dropped = number("dropped=(\\d+)", process.ask("subscriber"));
            long gaps = number("gaps=(\\d+)", process.ask("subscriber"));

            String printed = print("io.tunedzmq.*", file);
            assertThat(blocks(printed, "Gap"))
                    .hasSize((int) gaps)
                    .allSatisfy(gap -> assertThat(gap).contains("subscriber = \"book\"", "topic = \"prices\""));
            assertThat(blocks(printed, "Gap").stream()
                            .mapToLong(gap -> number("count = (\\d+)", gap))
                            .sum())
                    .isPositive()
                    .isEqualTo(dropped);
            assertThat(blocks(printed, "Context"))
                    .singleElement()
                    .asString()
                    .contains("ioThreads = 2", "linger = 1.00 s");
            assertThat(blocks(printed, "SlowEpisode")).isNotEmpty();
            assertThat(blocks(printed, "ConnectionOpened")).hasSize(2);
        }
    }

    @Test
    void shouldPrintARecordingThatBeganLater() throws Exception {
        try (JavaProcess process = JavaProcess.start(ObservedProcess.class)) {
            String pid = process.line();
            run("jcmd", pid, "JFR.start", "name=later", "io.tunedzmq.IoThread#enabled=false");

            String printed = print("io.tunedzmq.*", dump(pid));
            assertThat(blocks(printed, "Context")).singleElement().asString().contains("ioThreads = 2");
            assertThat(blocks(printed, "IoThread")).isEmpty();
            assertThat(blocks(printed, "Gap")).isEmpty();
        }
    }

    private Path dump(String pid) throws Exception {
        Path file = folder.resolve("flight.jfr");
        run("jcmd", pid, "JFR.dump", "filename=" + file);
        return file;
    }

    private String print(String events, Path file) throws Exception {
        return run("jfr", "print", "--events", events, file.toString());
    }

    /** Returns what a tool of the JDK prints. */
    private String run(String tool, String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", tool).toString());
        command.addAll(List.of(arguments));
        Path out = Files.createTempFile(folder, tool, ".txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(tool).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as(Files.readString(out)).isZero();
        return Files.readString(out);
    }

    private static List<String> blocks(String printed, String event) {
        return Pattern.compile("(?ms)^io\\.tunedzmq\\." + event + " \\{.*?^\\}")
                .matcher(printed)
                .results()
                .map(MatchResult::group)
                .toList();
    }

    private static long number(String pattern, String text) {
        Matcher found = Pattern.compile(pattern).matcher(text);
        assertThat(found.find()).as(text).isTrue();
        return Long.parseLong(found.group(1));
    }
}

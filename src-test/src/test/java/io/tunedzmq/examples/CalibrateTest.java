package io.tunedzmq.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

@Timeout(90)
class CalibrateTest {
    private static final Pattern BALANCE = Pattern.compile(
            "Every run balanced; .* published ([0-9,]+) = delivered ([0-9,]+) \\+ dropped ([0-9,]+)\\.");

    @TempDir
    Path folder;

    @Test
    void shouldPrintTablesAndWriteAPageThatNeedsNothingFromOutside() throws Exception {
        Path page = folder.resolve("page.html");
        List<String> output;
        List<String> errors;

        try (Program calibrate = Program.start(
                Calibrate.class,
                "--seconds",
                "3",
                "--bytes",
                "200",
                "--rate",
                "5000",
                "--pause",
                "40",
                "--io-threads",
                "1,2",
                "--hwm",
                "1000,4",
                "--page",
                "" + page)) {
            assertThat(calibrate.exitCode()).isZero();
            output = calibrate.output();
            errors = calibrate.errors();
        }

        assertThat(output.stream().map(CalibrateTest::firstCell))
                .containsSubsequence("I/O threads", "1", "2", "HWM", "4", "1,000");
        assertThat(output)
                .anyMatch(line -> line.matches("Measured: [12] I/O threads?, .*"))
                .anyMatch(line ->
                        line.matches("TunedContext.builder\\(\\).ioThreads\\([12]\\).memoryBudget\\([0-9_]+L\\)"))
                .anyMatch(line -> line.matches("context.publisher\\(\\).hwm\\(HwmPolicy.messages\\([0-9_]+\\)\\)"));
        assertThat(output).last().asString().startsWith("page: file:").endsWith("page.html");
        assertThat(errors)
                .as("not a terminal: plain lines")
                .containsSubsequence("warming up ...", "round 1 of 3, I/O threads ...", "round 1 of 3, HWM ...")
                .noneMatch(line -> line.contains("\r"));
        shouldBalance(output);
        shouldBeAPage(Files.readString(page));
    }

    @Test
    void shouldWriteNoPageUnasked() throws Exception {
        Path before = Path.of("calibrate.html");
        try (Program calibrate = Program.start(
                Calibrate.class,
                "--seconds",
                "1",
                "--rate",
                "1000",
                "--pause",
                "5",
                "--io-threads",
                "1",
                "--hwm",
                "1000")) {
            assertThat(calibrate.exitCode()).isZero();
            assertThat(calibrate.output()).isNotEmpty().noneMatch(line -> line.startsWith("page:"));
        }
        assertThat(before).doesNotExist();
    }

    private static String firstCell(String line) {
        return line.strip().split(" {2,}", -1)[0];
    }

    private static void shouldBalance(List<String> output) {
        String line = output.stream()
                .filter(text -> text.startsWith("Every run"))
                .findFirst()
                .orElseThrow();
        Matcher counts = BALANCE.matcher(line);
        assertThat(counts.matches()).as(line).isTrue();
        assertThat(count(counts, 1)).isPositive().isEqualTo(count(counts, 2) + count(counts, 3));
    }

    private static long count(Matcher counts, int group) {
        return Long.parseLong(counts.group(group).replace(",", ""));
    }

    private static void shouldBeAPage(String html) throws Exception {
        assertThat(html).doesNotContain("http", "src=", "href=", "url(", "@import", "<script", "<!--");
        Document document = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(html)));
        NodeList charts = document.getElementsByTagName("svg");
        assertThat(charts.getLength()).isEqualTo(6);
        for (int i = 0; i < charts.getLength(); i++) {
            Element chart = (Element) charts.item(i);
            assertThat(chart.getElementsByTagName("title").item(0).getTextContent())
                    .matches(".+ over (I/O threads|HWM)");
            assertThat(chart.getElementsByTagName("desc").item(0).getTextContent())
                    .startsWith("Medians, in ");
            assertThat(chart.getElementsByTagName("polyline").getLength()).isEqualTo(1);
        }
        assertThat(document.getElementsByTagName("table").getLength()).isEqualTo(2);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "--bytes | 7 | calibrate: --bytes: 7 (expected: 8 to 1048576)",
                "--rate | -1 | calibrate: --rate: -1 (expected: 0 to 100000000)",
                "--subscribers | 0 | calibrate: --subscribers: 0 (expected: 1 to 100)",
                "--seconds | 0 | calibrate: --seconds: 0 (expected: 1 to 3600)",
                "--io-threads | 1,64 | calibrate: --io-threads: 64 (expected: 1 to 63)",
                "--io-threads | , | calibrate: --io-threads: none (expected: at least one)",
                "--page | /proc/page.html | calibrate: --page: /proc/page.html (expected: a file in a folder that can be"
                        + " written)",
                "--hwm | 0 | calibrate: --hwm: 0 (expected: 1 to 1073741824)",
                "--hwm | 1000000000 | calibrate: --hwm: 1000000000 needs ",
                "--pause | 50000 | calibrate: --pause: 50000 ms (expected: <= half of a run, which lasts ",
                "--page | /no/such/folder/page.html | calibrate: --page: /no/such/folder/page.html (expected: a file in a"
                        + " folder that can be written)"
            })
    void shouldNameTheArgumentThatCannotWork(String option, String value, String text) throws Exception {
        try (Program calibrate = Program.start(Calibrate.class, option, value)) {
            assertThat(calibrate.exitCode()).isEqualTo(2);
            assertThat(calibrate.errors()).first().asString().startsWith(text);
        }
    }
}

package io.tunedzmq.bench.processes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunedzmq.bench.Machine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SetupTest {
    @Test
    void shouldMeanEachCombinationOfValues() {
        assertThat(Setup.combinations(Map.of("topics", "1,100", "hwm", "1000,10000")))
                .extracting(setup -> setup.topics() + " " + setup.hwm())
                .containsExactlyInAnyOrder("1 1000", "1 10000", "100 1000", "100 10000");
    }

    @Test
    void shouldBeTheSameInAProcess() {
        Setup setup = Setup.combinations(Map.of("order", "zipf", "seed", "7", "jvm", "-Xmx128m -Xms128m"))
                .get(0);

        Setup other = Setup.of(setup.arguments());

        assertThat(other.text())
                .isEqualTo(setup.text())
                .isEqualTo("64 B, 1 -> 1, topics: 1 by Zipf's law, seed 7, HWM 1,000, prefix, receive, I/O threads: 1, "
                        + "-Xmx128m -Xms128m");
        assertThat(other.jvmFlags()).containsExactly("-Xmx128m", "-Xms128m");
    }

    @Test
    void shouldSayWhatIsWrong() {
        assertThatThrownBy(() -> Setup.combinations(Map.of("topic", "1")))
                .hasMessageStartingWith("option: --topic (expected: one of [topics, ");
        assertThatThrownBy(() -> Setup.combinations(Map.of("topics", "many")))
                .hasMessage("--topics: many (expected: a number)");
        assertThatThrownBy(() -> Setup.combinations(Map.of("bytes", "31")))
                .hasMessage("--bytes: 31 (expected: 32 to 1048576)");
        assertThatThrownBy(() -> Setup.combinations(Map.of("read", "poll")))
                .hasMessage("--read: poll (expected: receive or drain)");
        assertThatThrownBy(() -> Setup.of(List.of("--topics")))
                .hasMessage("argument: --topics (expected: --name value)");
    }

    @Test
    void shouldBeDescribedWhereTheReportWritesItToo() throws IOException {
        String page = Files.readString(Path.of(System.getProperty("project.root"), "core/docs/benchmarks.md"));
        String section;
        try (InputStream in = Machine.class.getResourceAsStream("processes.md")) {
            section = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }

        assertThat(page).endsWith(section);
        assertThat(Setup.combinations(Map.of()).get(0).arguments())
                .filteredOn(argument -> argument.startsWith("--"))
                .allSatisfy(option -> assertThat(section).contains("| `" + option + "` |"));
    }

    @Test
    void shouldDrawTopicsByZipfsLaw() {
        int[] order = Topics.order(
                Setup.combinations(Map.of("topics", "100", "order", "zipf")).get(0));

        long first = Arrays.stream(order).filter(topic -> topic == 0).count();
        long tenth = Arrays.stream(order).filter(topic -> topic == 9).count();
        assertThat(order).doesNotContain(-1, 100);
        assertThat((double) first / tenth).isBetween(9.0, 11.0);
    }
}

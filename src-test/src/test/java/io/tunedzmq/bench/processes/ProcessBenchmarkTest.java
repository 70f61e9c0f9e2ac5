package io.tunedzmq.bench.processes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The benchmark in short. Subscriber processes check every message, and fail if one is lost, twice or wrong. */
@Timeout(300)
class ProcessBenchmarkTest {
    @ParameterizedTest
    @EnumSource(Carrier.class)
    void shouldCarryEverythingToEachSubscriber(Carrier carrier) throws Exception {
        Setup setup = Setup.combinations(Map.of("seconds", "1", "topics", "10", "subscribers", "2"))
                .get(0);

        Round round = Run.of(Candidate.of(carrier), setup);

        assertThat(round.published()).isPositive();
        assertThat(round.figures()).hasSize(2);
        assertThat(round.publisher().peakKib()).isPositive();
        assertThat(round.subscribers())
                .allSatisfy(usage -> assertThat(usage.residentKib()).isPositive());
    }

    @Test
    void shouldPrintWhatPairsShowed() throws Exception {
        String printed =
                printed("--seconds 1 --topics 10 --order zipf --filter exact --read drain --hwm 10000 --jvm -Xmx128m");

        assertThat(printed)
                .contains("tunedzmq, 64 B, 1 -> 1, topics: 10 by Zipf's law, seed 1, HWM 10,000, exact, drain")
                .contains("| load | contender | million messages/s | ratio | lowest second |")
                .contains("I/O threads: 1, -Xmx128m | plain |");
    }

    @Test
    void shouldMeasureLatencyAtARate() throws Exception {
        String printed = printed("--seconds 1 --rate 1000 --contenders tunedzmq,plain,socket");

        assertThat(printed)
                .contains("publisher: 1,000 published")
                .contains("| load | contender | p50 | p99 | p99.9 | p50 ratio | p99 ratio |")
                .contains("I/O threads: 1 | socket |");
    }

    @Test
    void shouldRunOtherClassesInPlaceOfOursAndTellWhyAProcessFailed(@TempDir Path empty) {
        Setup setup = Setup.combinations(Map.of("seconds", "1")).get(0);
        Candidate old = Candidate.old(empty);

        assertThatThrownBy(() -> Run.of(old, setup))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("NoClassDefFoundError: io/tunedzmq/TunedContext")
                .hasRootCauseMessage("a process ended before it said \"endpoint\"");
    }

    private static String printed(String arguments) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
            ProcessBenchmark.run(List.of(arguments.split(" ")), out);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}

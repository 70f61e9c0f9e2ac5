package io.tunedzmq.bench.processes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RoundTest {
    @Test
    void shouldTakeTheMedianFromTheFifthSecondOn() {
        Round round = round("7", new long[] {1, 1, 1, 1, 80, 100, 120}, new long[] {3, 3, 3, 3, 300, 300, 270});

        assertThat(round.rate(0)).isEqualTo(2);
        assertThat(round.settled()).isEqualTo(200);
        assertThat(round.lowest()).isEqualTo(0.8);
    }

    @Test
    void shouldTakeTheLastOfFewSeconds() {
        Round round = round("2", new long[] {5, 50});

        assertThat(round.settled()).isEqualTo(50);
        assertThat(round.lowest()).isEqualTo(1);
    }

    @Test
    void shouldCompareWithTheFirstInTheSamePair() {
        Setup setup = Setup.combinations(Map.of("seconds", "1")).get(0);
        List<Round> first = List.of(round("1", new long[] {100}), round("1", new long[] {300}));
        List<Round> other = List.of(round("1", new long[] {50}), round("1", new long[] {100}));
        List<Candidate> candidates = List.of(Candidate.of(Carrier.TUNEDZMQ), Candidate.of(Carrier.PLAIN));
        Comparison comparison = new Comparison(setup, candidates, List.of(first, other));

        assertThat(comparison.ratio(1, Round::settled).text(".1f")).isEqualTo("2.5 (2.0 to 3.0)");
        assertThat(Tables.seconds(List.of(comparison)))
                .isEqualToNormalizingNewlines("| load | contender | 1 |\n|---|---|---|\n| " + setup.text()
                        + " | tunedzmq | 0.000 (1.00) |\n| " + setup.text() + " | plain | 0.000 (2.50) |");
    }

    private static Round round(String seconds, long[]... figures) {
        Setup setup = Setup.combinations(Map.of("seconds", seconds)).get(0);
        Usage usage = new Usage(1, 2, 3, 4);
        return new Round(setup, 1, usage, List.of(usage), List.of(figures));
    }
}

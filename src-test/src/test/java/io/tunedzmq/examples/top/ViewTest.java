package io.tunedzmq.examples.top;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the keys of a user change on the screen. */
@Timeout(60)
class ViewTest {
    private static final Snapshot ONE = Samples.between(List.of(), List.of(Samples.subscriber(1, "book", 7, 2)));

    private static List<String> shown(boolean paused, @Nullable String diagnosis, int silentSeconds, int rows) {
        return new View(Sort.LAG, paused, diagnosis, Duration.ofSeconds(silentSeconds))
                .lines(ONE, 60, rows, ZoneOffset.UTC).stream().map(Line::text).toList();
    }

    @Test
    void shouldSayWhatTheKeysDo() {
        assertThat(shown(false, null, 0, 20))
                .startsWith("tunedzmq top of 4242  12:00:01  by lag", "s sort   p pause   d diagnose   q quit")
                .anyMatch(line -> line.startsWith("book "));
        assertThat(shown(true, null, 0, 20))
                .startsWith("tunedzmq top of 4242  12:00:01  by lag  PAUSED", "s sort   p go on   d diagnose   q quit");
    }

    @Test
    void shouldShowADiagnosisInPlaceOfTheTables() {
        assertThat(shown(false, "one\ntwo", 0, 20))
                .containsExactly(
                        "tunedzmq top of 4242  12:00:01  by lag",
                        "s sort   p pause   d back to the tables   q quit",
                        "one",
                        "two");
        assertThat(shown(false, "one\ntwo\nthree", 0, 4)).endsWith("one", "2 lines more in a higher terminal");
    }

    @Test
    void shouldSayThatTheProcessDoesNotAnswer() {
        assertThat(shown(false, null, 1, 20).get(0)).isEqualTo("tunedzmq top of 4242  12:00:01  by lag");
        assertThat(shown(false, null, 7, 20).get(0))
                .isEqualTo("tunedzmq top of 4242  12:00:01  by lag  NO ANSWER for 7 s");
    }

    @Test
    void shouldLeaveTheTablesTheirPlaceWhereFindingsAreLong() {
        Snapshot snapshot = Samples.between(
                List.of(), List.of(Samples.context("word ".repeat(60)), Samples.subscriber(1, "b", 0, 0)));

        assertThat(new Screen(60, 20, Sort.RATE).lines(List.of(), snapshot)).hasSize(6);
        assertThat(new Screen(60, 40, Sort.RATE).lines(List.of(), snapshot)).hasSizeGreaterThan(9);
    }
}

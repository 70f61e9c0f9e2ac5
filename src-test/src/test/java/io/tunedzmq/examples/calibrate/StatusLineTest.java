package io.tunedzmq.examples.calibrate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A line that wraps cannot be rewritten: each would stay, and flood the terminal. */
class StatusLineTest {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final PrintStream err = new PrintStream(written, true, UTF_8);

    @ParameterizedTest
    @ValueSource(ints = {40, 60, 80, 200})
    void shouldKeepAProgressBarWithinTheTerminal(int columns) {
        ProgressBar bar = new ProgressBar(err, true, columns);

        bar.show(0.5, "round 1 of 3, I/O threads", "2 I/O threads, 19,998 messages/s, dropped 1,234,567, and so on");
        bar.show(1, "done", "");
        bar.clear();

        String[] lines = written.toString(UTF_8).split("\r", -1);
        assertThat(lines).allMatch(line -> line.length() < columns);
        assertThat(lines[1]).contains("#####.....", "50 %", "round 1");
        assertThat(lines[2]).hasSameSizeAs(lines[1]); // Covers what was there.
    }

    @Test
    void shouldSayOnlyThePhasesWhereThereIsNoTerminal() {
        StatusLine line = new StatusLine(err, false, 10);

        line.show("a phase longer than ten", "1 s");
        line.show("a phase longer than ten", "2 s");
        line.clear();

        assertThat(written.toString(UTF_8).lines()).containsExactly("a phase longer than ten ...");
    }
}

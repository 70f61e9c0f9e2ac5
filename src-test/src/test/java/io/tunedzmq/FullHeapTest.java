package io.tunedzmq;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Another part of the application fills the heap for a while, again and again. */
@Timeout(120)
class FullHeapTest {
    private static final int HEAP = 48;

    @ParameterizedTest
    @ValueSource(strings = {"drop", "block"})
    void shouldGoOnExactlyOrSayThatItCannot(String overflow) throws Exception {
        List<String> lines = new ArrayList<>();
        try (JavaProcess process = JavaProcess.startWithHeapToFill(HEAP, FullHeapProcess.class, "3", overflow)) {
            String line = "";
            while (!line.startsWith("closed in time")) {
                line = process.line();
                lines.add(line);
            }
        }

        assertThat(lines).contains("closed in time: true");
        if (lines.contains("broken: no")) {
            assertThat(lines)
                    .contains(
                            "I/O threads alive: 1, others: flusher housekeeper reaper", "goes on: true", "exact: true");
        } else {
            assertThat(lines).anyMatch(line -> line.startsWith("refused: ") && line.contains("build a new one"));
        }
    }
}

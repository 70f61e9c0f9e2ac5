package io.tunedzmq;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** However many subscribers stand still, what a context queues for them stays within one budget. */
@Timeout(120)
class MemoryBudgetTest {

    @ParameterizedTest(name = "-Xmx{0}m, {1} subscribers, {2} topics")
    @CsvSource({"64, 50, 1", "128, 50, 1"})
    void shouldGiveUpTheOldestForThoseWhoStandStill(int heap, int crowd, int topics) throws IOException {
        List<String> lines = run(heap, crowd, topics);
        System.err.println(lines);
        long[] healthy = numbers(lines.get(0));
        assertThat(healthy[0]).isEqualTo(healthy[1]);
    }

    private static List<String> run(int heap, int crowd, int topics) throws IOException {
        List<String> lines = new ArrayList<>();
        try (JavaProcess process = JavaProcess.startWithHeap(
                heap, StalledCrowd.class, Integer.toString(crowd), Integer.toString(topics))) {
            String line = process.line();
            while (!line.equals("end")) {
                lines.add(line);
                line = process.line();
            }
        }
        return lines;
    }

    private static long[] numbers(String line) {
        Matcher matcher = Pattern.compile("\\d+").matcher(line);
        return matcher.results().mapToLong(each -> Long.parseLong(each.group())).toArray();
    }
}

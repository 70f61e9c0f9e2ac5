package io.tunedzmq;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * However many subscribers stand still, what a context queues for them stays within one budget: here as many as would
 * take several heaps.
 */
@Timeout(120)
class MemoryBudgetTest {

    /** A frame of each sending thread may be above it. */
    private static final long FRAMES = 128 << 10;

    @ParameterizedTest(name = "-Xmx{0}m, {1} subscribers")
    @CsvSource({"64, 20", "128, 20"})
    void shouldGiveUpTheOldestForThoseWhoStandStill(int heap, int crowd) throws IOException {
        List<Long> numbers = run(heap, StalledCrowd.class, crowd, 1);

        assertCounted(numbers, heap);
        assertThat(numbers.get(4)).as("stand-ins").isPositive();
        assertThat(numbers.get(6)).as("given up").isPositive();
    }

    @Test
    void shouldKeepAThousandTopicsWithinTheBudget() throws IOException {
        assertCounted(run(128, StalledCrowd.class, 10, 1_000), 128);
    }

    private static void assertCounted(List<Long> numbers, int heap) {
        long published = numbers.get(0);
        assertThat(numbers.subList(1, 4)).as("accepted == received + dropped").containsOnly(published);
        assertThat(numbers.get(5)).as("queued").isLessThanOrEqualTo(((long) heap << 18) + FRAMES);
    }

    @ParameterizedTest(name = "all break off {0} times")
    @CsvSource({"0", "2"})
    void shouldRefuseWhatWouldNotFitAndLoseNothing(int breakingOff) throws IOException {
        List<Long> numbers = run(64, BlockedCrowd.class, 20, breakingOff);

        assertThat(numbers.get(0)).as("queued").isLessThanOrEqualTo((64L << 18) + FRAMES);
        assertThat(numbers.get(1)).as("refused").isPositive();
        assertThat(numbers.get(2)).as("missing").isZero();
    }

    /** The first number of each line that the process prints. */
    private static List<Long> run(int heap, Class<?> main, int... arguments) throws IOException {
        List<Long> numbers = new ArrayList<>();
        String[] texts = new String[arguments.length];
        for (int i = 0; i < arguments.length; i++) {
            texts[i] = Integer.toString(arguments[i]);
        }
        try (JavaProcess process = JavaProcess.startWithHeap(heap, main, texts)) {
            String line = process.line();
            while (!line.equals("end")) {
                numbers.add(Long.parseLong(line.substring(0, line.indexOf(' '))));
                line = process.line();
            }
        }
        return numbers;
    }
}

package io.tunedzmq.examples.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunedzmq.settings.PublisherSettingsFixture;
import io.tunedzmq.sizing.Workload;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdviceTest {
    private static final int[] VALUES = {1, 2, 4};
    private static final Memory MEMORY =
            new Memory(64L << 20, 32L << 20, new Load(1_000, 20_000, 2, Duration.ofMillis(400)));

    @ParameterizedTest(name = "{0}, dropped {1}: {2}")
    @CsvSource({
        // delivered/s with 1, 2 and 4; dropped of 1,000 -> recommended
        "1000 1000 1000, 0 0 0, 1",
        "960 1000 1000, 0 0 0, 1", // Within the noise.
        "600 1000 1000, 0 0 0, 2",
        "600 800 1000, 0 0 0, 4",
        "1000 990 600, 0 0 0, 1",
        "990 1000 1000, 100 0 0, 2", // As fast, but loses.
        "1000 700 600, 500 100 0, 1" // Nothing is best in both: then what delivers most.
    })
    void shouldTakeTheFewestThreadsThatDoAsWell(String perSecond, String dropped, int threads) {
        Advice advice = Advice.of(
                Map.of(Knob.IO_THREADS, points(perSecond, dropped), Knob.HWM, points("1 1 1", "0 0 0")),
                Optional.empty(),
                MEMORY);

        assertThat(advice.ioThreads()).isEqualTo(threads);
        assertThat(advice.code())
                .contains("TunedContext.builder().ioThreads(" + threads + ").memoryBudget(134_217_728L)");
    }

    @ParameterizedTest(name = "dropped {0}: {1}")
    @CsvSource({
        "0 0 0, 1",
        "9 0 0, 2",
        "9 5 0, 4",
        "0 5 0, 4", // The smallest was only lucky.
        "9 5 1, 4",
        "9 3 5, 2"
    })
    void shouldTakeTheSmallestHwmFromWhichOnNothingIsLost(String dropped, int hwm) {
        Advice advice = Advice.of(
                Map.of(Knob.IO_THREADS, points("1 1 1", "0 0 0"), Knob.HWM, points("1 1 1", dropped)),
                Optional.empty(),
                MEMORY);

        assertThat(advice.hwm()).isEqualTo(hwm);
        assertThat(advice.code()).contains("context.publisher().hwm(HwmPolicy.messages(" + hwm + "))");
    }

    @Test
    void shouldNameTheThreadsWhoseLatencyWasLowerInEveryRun() {
        List<Point> threads =
                Arrays.asList(withLatencies(1, 52, 30), withLatencies(2, 14, 27), withLatencies(4, 9, 31));

        Advice advice = Advice.of(
                Map.of(Knob.IO_THREADS, threads, Knob.HWM, points("1 1 1", "0 0 0")), Optional.empty(), MEMORY);

        assertThat(advice.ioThreads()).isEqualTo(1);
        assertThat(advice.sentences())
                .contains(
                        "Measured: 2 had a lower 99th percentile of the latency in every run, 20.50 ms against 41.00 ms.");
    }

    @Test
    void shouldNotTakeMoreThreadsForNoiseAndSayThatItIsNoisy() {
        List<Point> threads = Arrays.asList(withRates(1, 500, 75_000, 108_000), withRates(2, 12_000, 101_000, 106_000));

        Advice advice = Advice.of(
                Map.of(Knob.IO_THREADS, threads, Knob.HWM, points("1 1 1", "0 0 0")), Optional.empty(), MEMORY);

        assertThat(advice.ioThreads()).isEqualTo(1);
        assertThat(advice.sentences()).anyMatch(line -> line.startsWith("Runs of the same setting differ"));
    }

    private static Point withRates(int value, double... rates) {
        return Point.of(
                value,
                Arrays.stream(rates)
                        .mapToObj(rate -> new Measured(10, 10, 0, rate, 1, 0.5))
                        .toList());
    }

    private static Point withLatencies(int value, long... millis) {
        return Point.of(
                value,
                Arrays.stream(millis)
                        .mapToObj(ms -> new Measured(10, 10, 0, 1, ms * 1_000_000, 0.5))
                        .toList());
    }

    @Test
    void shouldSayThatNoHwmHelpsWhenEveryOneLost() {
        Advice advice = Advice.of(
                Map.of(Knob.IO_THREADS, points("1 1 1", "0 0 0"), Knob.HWM, points("1 1 1", "9 8 7")),
                Optional.empty(),
                MEMORY);

        assertThat(advice.sentences()).anyMatch(line -> line.contains("every HWM lost messages; 4 lost least, 0.70 %"));
    }

    @Test
    void shouldPreferTheCalculatedHwmWhenTheBuffersOfTheSystemHelped() {
        Workload workload = Workload.builder()
                .messagesPerSecond(20_000)
                .messageBytes(100)
                .longestPause(Duration.ofMillis(400))
                .memoryBudget(1L << 30)
                .build();

        Advice advice = Advice.of(
                Map.of(Knob.IO_THREADS, points("1 1 1", "0 0 0"), Knob.HWM, points("1 1 1", "0 0 0")),
                Optional.of(workload),
                MEMORY);

        assertThat(advice.hwm()).isEqualTo(1);
        assertThat(advice.code()).contains("context.publisher().hwm(HwmPolicy.messages(16_000))");
    }

    /** At this HWM, half of that budget is too little for a message of 1,000 bytes. */
    @Test
    void shouldNameABudgetThatTakesTheMessagesAtTheHwm() {
        Point hwm = Point.of(10_000, List.of(new Measured(1_000, 1_000, 0, 1, 1, 0.5)));

        Advice advice = Advice.of(
                Map.of(Knob.IO_THREADS, points("1 1 1", "0 0 0"), Knob.HWM, List.of(hwm)), Optional.empty(), MEMORY);

        assertThat(advice.code())
                .containsExactly(
                        "TunedContext.builder().ioThreads(1).memoryBudget(134_217_728L)",
                        "context.publisher().hwm(HwmPolicy.messages(10_000))");
        assertThat(largestPayload(10_000, 32L << 20)).isGreaterThanOrEqualTo(1_000);
    }

    private static int largestPayload(int hwm, long budget) {
        return PublisherSettingsFixture.dropping(hwm, budget).largestPayload();
    }

    @Test
    void shouldRepeatWhyTheLoadCannotWork() {
        Workload workload = Workload.builder()
                .messagesPerSecond(1_000_000)
                .messageBytes(100_000)
                .longestPause(Duration.ZERO)
                .memoryBudget(1L << 30)
                .build();

        Advice advice = Advice.of(
                Map.of(Knob.IO_THREADS, points("1 1 1", "0 0 0"), Knob.HWM, points("1 1 1", "0 0 0")),
                Optional.of(workload),
                MEMORY);

        assertThat(advice.sentences()).anyMatch(line -> line.startsWith("Calculated: messagesPerSecond: "));
    }

    @Test
    void shouldRefuseARunThatDoesNotBalance() {
        assertThatThrownBy(() -> new Measured(10, 7, 2, 1, 1, 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the counts do not balance: published 10, delivered 7, dropped 2");
    }

    private static List<Point> points(String perSecond, String dropped) {
        double[] rates = numbers(perSecond);
        double[] drops = numbers(dropped);
        return Arrays.asList(point(0, rates, drops), point(1, rates, drops), point(2, rates, drops));
    }

    private static Point point(int i, double[] rates, double[] drops) {
        long dropped = (long) drops[i];
        return Point.of(VALUES[i], List.of(new Measured(1_000, 1_000 - dropped, dropped, rates[i], 1, 0.5)));
    }

    private static double[] numbers(String text) {
        return Arrays.stream(text.split(" ", -1))
                .mapToDouble(Double::parseDouble)
                .toArray();
    }
}

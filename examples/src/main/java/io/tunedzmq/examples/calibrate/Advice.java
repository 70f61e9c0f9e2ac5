package io.tunedzmq.examples.calibrate;

import io.tunedzmq.sizing.ImpossibleWorkloadException;
import io.tunedzmq.sizing.Recommendation;
import io.tunedzmq.sizing.Workload;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the points say. Immutable.
 *
 * @param ioThreads the fewest that did as well as the best
 * @param hwm the smallest from which on nothing was lost, or the one that lost least
 * @param sentences what was found and why
 * @param code the calls that set it
 */
public record Advice(int ioThreads, int hwm, List<String> sentences, List<String> code) {
    /** Runs on a busy machine differ by so much from each other without a cause. */
    private static final double AS_GOOD = 0.95;

    private static final double UNEVEN = 0.5;
    private static final double AS_FEW_DROPS = 0.001;

    /** Copies the lines. */
    public Advice {
        sentences = List.copyOf(sentences);
        code = List.copyOf(code);
    }

    /**
     * Reads the points, next to what can be calculated.
     *
     * @param workload the load, or nothing if it has no rate of its own
     * @param memory what the runs had; the default of another heap may refuse their messages at the same HWM
     */
    public static Advice of(Map<Knob, List<Point>> points, Optional<Workload> workload, Memory memory) {
        Point threads = threads(points.getOrDefault(Knob.IO_THREADS, List.of()));
        Point hwm = hwm(points.getOrDefault(Knob.HWM, List.of()));
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "Measured: %d I/O %s, the fewest that the runs do not tell from the best: %,.0f messages/s to each subscriber.",
                threads.value(),
                threads.value() == 1 ? "thread" : "threads",
                threads.perSecond().median()));
        lowerLatency(points.getOrDefault(Knob.IO_THREADS, List.of()), threads).ifPresent(lines::add);
        boolean lossless = hwm.dropped() == 0;
        lines.add(
                lossless
                        ? String.format(
                                Locale.ROOT,
                                "Measured: HWM %,d, the smallest from which on nothing was lost, in %d runs each.",
                                hwm.value(),
                                Plan.ROUNDS)
                        : String.format(
                                Locale.ROOT,
                                "Measured: every HWM lost messages; %,d lost least, %.2f %%. Either the pause needs a longer "
                                        + "queue than those, or the subscribers are slower than this load on average, which "
                                        + "no HWM helps: lower the rate, or let the publisher wait with "
                                        + "OverflowPolicy.block(timeout).",
                                hwm.value(),
                                100 * hwm.dropShare().median()));
        if (points.values().stream().anyMatch(Advice::uneven)) {
            lines.add(
                    "Runs of the same setting differ by more than half: the machine is busy with something else or the "
                            + "runs are too short. Repeat it in peace, with more --seconds.");
        }
        @Nullable Recommendation calculated = calculated(workload, lines);
        int safe = calculated == null ? hwm.value() : Math.max(hwm.value(), calculated.publisherHwm());
        List<String> code = List.of(
                "TunedContext.builder().ioThreads(" + threads.value() + ").memoryBudget(" + literal(memory.context())
                        + "L)",
                "context.publisher().hwm(HwmPolicy.messages(" + literal(safe) + "))");
        return new Advice(threads.value(), hwm.value(), lines, code);
    }

    private static String literal(long number) {
        return String.format(Locale.ROOT, "%,d", number).replace(',', '_');
    }

    /** Only if each of its runs was below each run of the recommended one: less is noise. */
    private static Optional<String> lowerLatency(List<Point> points, Point threads) {
        return points.stream()
                .filter(point -> point.p99Ms().most() < threads.p99Ms().least())
                .min(Comparator.comparingDouble(point -> point.p99Ms().median()))
                .map(point -> String.format(
                        Locale.ROOT,
                        "Measured: %d had a lower 99th percentile of the latency in every run, %.2f ms against %.2f ms.",
                        point.value(),
                        point.p99Ms().median(),
                        threads.p99Ms().median()));
    }

    private static @Nullable Recommendation calculated(Optional<Workload> workload, List<String> lines) {
        if (workload.isEmpty()) {
            return null;
        }
        try {
            Recommendation recommendation = workload.get().recommend();
            lines.add(String.format(
                    Locale.ROOT,
                    "Calculated: HWM %,d, which does not count on what the buffers of this system take besides; "
                            + "the larger one is safe.",
                    recommendation.publisherHwm()));
            return recommendation;
        } catch (ImpossibleWorkloadException e) {
            e.obstacles().forEach(obstacle -> lines.add("Calculated: " + obstacle));
            return null;
        }
    }

    /** What was as good as the best in its median, or in one of its runs: then the runs do not tell the two apart. */
    private static Point threads(List<Point> points) {
        Point best = points.stream()
                .max(Comparator.comparingDouble(point -> point.perSecond().median()))
                .orElseThrow();
        double rate = best.perSecond().median();
        double drops = points.stream()
                .mapToDouble(point -> point.dropShare().median())
                .min()
                .orElseThrow();
        return points.stream()
                .filter(point -> point.perSecond().median() >= AS_GOOD * rate
                        || point.perSecond().most() >= rate)
                .filter(point -> point.dropShare().least() <= drops + AS_FEW_DROPS)
                .findFirst()
                .orElse(best);
    }

    private static boolean uneven(List<Point> points) {
        return points.stream()
                .map(Point::perSecond)
                .anyMatch(rate -> rate.most() - rate.least() > UNEVEN * rate.median());
    }

    /** The smallest from which on nothing was lost: a small one that was lucky is not believed if a larger one lost. */
    private static Point hwm(List<Point> points) {
        Point smallest = points.get(points.size() - 1);
        if (smallest.dropped() > 0) {
            return points.stream()
                    .min(Comparator.comparingDouble(point -> point.dropShare().median()))
                    .orElseThrow();
        }
        for (int i = points.size() - 1; i >= 0 && points.get(i).dropped() == 0; i--) {
            smallest = points.get(i);
        }
        return smallest;
    }
}

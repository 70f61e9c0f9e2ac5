package io.tunedzmq.examples.calibrate;

import io.tunedzmq.sizing.CannotWorkException;
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
     */
    public static Advice of(Map<Knob, List<Point>> points, Optional<Workload> workload) {
        Point threads = threads(points.getOrDefault(Knob.IO_THREADS, List.of()));
        Point hwm = hwm(points.getOrDefault(Knob.HWM, List.of()));
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "Measured: %d I/O %s, the fewest that did as well as the best: %,.0f messages/s to each subscriber.",
                threads.value(),
                threads.value() == 1 ? "thread" : "threads",
                threads.perSecond().median()));
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
        @Nullable Recommendation calculated = calculated(workload, lines);
        int safe = calculated == null ? hwm.value() : Math.max(hwm.value(), calculated.publisherHwm());
        List<String> code = List.of(
                "TunedContext.builder().ioThreads(" + threads.value() + ")",
                "context.publisher().hwm(HwmPolicy.messages("
                        + String.format(Locale.ROOT, "%,d", safe).replace(',', '_') + "))");
        return new Advice(threads.value(), hwm.value(), lines, code);
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
        } catch (CannotWorkException e) {
            e.obstacles().forEach(obstacle -> lines.add("Calculated: " + obstacle));
            return null;
        }
    }

    private static Point threads(List<Point> points) {
        double best = points.stream()
                .mapToDouble(point -> point.perSecond().median())
                .max()
                .orElseThrow();
        double least = points.stream()
                .mapToDouble(point -> point.dropShare().median())
                .min()
                .orElseThrow();
        return points.stream()
                .filter(point -> point.perSecond().median() >= AS_GOOD * best)
                .filter(point -> point.dropShare().median() <= least + AS_FEW_DROPS)
                .findFirst()
                .orElseGet(() -> points.stream()
                        .max(Comparator.comparingDouble(
                                point -> point.perSecond().median()))
                        .orElseThrow());
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

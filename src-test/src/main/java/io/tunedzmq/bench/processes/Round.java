package io.tunedzmq.bench.processes;

import io.tunedzmq.bench.Spread;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What one run of one candidate showed.
 *
 * @param published messages
 * @param figures of the {@link Watch} of each subscriber
 */
record Round(Setup setup, long published, Usage publisher, List<Usage> subscribers, List<long[]> figures) {
    /** From here on the rate counts as settled; seconds from 0. */
    private static final int SETTLED = 4;

    /** Messages in a second, the mean of the subscribers. */
    double rate(int second) {
        return figures.stream().mapToLong(counts -> counts[second]).average().orElseThrow();
    }

    /** Messages a second, the median from the fifth second on or the last of fewer; the mean of the subscribers. */
    double settled() {
        return figures.stream()
                .mapToDouble(counts -> settled(counts).median())
                .average()
                .orElseThrow();
    }

    /** The lowest of these seconds of any subscriber, divided by its median. */
    double lowest() {
        return figures.stream().mapToDouble(Round::lowest).min().orElseThrow();
    }

    private static double lowest(long[] counts) {
        Spread settled = settled(counts);
        return settled.least() / settled.median();
    }

    private static Spread settled(long[] counts) {
        return Spread.of(Arrays.stream(counts)
                .skip(Math.min(SETTLED, counts.length - 1))
                .asDoubleStream()
                .toArray());
    }

    /** Microseconds of one of the percentiles of {@link Delays}, the mean of the subscribers. */
    double micros(int percentile) {
        return figures.stream().mapToLong(ns -> ns[percentile]).average().orElseThrow() / 1e3;
    }

    double peakMib(Usage usage) {
        return usage.peakKib() / 1024.0;
    }

    double residentMib(Usage usage) {
        return usage.residentKib() / 1024.0;
    }

    double collectedPercent(Usage usage) {
        return usage.collectedMillis() / 10.0 / setup.seconds();
    }

    double allocatedBytes(Usage usage) {
        return (double) usage.allocated() / published;
    }

    /** The one that takes the most memory. */
    Usage largestSubscriber() {
        return subscribers.stream()
                .max((one, other) -> Long.compare(one.peakKib(), other.peakKib()))
                .orElseThrow();
    }

    @Override
    public String toString() {
        String lines = IntStream.range(0, figures.size())
                .mapToObj(i -> "  subscriber: " + text(figures.get(i)) + "; " + text(subscribers.get(i)))
                .collect(Collectors.joining(System.lineSeparator()));
        return String.format(Locale.ROOT, "  publisher: %,d published; %s%n%s", published, text(publisher), lines);
    }

    private String text(long[] figures) {
        return setup.rate() == 0
                ? "million messages a second" + each(figures, " %.3f", 1e6)
                        + String.format(
                                Locale.ROOT,
                                ", settled %.3f, lowest %.2f of it",
                                settled(figures).median() / 1e6,
                                lowest(figures))
                : "p50, p99, p99.9" + each(figures, " %,.0f", 1e3) + " us";
    }

    private static String each(long[] figures, String format, double unit) {
        return Arrays.stream(figures)
                .mapToObj(figure -> String.format(Locale.ROOT, format, figure / unit))
                .collect(Collectors.joining());
    }

    private String text(Usage usage) {
        return String.format(
                Locale.ROOT,
                "%,.0f MiB resident, at most %,.0f, %.1f %% of the time in collections, %,.0f bytes allocated a message",
                residentMib(usage),
                peakMib(usage),
                collectedPercent(usage),
                allocatedBytes(usage));
    }
}

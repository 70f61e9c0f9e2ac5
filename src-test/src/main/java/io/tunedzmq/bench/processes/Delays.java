package io.tunedzmq.bench.processes;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * How long messages took, each with the time in it at which it counts as sent; without the first half, in which the
 * JVMs warm up. {@link System#nanoTime} is CLOCK_MONOTONIC on Linux, the same clock in every process of a machine.
 */
final class Delays implements Watch {
    static final double[] PERCENTILES = {50, 99, 99.9};

    private static final long LONGEST_NS = 60_000_000_000L;

    private final Histogram counted = new Histogram(LONGEST_NS, 3);
    private final Histogram[] halves = {new Histogram(LONGEST_NS, 3), counted};
    private final long halfNs;
    private long firstNs;

    Delays(int seconds) {
        halfNs = TimeUnit.SECONDS.toNanos(seconds) / 2;
    }

    @Override
    public void message(long sentNs) {
        if (firstNs == 0) {
            firstNs = sentNs;
        }
        // No branch: one that is first taken at half time would make the JVM compile the receiver once more just then.
        int half = (int) ((halfNs - 1 - (sentNs - firstNs)) >>> 63);
        halves[half].recordValue(System.nanoTime() - sentNs);
    }

    /** Nanoseconds of each of the percentiles. */
    @Override
    public long[] figures() {
        return Arrays.stream(PERCENTILES)
                .mapToLong(counted::getValueAtPercentile)
                .toArray();
    }
}

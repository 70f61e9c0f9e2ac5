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

    private final Histogram histogram = new Histogram(LONGEST_NS, 3);
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
        if (sentNs - firstNs >= halfNs) {
            histogram.recordValue(System.nanoTime() - sentNs);
        }
    }

    /** Nanoseconds of each of the percentiles. */
    @Override
    public long[] figures() {
        return Arrays.stream(PERCENTILES)
                .mapToLong(histogram::getValueAtPercentile)
                .toArray();
    }
}

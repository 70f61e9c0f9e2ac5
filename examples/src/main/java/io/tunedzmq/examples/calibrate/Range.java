package io.tunedzmq.examples.calibrate;

import java.util.Arrays;

/** Median, least and most of a few runs. Immutable. */
public record Range(double median, double least, double most) {

    static Range of(double... figures) {
        double[] sorted = figures.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Range(median, sorted[0], sorted[sorted.length - 1]);
    }
}

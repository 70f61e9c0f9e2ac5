package io.tunedzmq.bench;

import java.util.Arrays;
import java.util.Locale;

/** Median and spread of a few figures. */
public record Spread(double median, double least, double most) {
    public static Spread of(double... figures) {
        double[] sorted = figures.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }

    public String text(String format) {
        String one = "%" + format;
        return String.format(Locale.ROOT, one + " (" + one + " to " + one + ")", median, least, most);
    }
}

package io.tunedzmq.examples.top;

import java.util.Comparator;
import java.util.Locale;

/** Which publishers and subscribers come first. I/O threads stay in their order. */
public enum Sort {
    /** Most messages per second. */
    RATE,
    /** Most losses. */
    DROPPED,
    /** Longest behind. */
    LAG,
    /** By the alphabet. */
    NAME;

    /** What cannot be told comes last. */
    Comparator<Row> order() {
        Comparator<Row> byName = Comparator.comparing(row -> row.now().label());
        return Comparator.comparingDouble(this::largestFirst).thenComparing(byName);
    }

    private double largestFirst(Row row) {
        double value = switch (this) {
            case RATE -> row.rate();
            case DROPPED -> row.now().number("Dropped");
            case LAG -> row.now().number("LagSeconds");
            case NAME -> 0;
        };
        return Double.isNaN(value) ? 1 : -value;
    }

    /** The one after it, and after the last the first. */
    public Sort next() {
        return switch (this) {
            case RATE -> DROPPED;
            case DROPPED -> LAG;
            case LAG -> NAME;
            case NAME -> RATE;
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

package io.tunedzmq.metrics;

import java.util.function.ToDoubleFunction;

/**
 * A number that exporters show.
 *
 * <p>Immutable.
 *
 * @param name lower case with dots; says what it is without any tag
 * @param attribute what JMX calls it; empty if it is not shown there
 * @param kind how it moves, and what becomes of several
 * @param unit base unit, in the plural; empty if it has none
 * @param meaning one sentence
 * @param value reads it; NaN if it is unknown
 * @param <R> what it is read from
 */
public record Metric<R>(
        String name, String attribute, Kind kind, String unit, String meaning, ToDoubleFunction<R> value) {

    /** Base unit of time. */
    public static final String SECONDS = "seconds";

    /** How a number moves, and what several of them are together. */
    public enum Kind {
        /** It only grows; several add up, those that are gone included. */
        COUNTER,
        /** It goes up and down; several add up. */
        SUM,
        /** It goes up and down; of several the largest counts. */
        LARGEST
    }

    static <R> Metric<R> counter(
            String name, String attribute, String unit, String meaning, ToDoubleFunction<R> value) {
        return new Metric<>(name, attribute, Kind.COUNTER, unit, meaning, value);
    }

    static <R> Metric<R> sum(String name, String attribute, String unit, String meaning, ToDoubleFunction<R> value) {
        return new Metric<>(name, attribute, Kind.SUM, unit, meaning, value);
    }

    static <R> Metric<R> largest(
            String name, String attribute, String unit, String meaning, ToDoubleFunction<R> value) {
        return new Metric<>(name, attribute, Kind.LARGEST, unit, meaning, value);
    }

    /** The number of that reading. */
    public double of(R reading) {
        return value.applyAsDouble(reading);
    }

    /** Two numbers of this kind as one. */
    public double together(double one, double other) {
        return kind == Kind.LARGEST ? Math.max(one, other) : one + other;
    }

    static double oneIf(boolean so) {
        return so ? 1 : 0;
    }
}

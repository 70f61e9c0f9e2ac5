package io.tunedzmq.examples.calibrate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * An axis from one pixel to another. Immutable.
 *
 * @param low least value shown, or its logarithm
 * @param high largest value shown, or its logarithm
 * @param logarithmic whether equal steps multiply
 */
record Axis(double low, double high, boolean logarithmic, double from, double to) {

    /** From 0 to a round number that is not below the most. */
    static Axis linear(double most, double from, double to) {
        double step = step(most);
        double high = Math.max(step, Math.ceil(most / step - 1e-9) * step);
        return new Axis(0, high, false, from, to);
    }

    /** Over the values, with a little room at both ends. */
    static Axis logarithmic(double least, double most, double from, double to) {
        double low = Math.log10(least);
        double high = Math.log10(most);
        double room = Math.max(0.05, (high - low) * 0.08);
        return new Axis(low - room, high + room, true, from, to);
    }

    /** From a round number to another, between which the values are. */
    static Axis round(double least, double most, double from, double to) {
        double low = Math.log10(least);
        double high = Math.log10(most);
        double below = Math.floor(low);
        double above = Math.ceil(high);
        for (int digit : new int[] {2, 5}) {
            double part = Math.log10(digit);
            below = Math.floor(low) + part <= low ? Math.floor(low) + part : below;
        }
        for (int digit : new int[] {5, 2}) {
            double part = Math.log10(digit);
            above = Math.ceil(high) - 1 + part >= high ? Math.ceil(high) - 1 + part : above;
        }
        return new Axis(below, Math.max(above, below + 0.3), true, from, to);
    }

    double at(double value) {
        double place = logarithmic ? Math.log10(value) : value;
        return from + (place - low) / (high - low) * (to - from);
    }

    /** Round numbers to write at the axis. */
    List<Double> ticks() {
        List<Double> ticks = new ArrayList<>();
        if (!logarithmic) {
            double step = step(high);
            for (int i = 0; i * step <= high * 1.000001; i++) {
                ticks.add(i * step);
            }
            return ticks;
        }
        boolean narrow = high - low < 2;
        for (int power = (int) Math.floor(low); power <= high; power++) {
            for (int digit : narrow ? new int[] {1, 2, 5} : new int[] {1}) {
                double tick = digit * Math.pow(10, power);
                if (Math.log10(tick) >= low - 1e-9 && Math.log10(tick) <= high + 1e-9) {
                    ticks.add(tick);
                }
            }
        }
        return ticks;
    }

    /** A step of 1, 2 or 5 times a power of ten that gives three to six of them. */
    private static double step(double most) {
        if (most <= 0) {
            return 1;
        }
        double power = Math.pow(10, Math.floor(Math.log10(most)));
        double digit = most / power;
        return power * (digit > 5 ? 2 : digit > 2 ? 1 : 0.5);
    }

    /** A number as it is written at an axis: {@code 250}, {@code 20,000}, {@code 1.5 M}. */
    static String text(double value) {
        if (value >= 1e6) {
            return trimmed(value / 1e6) + " M";
        }
        return value >= 1e5 ? trimmed(value / 1e3) + " k" : trimmed(value);
    }

    private static String trimmed(double value) {
        String text = String.format(Locale.ROOT, value >= 100 ? "%,.0f" : value >= 1 ? "%.1f" : "%.3f", value);
        return text.contains(".") ? text.replaceFirst("\\.?0+$", "") : text;
    }
}

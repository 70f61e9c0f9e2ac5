package io.tunedzmq.diagnosis;

import java.time.Duration;
import java.util.Locale;
import java.util.OptionalDouble;

/** Numbers as text, the same in every finding. */
final class Show {
    private Show() {}

    /** A subscriber by its name if it has one, else by its identity. */
    static String who(long id, String name) {
        return name.isEmpty() ? Long.toHexString(id) : "'" + name + "'";
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f %%", 100 * share);
    }

    static String percent(OptionalDouble share) {
        return share.isPresent() ? percent(share.getAsDouble()) : "unknown";
    }

    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    static String rate(long number, double seconds) {
        return count(Math.round(number / seconds)) + "/s";
    }

    static String millis(Duration time) {
        return count(time.toMillis()) + " ms";
    }

    static String bytes(double bytes) {
        return bytes < 1 << 20
                ? String.format(Locale.ROOT, "%,.0f KiB", bytes / (1 << 10))
                : String.format(Locale.ROOT, "%,.0f MiB", bytes / (1 << 20));
    }

    /** A number as it stands in code. */
    static String code(long number) {
        return String.format(Locale.ROOT, "%,d", number).replace(',', '_');
    }

    /** Rounded up to two digits. */
    static long roundUp(long number) {
        long unit = 1;
        while (number / unit >= 100) {
            unit *= 10;
        }
        return (number + unit - 1) / unit * unit;
    }
}

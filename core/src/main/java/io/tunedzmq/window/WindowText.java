package io.tunedzmq.window;

import io.tunedzmq.internal.Text;
import java.util.Locale;
import java.util.OptionalDouble;

/** Numbers as text, the same in every finding. */
public final class WindowText {
    private static final int LONGEST_NAME = 128;

    private WindowText() {}

    /** A subscriber by its name if it has one, else by its identity. */
    public static String who(long id, String name) {
        return name.isEmpty() ? Long.toHexString(id) : "'" + Text.printable(name, LONGEST_NAME) + "'";
    }

    public static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f %%", 100 * share);
    }

    public static String percent(OptionalDouble share) {
        return share.isPresent() ? percent(share.getAsDouble()) : "unknown";
    }

    public static String rate(long number, double seconds) {
        return Text.grouped(Math.round(number / seconds)) + "/s";
    }

    /** Rounded up to two digits. */
    public static long roundUp(long number) {
        long unit = 1;
        while (number / unit >= 100) {
            unit *= 10;
        }
        return (number + unit - 1) / unit * unit;
    }
}

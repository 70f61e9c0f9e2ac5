package io.tunedzmq.examples.top;

import java.util.Locale;
import org.jline.utils.WCWidth;

/** Values as they stand in a cell. What cannot be told is a dash. */
final class Text {
    static final String UNKNOWN = "-";

    private static final String CUT = "..";
    private static final double KIBI = 1_024;
    private static final String[] BYTE_UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};
    private static final double EXACT_BELOW = 100_000;
    private static final double KILO = 1_000;

    private Text() {}

    /** To the unit: a count of losses is exact. */
    static String count(double value) {
        return Double.isNaN(value) ? UNKNOWN : String.format(Locale.ROOT, "%.0f", value);
    }

    /** To the unit below 100,000, and to a thousandth of it or better above. */
    static String rate(double value) {
        if (Double.isNaN(value)) {
            return UNKNOWN;
        }
        return value < EXACT_BELOW
                ? String.format(Locale.ROOT, "%.0f", value)
                : value < EXACT_BELOW * KILO
                        ? String.format(Locale.ROOT, "%.1fk", value / KILO)
                        : String.format(Locale.ROOT, "%.1fM", value / KILO / KILO);
    }

    static String bytes(double value) {
        if (Double.isNaN(value)) {
            return UNKNOWN;
        }
        int unit = 0;
        double rest = value;
        while (rest >= KIBI && unit < BYTE_UNITS.length - 1) {
            rest /= KIBI;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", rest, BYTE_UNITS[unit]);
    }

    /** Milliseconds below a second. */
    static String seconds(double value) {
        if (Double.isNaN(value)) {
            return UNKNOWN;
        }
        return value < 1
                ? String.format(Locale.ROOT, "%.0f ms", value * KILO)
                : String.format(Locale.ROOT, "%.1f s", value);
    }

    static String percent(double share) {
        return Double.isNaN(share) ? UNKNOWN : String.format(Locale.ROOT, "%.0f %%", 100 * share);
    }

    /** A share of 0 to 1 as a bar; empty where it cannot be told. */
    static String bar(double share, int cells) {
        if (Double.isNaN(share)) {
            return "";
        }
        int full = (int) Math.round(Math.max(0, Math.min(1, share)) * cells);
        return "[" + "|".repeat(full) + " ".repeat(cells - full) + "]";
    }

    /** Names come from another process: what could move the cursor of a terminal is a question mark here. */
    static String printable(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        text.codePoints().map(each -> WCWidth.wcwidth(each) < 1 ? '?' : each).forEach(shown::appendCodePoint);
        return shown.toString();
    }

    /** Columns of a terminal that it takes. */
    static int width(String text) {
        return text.codePoints().map(WCWidth::wcwidth).sum();
    }

    /** Cut to so many columns, and filled up to them. */
    static String left(String text, int columns) {
        String shown = cut(text, columns);
        return shown + " ".repeat(Math.max(0, columns - width(shown)));
    }

    static String right(String text, int columns) {
        String shown = cut(text, columns);
        return " ".repeat(Math.max(0, columns - width(shown))) + shown;
    }

    /** Cut to so many columns; two dots say so. */
    static String cut(String text, int columns) {
        if (width(text) <= columns) {
            return text;
        }
        if (columns <= CUT.length()) {
            return CUT.substring(0, Math.max(0, columns));
        }
        StringBuilder shown = new StringBuilder();
        int left = columns - CUT.length();
        for (int at = 0; at < text.length(); at = text.offsetByCodePoints(at, 1)) {
            int point = text.codePointAt(at);
            left -= WCWidth.wcwidth(point);
            if (left < 0) {
                break;
            }
            shown.appendCodePoint(point);
        }
        return shown + CUT;
    }
}

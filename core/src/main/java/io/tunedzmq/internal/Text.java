package io.tunedzmq.internal;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Quantities as people read them. */
public final class Text {
    private static final String[] BINARY = {"bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

    private Text() {}

    public static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** As a literal of Java. */
    public static String literal(long number) {
        return grouped(number).replace(',', '_');
    }

    /**
     * A text that somebody else chose, fit for a line of a log: what moves a cursor, breaks a line or is not seen at
     * all is shown as {@code \\uXXXX}, and what is longer than so many characters is cut.
     */
    public static String printable(String text, int most) {
        if (text.length() <= most && text.codePoints().allMatch(Text::shows)) {
            return text;
        }
        StringBuilder shown = new StringBuilder();
        int at = 0;
        while (at < text.length() && at < most) {
            int code = text.codePointAt(at);
            if (shows(code)) {
                shown.appendCodePoint(code);
            } else {
                for (char part : Character.toChars(code)) {
                    shown.append(String.format(Locale.ROOT, "\\u%04x", (int) part));
                }
            }
            at += Character.charCount(code);
        }
        if (at < text.length()) {
            shown.append("... (").append(text.length() - at).append(" more)");
        }
        return shown.toString();
    }

    private static boolean shows(int code) {
        return switch (Character.getType(code)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }

    /** Where a publisher or subscriber is found: the name that its owner gave it, if any, and its endpoints. */
    public static String place(String name, List<String> endpoints) {
        return (name.isEmpty() ? "" : "'" + printable(name, name.length()) + "' ") + "at "
                + String.join(", ", endpoints);
    }

    /** Memory: {@code 64 KiB}, {@code 1.5 MiB}. */
    public static String memory(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < BINARY.length - 1) {
            value /= 1024;
            unit++;
        }
        return number(value) + " " + BINARY[unit];
    }

    /** Traffic as hosts and as networks are rated: {@code 80 MB/s = 0.64 Gbit/s}. */
    public static String traffic(double bytesPerSecond) {
        String bytes =
                bytesPerSecond >= 1e9 ? number(bytesPerSecond / 1e9) + " GB/s" : number(bytesPerSecond / 1e6) + " MB/s";
        return bytes + " = " + number(bytesPerSecond * 8 / 1e9) + " Gbit/s";
    }

    public static String millis(Duration duration) {
        return number(duration.toNanos() / 1e6) + " ms";
    }

    /** Two digits that matter, or all before the point. */
    public static String number(double value) {
        if (value >= 100) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        int decimals = value == 0 ? 0 : Math.max(0, Math.min(4, 1 - (int) Math.floor(Math.log10(value))));
        String text = String.format(Locale.ROOT, "%." + decimals + "f", value);
        return text.contains(".") ? text.replaceFirst("\\.?0+$", "") : text;
    }
}

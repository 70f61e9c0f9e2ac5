package io.tunedzmq.internal;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/** Argument checks whose message is always {@code name: value (expected: rule; cure)}. */
public final class Checks {
    private Checks() {}

    public static int range(String name, int value, int least, int most, String cure) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(text(name, value, least + " to " + most, cure));
        }
        return value;
    }

    public static long range(String name, long value, long least, long most, String cure) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(text(name, value, least + " to " + most, cure));
        }
        return value;
    }

    public static Duration range(String name, Duration value, Duration least, Duration most, String cure) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(text(name, value, least + " to " + most, cure));
        }
        return value;
    }

    /** After which time behind somebody counts as slow. */
    public static Duration slowAfter(Duration behind) {
        return range("slowAfter", requireNonNull(behind, "slowAfter"), Duration.ofMillis(10), Duration.ofHours(1), "");
    }

    public static String text(String name, Object value, String rule, String cure) {
        return name + ": " + value + " (expected: " + rule + (cure.isEmpty() ? "" : "; " + cure) + ")";
    }
}

package io.tunedzmq.window;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/**
 * That a thread runs and does not come back from what it does.
 *
 * <p>Immutable.
 *
 * @param lasted so far
 * @param where the innermost frame of its stack; empty if it has ended by now
 */
public record Absence(Duration lasted, Optional<StackTraceElement> where) {
    public Absence {
        requireNonNull(lasted, "lasted");
        requireNonNull(where, "where");
    }

    @Override
    public String toString() {
        return lasted.toSeconds() + " s" + where.map(at -> ", at " + at).orElse("");
    }
}

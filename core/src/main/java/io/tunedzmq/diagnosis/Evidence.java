package io.tunedzmq.diagnosis;

import static java.util.Objects.requireNonNull;

/**
 * Something measured over the window of the diagnosis.
 *
 * <p>Immutable.
 *
 * @param what what was measured
 * @param value the value with its unit
 * @param threshold what it is compared with; empty where it only illustrates
 */
public record Evidence(String what, String value, String threshold) {
    public Evidence {
        requireNonNull(what, "what");
        requireNonNull(value, "value");
        requireNonNull(threshold, "threshold");
    }

    @Override
    public String toString() {
        return what + ": " + value + (threshold.isEmpty() ? "" : " (threshold: " + threshold + ")");
    }
}

package io.tunedzmq.diagnosis;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;
import java.util.List;

/**
 * What was found in a window of time. {@link #toString()} is a report to read.
 *
 * <p>Immutable.
 *
 * @param window what was observed
 * @param findings the causes found, worst first; of equally bad ones first the one that explains the others
 */
public record Diagnosis(Window window, List<Finding> findings) {
    public Diagnosis {
        requireNonNull(window, "window");
        findings = List.copyOf(findings);
    }

    /** Applies every rule. */
    public static Diagnosis of(Window window) {
        return new Diagnosis(
                window,
                Rules.apply(window).stream()
                        .sorted(Comparator.comparing(Finding::severity)) // Stable: keeps the order of the rules.
                        .toList());
    }

    /** Whether nothing is wrong as far as could be seen. */
    public boolean healthy() {
        return findings.isEmpty();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("Diagnosis of ").append(window.summary());
        if (findings.isEmpty()) {
            text.append("\nNothing wrong.");
        }
        for (int i = 0; i < findings.size(); i++) {
            text.append("\n\n").append(i + 1).append(". ").append(findings.get(i));
        }
        return text.toString();
    }
}

package io.tunedzmq.diagnosis;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Locale;

/**
 * What was found in a window of time. {@link #toString()} is a report to read.
 *
 * <p>Immutable.
 *
 * @param observed what was looked at
 * @param findings the causes found, worst first; of equally bad ones first the one that explains the others
 */
public record Diagnosis(DiagnosisScope observed, List<Finding> findings) {
    /** Checks that nothing is null. */
    public Diagnosis {
        requireNonNull(observed, "observed");
        findings = List.copyOf(findings);
    }

    /** Whether nothing is wrong as far as could be seen. */
    public boolean healthy() {
        return findings.isEmpty();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("Diagnosis of ").append(observed);
        if (findings.isEmpty()) {
            text.append("\nNothing wrong.");
            if (observed.droppedBefore() > 0) {
                text.append(String.format(
                        Locale.ROOT,
                        " Messages lost before this window: %,d; to find out why, diagnose while it happens, or let"
                                + " diagnoseEvery(interval, listener) do so.",
                        observed.droppedBefore()));
            }
        }
        for (int i = 0; i < findings.size(); i++) {
            text.append("\n\n").append(i + 1).append(". ").append(findings.get(i));
        }
        return text.toString();
    }
}

package io.tunedzmq.diagnosis;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What was found in a window of time. {@link #toString()} is a report to read.
 *
 * <p>Immutable.
 *
 * @param observed what was looked at
 * @param findings the causes found, worst first; of equally bad ones first the one that explains the others
 */
public record Diagnosis(Observed observed, List<Finding> findings) {
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
        }
        for (int i = 0; i < findings.size(); i++) {
            text.append("\n\n").append(i + 1).append(". ").append(findings.get(i));
        }
        return text.toString();
    }
}

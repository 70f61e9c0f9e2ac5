package io.tunedzmq.rules;

import io.tunedzmq.diagnosis.Diagnosis;
import io.tunedzmq.diagnosis.Finding;
import io.tunedzmq.diagnosis.Symptom;
import java.util.Optional;

/**
 * A load brought about for real, and what its diagnosis must find.
 *
 * @param name for the result table
 * @param expected the first finding; empty if there must be none
 * @param run brings it about and diagnoses it
 */
record Scenario(String name, Optional<Symptom> expected, Run run) {
    /** Sets everything up, diagnoses, and closes everything. */
    interface Run {
        Diagnosis diagnose() throws Exception;
    }

    static Scenario ill(String name, Symptom expected, Run run) {
        return new Scenario(name, Optional.of(expected), run);
    }

    static Scenario fine(String name, Run run) {
        return new Scenario(name, Optional.empty(), run);
    }

    /** Whether the diagnosis is the right one. */
    boolean isRight(Diagnosis diagnosis) {
        Optional<Symptom> first =
                diagnosis.findings().stream().map(Finding::symptom).findFirst();
        return first.equals(expected);
    }

    @Override
    public String toString() {
        return name;
    }
}

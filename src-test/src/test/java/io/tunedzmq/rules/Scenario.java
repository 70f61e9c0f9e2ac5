package io.tunedzmq.rules;

import io.tunedzmq.diagnosis.Diagnosis;
import io.tunedzmq.diagnosis.Finding;
import io.tunedzmq.diagnosis.Symptom;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A load brought about for real, and what its diagnosis must find.
 *
 * @param name for the result table
 * @param expected the first finding; empty if there must be none
 * @param besides what else it must find
 * @param run brings it about and diagnoses it
 */
record Scenario(String name, Optional<Symptom> expected, Set<Symptom> besides, Run run) {
    /** Sets everything up, diagnoses, and closes everything. */
    interface Run {
        Diagnosis diagnose() throws Exception;
    }

    static Scenario ill(String name, Symptom expected, Run run) {
        return new Scenario(name, Optional.of(expected), Set.of(), run);
    }

    /** With two causes at once. */
    static Scenario ill(String name, Symptom expected, Symptom besides, Run run) {
        return new Scenario(name, Optional.of(expected), Set.of(besides), run);
    }

    static Scenario fine(String name, Run run) {
        return new Scenario(name, Optional.empty(), Set.of(), run);
    }

    /** Whether the diagnosis is the right one. */
    boolean isRight(Diagnosis diagnosis) {
        List<Symptom> found =
                diagnosis.findings().stream().map(Finding::symptom).toList();
        return found.stream().findFirst().equals(expected) && found.containsAll(besides);
    }

    @Override
    public String toString() {
        return name;
    }
}

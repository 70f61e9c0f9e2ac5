package io.tunedzmq.diagnosis;

import static java.util.Objects.requireNonNull;

/**
 * A cause that would look alike and is not it.
 *
 * <p>Immutable.
 *
 * @param symptom the other cause
 * @param because what speaks against it
 */
public record RuledOut(Symptom symptom, String because) {
    public RuledOut {
        requireNonNull(symptom, "symptom");
        requireNonNull(because, "because");
    }

    @Override
    public String toString() {
        return symptom + ": " + because;
    }
}

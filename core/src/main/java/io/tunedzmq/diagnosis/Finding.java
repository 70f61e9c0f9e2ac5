package io.tunedzmq.diagnosis;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * One cause found, with its proof and its cure.
 *
 * <p>Immutable.
 *
 * @param symptom which cause
 * @param severity how bad it is
 * @param subject whose: a socket, a thread, the process
 * @param summary one sentence: what is wrong
 * @param evidence what was measured
 * @param ruledOut what would look alike, and why it is not that
 * @param fix the builder line with its number, or the command
 */
public record Finding(
        Symptom symptom,
        Severity severity,
        String subject,
        String summary,
        List<Evidence> evidence,
        List<RuledOut> ruledOut,
        String fix) {
    public Finding {
        requireNonNull(symptom, "symptom");
        requireNonNull(severity, "severity");
        requireNonNull(subject, "subject");
        requireNonNull(summary, "summary");
        evidence = List.copyOf(evidence);
        ruledOut = List.copyOf(ruledOut);
        requireNonNull(fix, "fix");
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append(severity).append(' ').append(symptom).append(": ").append(summary);
        text.append("\n  where:     ").append(subject);
        evidence.forEach(each -> text.append("\n  measured:  ").append(indented(each.toString())));
        ruledOut.forEach(each -> text.append("\n  ruled out: ").append(indented(each.toString())));
        text.append("\n  fix:       ").append(indented(fix));
        return text.append("\n  more:      ").append(symptom.link()).toString();
    }

    private static String indented(String text) {
        return text.replace("\n", "\n             ");
    }
}

package io.tunedzmq.examples;

import io.tunedzmq.diagnosis.Diagnosis;
import io.tunedzmq.diagnosis.Finding;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One cause of loss: a load that has it, and the same load with the fix that the diagnosis names.
 *
 * @param title what is wrong
 * @param applied the fix as it is applied here, with the numbers of the finding where it is by number
 * @param run brings it about; with the finding, if it is to be cured
 */
record TourStop(String title, Function<Optional<Finding>, String> applied, Run run) {
    interface Run {
        Diagnosis diagnose(Optional<Finding> fix) throws Exception;
    }

    /** How many of the messages published to the subscribers arrived. */
    static String arrived(Diagnosis diagnosis) {
        long received = diagnosis.observed().received();
        long dropped = diagnosis.observed().dropped();
        return received + dropped == 0
                ? "nothing sent"
                : String.format(
                        Locale.ROOT, "%.0f %% of %,d", 100.0 * received / (received + dropped), received + dropped);
    }

    /** The first finding by its name. */
    static String first(Diagnosis diagnosis) {
        return diagnosis.healthy()
                ? "nothing wrong"
                : diagnosis.findings().get(0).symptom().name();
    }

    /** A fix that goes by no number of the finding. */
    static TourStop of(String title, String applied, Run run) {
        return new TourStop(title, fix -> applied, run);
    }

    /** A number of the fix as it stands there; another one if the diagnosis named none. */
    static int number(Optional<Finding> fix, String before, int otherwise) {
        Matcher matcher = Pattern.compile(Pattern.quote(before) + "([0-9_]+)")
                .matcher(fix.map(Finding::fix).orElse(""));
        return matcher.find() ? Integer.parseInt(matcher.group(1).replace("_", "")) : otherwise;
    }
}

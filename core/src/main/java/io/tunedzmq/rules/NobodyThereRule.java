package io.tunedzmq.rules;

import io.tunedzmq.diagnosis.Evidence;
import io.tunedzmq.diagnosis.Finding;
import io.tunedzmq.diagnosis.RuledOut;
import io.tunedzmq.diagnosis.Severity;
import io.tunedzmq.diagnosis.Symptom;
import io.tunedzmq.window.ConnectionsUse;
import io.tunedzmq.window.Window;
import io.tunedzmq.window.WindowText;
import java.util.ArrayList;
import java.util.List;

/** An endpoint to which no connection came about. */
final class NobodyThereRule implements Rule {
    /** JeroMQ tries a few times a second: less says nothing. */
    private static final double LEAST_SECONDS = 0.5;

    @Override
    public List<Finding> find(Window window) {
        List<Finding> findings = new ArrayList<>();
        if (window.enoughLooks() && window.seconds() >= LEAST_SECONDS) {
            window.subscribers().stream()
                    .filter(each -> alone(each.connects()))
                    .forEach(each -> findings.add(
                            finding(Symptom.NO_PUBLISHER, each.title(), "subscriber", "publisher", each.connects())));
            window.publishers().stream()
                    .filter(each -> alone(each.connects()))
                    .forEach(each -> findings.add(
                            finding(Symptom.NO_SUBSCRIBER, each.name(), "publisher", "subscriber", each.connects())));
        }
        return findings;
    }

    /** During the whole window: a connection that came about meanwhile is a normal start. */
    private static boolean alone(ConnectionsUse connects) {
        return !connects.absent().isEmpty() && connects.sampled().complete() == 0;
    }

    private static Finding finding(Symptom symptom, String where, String who, String whom, ConnectionsUse connects) {
        return new Finding(
                symptom,
                Severity.WARNING,
                where,
                "the " + who + " had no connection to a " + whom + ", or not to every one",
                List.of(new Evidence(
                        "endpoints without a connection",
                        String.join(", ", connects.absent()) + "; every endpoint had one at "
                                + WindowText.percent(connects.sampled().complete()) + " of the looks",
                        "0")),
                List.of(new RuledOut(Symptom.STALLED_HANDSHAKE, "nothing accepts a connection there")),
                "start a " + whom + " there, or correct connect(\"" + String.join("\"), connect(\"", connects.absent())
                        + "\"); from here: nc -vz HOST PORT");
    }
}

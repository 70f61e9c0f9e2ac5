package io.tunedzmq.rules;

import io.tunedzmq.diagnosis.Evidence;
import io.tunedzmq.diagnosis.Finding;
import io.tunedzmq.diagnosis.RuledOut;
import io.tunedzmq.diagnosis.Severity;
import io.tunedzmq.diagnosis.Symptom;
import io.tunedzmq.window.ConnectionsUse;
import io.tunedzmq.window.ContextSnapshot;
import io.tunedzmq.window.Window;
import io.tunedzmq.window.WindowText;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** TCP is up, ZeroMQ is not: what listens there says nothing, something else, or hangs up. */
final class StalledHandshakeRule implements Rule {
    /** A handshake takes milliseconds, and one that stalls inside JeroMQ is healed within a tenth of a second. */
    private static final double SILENT = 0.5;

    /** Less is a busy machine. */
    private static final double LEAST_SECONDS = 0.5;

    @Override
    public List<Finding> find(Window window) {
        List<Finding> findings = new ArrayList<>();
        window.subscribers()
                .forEach(each ->
                        find(window, each.title(), each.connects(), each.strangers(), Symptom.NO_PUBLISHER, findings));
        window.publishers()
                .forEach(each -> find(
                        window,
                        each.name(),
                        each.connects(),
                        each.connects().strangers(),
                        Symptom.NO_SUBSCRIBER,
                        findings));
        return findings;
    }

    private static void find(
            Window window,
            String where,
            ConnectionsUse connects,
            List<ContextSnapshot.Connection> strangers,
            Symptom alike,
            List<Finding> findings) {
        Set<String> endpoints = new LinkedHashSet<>();
        List<Evidence> evidence = new ArrayList<>();
        connects.silent(Math.max(SILENT, LEAST_SECONDS / window.seconds())).forEach(each -> {
            endpoints.add(each);
            evidence.add(new Evidence(
                    each + ": waiting for the peer's first word",
                    WindowText.percent(connects.silence(each)) + " of the looks",
                    WindowText.percent(SILENT)));
        });
        if (!connects.foreign().isEmpty()) {
            endpoints.addAll(connects.foreign());
            evidence.add(new Evidence(
                    "connections on which the peer's first word was none of ZeroMQ 3 or newer",
                    Integer.toString(connects.foreign().size()),
                    "1"));
        }
        strangers.forEach(each -> {
            endpoints.add(each.endpoint());
            evidence.add(new Evidence(
                    each.endpoint() + ": the peer accepted, hung up within a second, and had not said hello",
                    each.strangers() + " times",
                    Long.toString(ConnectionsUse.AGAIN_AND_AGAIN)));
        });
        if (!endpoints.isEmpty()) {
            findings.add(new Finding(
                    Symptom.STALLED_HANDSHAKE,
                    Severity.WARNING,
                    where,
                    "a peer accepts connections and never says hello as ZeroMQ does",
                    evidence,
                    List.of(new RuledOut(alike, "something listens there")),
                    "check the port: another service, or a proxy without its target, answers at "
                            + String.join(" or ", endpoints)));
        }
    }
}

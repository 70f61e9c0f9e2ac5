package io.tunedzmq.diagnosis;

import io.tunedzmq.diagnosis.Observation.Connection;
import io.tunedzmq.internal.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A peer speaks ZeroMQ, and not what is expected: JeroMQ cuts the connection off, or the peer hangs up. */
final class ProtocolError implements Rule {
    @Override
    public List<Finding> find(Window window) {
        List<Finding> findings = new ArrayList<>();
        window.subscribers().stream()
                .filter(each -> !each.connects().cutOff().isEmpty())
                .forEach(each -> findings.add(finding(
                        each.title(),
                        each.connects().cutOff(),
                        each.stats().dropped(),
                        Symptom.NO_PUBLISHER,
                        "PUB or XPUB",
                        "; a message above maxMessageBytes ends the connection, too:"
                                + " context.subscriber().maxMessageBytes(n)")));
        window.publishers().stream()
                .filter(each -> !each.connects().cutOff().isEmpty())
                .forEach(each -> findings.add(
                        finding(each.name(), each.connects().cutOff(), 0, Symptom.NO_SUBSCRIBER, "SUB or XSUB", "")));
        return findings;
    }

    private static Finding finding(
            String where, List<Connection> cutOff, long dropped, Symptom alike, String expected, String alsoCheck) {
        List<Evidence> evidence =
                cutOff.stream().map(ProtocolError::evidence).collect(Collectors.toCollection(ArrayList::new));
        if (dropped > 0) {
            evidence.add(new Evidence("messages dropped", Text.grouped(dropped), "1"));
        }
        return new Finding(
                Symptom.PROTOCOL_ERROR,
                dropped > 0 ? Severity.CRITICAL : Severity.WARNING,
                where,
                "a peer speaks ZeroMQ and breaks its protocol, so that the connection ends",
                evidence,
                List.of(
                        new RuledOut(Symptom.NETWORK_LOSSY, "the connection ended for what came over it"),
                        new RuledOut(alike, "something listens there")),
                "let " + cutOff.stream().map(Connection::endpoint).collect(Collectors.joining(" and ")) + " be a "
                        + expected + " socket without security" + alsoCheck);
    }

    private static Evidence evidence(Connection connection) {
        String to = "connection to " + connection.endpoint();
        if (connection.cutOff() > 0) {
            return new Evidence(to + ": cut off by a protocol error", connection.cutOff() + " times", "1");
        }
        if (connection.state() == Connection.State.CUT_OFF) {
            return new Evidence(to + ": cut off by a protocol error, not tried again yet", "before the window", "1");
        }
        return new Evidence(
                to + ": ended within a second after the peer's hello",
                connection.brief() + " times",
                Long.toString(ConnectionsUse.AGAIN_AND_AGAIN));
    }
}

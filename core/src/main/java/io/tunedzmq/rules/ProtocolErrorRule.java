package io.tunedzmq.rules;

import io.tunedzmq.diagnosis.Evidence;
import io.tunedzmq.diagnosis.Finding;
import io.tunedzmq.diagnosis.RuledOut;
import io.tunedzmq.diagnosis.Severity;
import io.tunedzmq.diagnosis.Symptom;
import io.tunedzmq.internal.Text;
import io.tunedzmq.window.ConnectionsUse;
import io.tunedzmq.window.ContextSnapshot.Connection;
import io.tunedzmq.window.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a peer says is not allowed here, so JeroMQ cuts the connection off; or the peer finds that of us and hangs up.
 */
final class ProtocolErrorRule implements Rule {
    @Override
    public List<Finding> find(Window window) {
        Stream<Optional<Finding>> ofSubscribers = window.subscribers().stream()
                .filter(each -> each.refused().connections() == 0) // It was this side that had no room.
                .map(each -> finding(
                        each.title(),
                        each.connects().cutOff(),
                        each.brief(),
                        // What was lost over a connection that stayed has another cause.
                        each.stats().reconnects() > 0 ? each.stats().dropped() : 0,
                        "be a PUB or XPUB socket without security; a message above maxMessageBytes ends the connection,"
                                + " too: context.subscriber().maxMessageBytes(n)"));
        Stream<Optional<Finding>> ofPublishers = window.publishers().stream()
                .map(each -> finding(
                        each.name(),
                        each.connects().cutOff(),
                        each.brief(),
                        0,
                        "be a SUB or XSUB socket without security; a subscription above 1 MiB ends the connection,"
                                + " too"));
        return Stream.concat(ofSubscribers, ofPublishers)
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<Finding> finding(
            String where, List<Connection> cutOff, List<Connection> brief, long dropped, String expected) {
        List<Connection> all = Stream.concat(cutOff.stream(), brief.stream()).toList();
        if (all.isEmpty()) {
            return Optional.empty();
        }
        List<Evidence> evidence =
                all.stream().map(ProtocolErrorRule::evidence).collect(Collectors.toCollection(ArrayList::new));
        if (dropped > 0) {
            evidence.add(new Evidence("messages dropped", Text.grouped(dropped), "1"));
        }
        boolean certain = !cutOff.isEmpty();
        return Optional.of(new Finding(
                Symptom.PROTOCOL_ERROR,
                dropped > 0 ? Severity.CRITICAL : Severity.WARNING,
                where,
                certain
                        ? "a peer says what ZeroMQ's protocol does not allow here, and its connection is cut off"
                        : "a peer says hello and hangs up soon after, again and again: it refuses this socket, or"
                                + " restarts",
                evidence,
                certain
                        ? List.of(
                                new RuledOut(Symptom.NETWORK_LOSSY, "the connection was cut off for what came over it"))
                        : List.of(),
                "let " + all.stream().map(Connection::endpoint).collect(Collectors.joining(" and ")) + " " + expected));
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

package io.tunedzmq.rules;

import static io.tunedzmq.rules.RulesTest.none;
import static io.tunedzmq.rules.RulesTest.row;
import static io.tunedzmq.rules.Shapes.connection;

import io.tunedzmq.diagnosis.Symptom;
import io.tunedzmq.window.ContextSnapshot.Connection;
import io.tunedzmq.window.ContextSnapshot.Connection.State;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** What is measured of connections that are made, and what the rules make of it. */
final class ConnectionRows {
    private ConnectionRows() {}

    static Stream<Arguments> all() {
        return Stream.of(
                row(
                        "nobody there for a moment",
                        subscriber(0, connection(State.ABSENT)).length(Duration.ofMillis(200))),
                row("nobody there", subscriber(0, connection(State.ABSENT)), Symptom.NO_PUBLISHER),
                row(
                        "one there, one not",
                        subscriber(0, connection(State.UP), new Connection("tcp://10.0.0.2:1", State.ABSENT, 0, 0, 0)),
                        Symptom.NO_PUBLISHER),
                row("connected within the process only", none().subscriber(subscriber -> {
                    subscriber.connects = List.of();
                    subscriber.connectedAtEnd = 0;
                })),
                row("there at the end", subscriber(0, connection(State.UP))),
                row("gone at the end", subscriber(0.5, connection(State.ABSENT))),
                row("nobody there for a publisher", publisher(0, connection(State.ABSENT)), Symptom.NO_SUBSCRIBER),
                row("a publisher that listens only", none().publisher(Shapes::fine)),
                row("never says hello", silent(connection(State.SILENT)), Symptom.STALLED_HANDSHAKE),
                row(
                        "never says hello to a publisher",
                        none().publisher(publisher -> {
                            publisher.connects = List.of(connection(State.SILENT));
                            publisher.silent = 0.9;
                        }),
                        Symptom.STALLED_HANDSHAKE),
                row("silent, hung up at the end", silent(connection(State.ABSENT, 1, 0, 0)), Symptom.STALLED_HANDSHAKE),
                row("said hello late", silent(connection(State.UP))),
                row("says something else", subscriber(1, connection(State.FOREIGN)), Symptom.STALLED_HANDSHAKE),
                row(
                        "hangs up again and again",
                        subscriber(0, connection(State.ABSENT, 14, 0, 0)),
                        Symptom.STALLED_HANDSHAKE),
                row("hung up while it started", subscriber(0.5, connection(State.UP, 14, 0, 0))),
                row("hung up once", subscriber(0, connection(State.ABSENT, 1, 0, 0))),
                row("cut off", subscriber(0, connection(State.CUT_OFF, 0, 1, 1)), Symptom.PROTOCOL_ERROR),
                row(
                        "cut off before the hello, as with other security",
                        subscriber(0, connection(State.CUT_OFF, 1, 0, 1)),
                        Symptom.PROTOCOL_ERROR),
                row(
                        "cut off before, and not tried again yet",
                        subscriber(1, connection(State.CUT_OFF)),
                        Symptom.PROTOCOL_ERROR),
                row(
                        "cut off for a publisher",
                        publisher(1, connection(State.CUT_OFF, 0, 1, 1)),
                        Symptom.PROTOCOL_ERROR),
                row(
                        "cut off, up again, with a loss",
                        none().subscriber(subscriber -> {
                            subscriber.connects = List.of(connection(State.UP, 0, 0, 1));
                            subscriber.reconnects = 1;
                            subscriber.dropped = 100;
                        }),
                        Symptom.PROTOCOL_ERROR),
                row(
                        "no memory for what came, and a loss over the connection that was cut",
                        none().subscriber(subscriber -> {
                            subscriber.connects = List.of(connection(State.UP, 0, 0, 1));
                            subscriber.reconnects = 1;
                            subscriber.dropped = 100;
                            subscriber.refused = 1;
                        }),
                        Symptom.MEMORY_BUDGET_TOO_LOW),
                row(
                        "cut off, and a loss over a connection that stayed",
                        none().publisher(Shapes::bursting).subscriber(subscriber -> {
                            Shapes.losing(subscriber);
                            subscriber.connects = List.of(connection(State.CUT_OFF, 0, 1, 1));
                        }),
                        Symptom.SNDHWM_TOO_LOW,
                        Symptom.PROTOCOL_ERROR),
                row(
                        "hangs up after the hello, again and again",
                        subscriber(0, connection(State.ABSENT, 0, 9, 0)),
                        Symptom.PROTOCOL_ERROR),
                row(
                        "breaks again and again, and carries messages in between",
                        none().subscriber(subscriber -> {
                            subscriber.connects = List.of(connection(State.ABSENT, 5, 5, 0));
                            subscriber.reconnects = 4;
                            subscriber.dropped = 100;
                        }),
                        Symptom.NETWORK_LOSSY),
                row(
                        "breaks again and again, and a stock publisher is heard in between",
                        none().subscriber(subscriber -> {
                            subscriber.connects = List.of(connection(State.ABSENT, 0, 5, 0));
                            subscriber.untagged = 100;
                        }),
                        Symptom.UNTAGGED_SENDER),
                row("hung up after the hello before it stayed", subscriber(0.5, connection(State.UP, 0, 9, 0))),
                row("gone soon after the hello", subscriber(0.5, connection(State.ABSENT, 0, 1, 0))));
    }

    private static WindowFixture subscriber(double complete, Connection... connections) {
        return none().subscriber(subscriber -> {
            subscriber.connects = List.of(connections);
            subscriber.complete = complete;
        });
    }

    private static WindowFixture publisher(double complete, Connection... connections) {
        return none().publisher(publisher -> {
            publisher.connects = List.of(connections);
            publisher.complete = complete;
        });
    }

    private static WindowFixture silent(Connection connection) {
        return none().subscriber(subscriber -> {
            subscriber.connects = List.of(connection);
            subscriber.silent = 0.9;
        });
    }
}

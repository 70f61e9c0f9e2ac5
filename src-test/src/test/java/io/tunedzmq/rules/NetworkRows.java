package io.tunedzmq.rules;

import static io.tunedzmq.rules.RulesTest.none;
import static io.tunedzmq.rules.RulesTest.row;

import io.tunedzmq.diagnosis.Symptom;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** What is measured of the network, and what the rules make of it. */
final class NetworkRows {
    private NetworkRows() {}

    static Stream<Arguments> all() {
        return Stream.of(
                row(
                        "path full",
                        none().publisher(Shapes::alwaysFull).subscriber(Shapes::losing),
                        Symptom.NETWORK_SATURATED),
                row(
                        "path full, unsent bytes unknown",
                        none().publisher(publisher -> {
                                    Shapes.alwaysFull(publisher);
                                    publisher.unsent = OptionalDouble.empty();
                                })
                                .subscriber(subscriber -> {
                                    Shapes.losing(subscriber);
                                    subscriber.unread = OptionalDouble.empty();
                                }),
                        Symptom.NETWORK_SATURATED),
                row(
                        "interface full",
                        none().networkInterface(120_000_000, 0, OptionalLong.of(1_000_000_000)),
                        Symptom.NETWORK_SATURATED),
                row("interface of unknown speed", none().networkInterface(120_000_000, 0, OptionalLong.empty())),
                row(
                        "segments sent again",
                        none().network(OptionalLong.of(200), OptionalLong.of(0)),
                        Symptom.NETWORK_LOSSY),
                row("few segments sent again", none().network(OptionalLong.of(40), OptionalLong.of(0))),
                row("segments unknown", none().network(OptionalLong.empty(), OptionalLong.empty())),
                row(
                        "connection attempts dropped",
                        none().network(OptionalLong.of(0), OptionalLong.of(20)).publisher(Shapes::fine),
                        Symptom.NETWORK_LOSSY),
                row(
                        "connection attempts dropped, and nobody listens here",
                        none().network(OptionalLong.of(0), OptionalLong.of(20))),
                row(
                        "a loss that a risk does not explain",
                        none().network(OptionalLong.of(0), OptionalLong.of(20))
                                .publisher(Shapes::alwaysFull)
                                .subscriber(Shapes::notReadInTime),
                        Symptom.UNEXPLAINED_LOSS,
                        Symptom.NETWORK_LOSSY),
                row("packets lost", none().networkInterface(1_000, 50, OptionalLong.empty()), Symptom.NETWORK_LOSSY),
                row(
                        "loss over a lost connection",
                        none().subscriber(subscriber -> {
                            Shapes.losing(subscriber);
                            subscriber.reconnects = 1;
                        }),
                        Symptom.NETWORK_LOSSY));
    }
}

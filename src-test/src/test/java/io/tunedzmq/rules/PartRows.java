package io.tunedzmq.rules;

import static io.tunedzmq.rules.RulesTest.none;
import static io.tunedzmq.rules.RulesTest.row;

import io.tunedzmq.diagnosis.Symptom;
import io.tunedzmq.window.WindowLag;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Who is too slow for a part of the window alone, and what lasts for a part of it. */
final class PartRows {
    private PartRows() {}

    static Stream<Arguments> all() {
        return Stream.of(
                row(
                        "too slow for a part",
                        none().publisher(Shapes::fullForAPart).subscriber(Shapes::behindForAPart),
                        Symptom.SLOW_SUBSCRIBER),
                row(
                        "too slow for a part, its publisher elsewhere",
                        none().subscriber(Shapes::behindForAPart),
                        Symptom.SLOW_SUBSCRIBER),
                row(
                        "blocked for a part",
                        none().publisher(Shapes::fullForAPart).subscriber(subscriber -> {
                            Shapes.behindForAPart(subscriber);
                            subscriber.lag = Shapes.lag(0.1, 0.9, 100);
                        }),
                        Symptom.APPLICATION_BLOCKED),
                row(
                        "one pause that is too long for any queue",
                        none().publisher(Shapes::fullForAPart).subscriber(subscriber -> {
                            Shapes.pausing(subscriber);
                            subscriber.longestPause = Duration.ofSeconds(1);
                            subscriber.lag = Shapes.lag(0.95, 0.9, 10);
                        }),
                        Symptom.APPLICATION_BLOCKED),
                row(
                        "short pauses: a longer queue is the cure",
                        none().publisher(Shapes::fullForAPart).subscriber(subscriber -> {
                            Shapes.pausing(subscriber);
                            subscriber.lag = Shapes.lag(0.95, 0.9, 10);
                        }),
                        Symptom.RCVHWM_TOO_LOW),
                row(
                        "busy after a burst, which it takes faster than messages come on average",
                        none().publisher(Shapes::bursting).subscriber(subscriber -> {
                            Shapes.behindForAPart(subscriber);
                            subscriber.lag = Shapes.lag(0, 0, 1_000);
                        }),
                        Symptom.SNDHWM_TOO_LOW),
                row(
                        "a moment without room says nothing of a subscriber",
                        none().publisher(Shapes::bursting).subscriber(subscriber -> {
                            Shapes.losing(subscriber);
                            subscriber.lag = new WindowLag(
                                    4,
                                    Duration.ofMillis(40),
                                    0,
                                    0,
                                    0,
                                    Duration.ZERO,
                                    0,
                                    Optional.empty(),
                                    Optional.empty());
                        }),
                        Symptom.SNDHWM_TOO_LOW),
                row(
                        "a steady load is no burst, however far looks are apart",
                        none().publisher(Shapes::fullForAPart).subscriber(Shapes::losing),
                        Symptom.UNEXPLAINED_LOSS),
                row(
                        "a load that runs ahead now and then, but not while there is no room",
                        none().publisher(publisher -> {
                                    Shapes.bursting(publisher);
                                    publisher.rush = 1.2;
                                })
                                .subscriber(Shapes::losing),
                        Symptom.UNEXPLAINED_LOSS),
                row(
                        "a peer that takes too little for a part",
                        none().publisher(publisher -> {
                            Shapes.fullForAPart(publisher);
                            publisher.unsent = OptionalDouble.of(1);
                        }),
                        Symptom.PEER_TOO_SLOW),
                row(
                        "a path that stands still for a part",
                        none().publisher(publisher -> {
                                    Shapes.fullForAPart(publisher);
                                    publisher.unsent = OptionalDouble.of(1);
                                })
                                .subscriber(subscriber -> {
                                    Shapes.losing(subscriber);
                                }),
                        Symptom.NETWORK_SATURATED),
                row(
                        "what may be a burst between two late looks says nothing of a path",
                        none().publisher(Shapes::perhapsBursting).subscriber(Shapes::losing),
                        Symptom.UNEXPLAINED_LOSS),
                row("nor of a peer", none().publisher(Shapes::perhapsBursting), Symptom.UNEXPLAINED_LOSS),
                row(
                        "but no burst fills a queue for so long",
                        none().publisher(publisher -> {
                                    Shapes.perhapsBursting(publisher);
                                    publisher.published = 20_000;
                                })
                                .subscriber(Shapes::losing),
                        Symptom.NETWORK_SATURATED),
                row(
                        "an episode ends: the only pause was over before the window",
                        none().goesOn()
                                .publisher(
                                        publisher -> publisher.overflows = List.of(Shapes.overflow(1_000, false, 1L)))
                                .subscriber(subscriber -> subscriber.lag = new WindowLag(
                                        100,
                                        Duration.ofSeconds(1),
                                        40,
                                        500,
                                        0.95,
                                        Duration.ofSeconds(1),
                                        0.9,
                                        Optional.empty(),
                                        Optional.empty())),
                        Symptom.APPLICATION_BLOCKED),
                row(
                        "two causes: a burst of one publisher, a slow subscriber of another",
                        none().publisher(publisher -> {
                                    Shapes.alwaysFull(publisher);
                                    publisher.serves = false;
                                    publisher.report(1, "", 5_000, 1_000, 500, Duration.ofSeconds(9));
                                })
                                .publisher(publisher -> {
                                    Shapes.bursting(publisher);
                                    publisher.serves = false;
                                    publisher.report(2, "", 5_000, 4_000, 500, Duration.ZERO);
                                })
                                .subscriber(Shapes::behind)
                                .subscriber(subscriber -> {
                                    Shapes.losing(subscriber);
                                    subscriber.id = 2;
                                }),
                        Symptom.SLOW_SUBSCRIBER,
                        Symptom.SNDHWM_TOO_LOW),
                row(
                        "two causes, one unknown: a loss of another publisher's subscriber beside a slow one",
                        none().publisher(publisher -> {
                                    Shapes.alwaysFull(publisher);
                                    publisher.serves = false;
                                    publisher.report(1, "", 5_000, 1_000, 500, Duration.ofSeconds(9));
                                })
                                .subscriber(Shapes::behind)
                                .subscriber(subscriber -> {
                                    Shapes.losing(subscriber);
                                    subscriber.id = 2;
                                }),
                        Symptom.SLOW_SUBSCRIBER,
                        Symptom.UNEXPLAINED_LOSS),
                row(
                        "an episode ends: room lacked since before, and who was behind has caught up",
                        none().goesOn()
                                .publisher(
                                        publisher -> publisher.overflows = List.of(Shapes.overflow(1_000, false, 1L)))
                                .subscriber(subscriber -> subscriber.lag = Shapes.lag(0.1, 0.9, 40)),
                        Symptom.APPLICATION_BLOCKED),
                row(
                        "room lacks since a moment ago: the next window tells more",
                        none().goesOn()
                                .publisher(publisher -> {
                                    publisher.stalls = 1;
                                    publisher.overflows = List.of(Shapes.overflow(20, true, 1L));
                                })
                                .subscriber(subscriber -> {})),
                row(
                        "room lacks since a moment ago, and there is no next window",
                        none().publisher(publisher -> {
                                    publisher.stalls = 1;
                                    publisher.overflows = List.of(Shapes.overflow(20, true));
                                })
                                .subscriber(subscriber -> {}),
                        Symptom.UNEXPLAINED_LOSS),
                row(
                        "a path that stands still, before its subscriber sees what it lost",
                        none().publisher(publisher -> {
                                    publisher.overflows = List.of(Shapes.overflow(400, true));
                                    publisher.reportWith(1, 5_000, 1_000);
                                    publisher.connected = 1;
                                })
                                .subscriber(subscriber -> {}),
                        Symptom.NETWORK_SATURATED),
                row(
                        "nobody of another process is connected: no peer is to blame",
                        none().publisher(publisher -> {
                                    publisher.overflows = List.of(Shapes.overflow(400, true));
                                    publisher.report(1, "", 5_000, 5_000, 0, Duration.ZERO);
                                    publisher.connected = 1;
                                })
                                .subscriber(subscriber -> {}),
                        Symptom.UNEXPLAINED_LOSS),
                row(
                        "counted late: what was lost before the window",
                        none().publisher(publisher -> {
                                    publisher.stallsBefore = 3;
                                    publisher.reportWith(1, 5_000, 4_000);
                                })
                                .subscriber(Shapes::losing)),
                row(
                        "what was under way when the window began is late, but where room lacks still",
                        none().publisher(publisher -> {
                                    Shapes.fullForAPart(publisher);
                                    publisher.stallsBefore = 3;
                                    publisher.reportWith(1, 5_000, 4_000);
                                })
                                .subscriber(Shapes::losing),
                        Symptom.UNEXPLAINED_LOSS),
                row(
                        "a publisher that never lacked room has lost nothing before",
                        none().publisher(publisher -> publisher.reportWith(1, 5_000, 4_000))
                                .subscriber(Shapes::losing),
                        Symptom.UNEXPLAINED_LOSS));
    }
}

package io.tunedzmq.rules;

import static io.tunedzmq.rules.RulesTest.none;
import static io.tunedzmq.rules.RulesTest.row;

import io.tunedzmq.diagnosis.Symptom;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** What is measured of who is slow or stuck, here or elsewhere, and what the rules make of it. */
final class SlowRows {
    private SlowRows() {}

    static Stream<Arguments> all() {
        return Stream.of(
                row(
                        "blocked",
                        none().publisher(Shapes::alwaysFull).subscriber(Shapes::blocked),
                        Symptom.APPLICATION_BLOCKED),
                row("blocked without a loss", none().subscriber(subscriber -> subscriber.blocked = 1)),
                row(
                        "too slow",
                        none().publisher(Shapes::alwaysFull).subscriber(Shapes::behind),
                        Symptom.SLOW_SUBSCRIBER),
                row("too slow, its publisher elsewhere", none().subscriber(Shapes::behind), Symptom.SLOW_SUBSCRIBER),
                row(
                        "too slow, while publishers refuse",
                        none().publisher(publisher -> {
                                    publisher.drops = false;
                                    publisher.refused = 5;
                                    publisher.report(1, "", 5_000, 1_000, 0, Duration.ZERO);
                                })
                                .subscriber(subscriber -> subscriber.caughtUp = 0),
                        Symptom.SLOW_SUBSCRIBER),
                row(
                        "stuck, and passed over since: nothing is found full once more, and nothing seen lost",
                        none().publisher(publisher -> {
                                    Shapes.stuck(publisher);
                                    publisher.report(1, "", 5_000, 0, 0, Duration.ofSeconds(9));
                                })
                                .subscriber(Shapes::stuck),
                        Symptom.APPLICATION_BLOCKED),
                row(
                        "stuck, so that its publisher waits",
                        none().publisher(publisher -> {
                                    Shapes.stuck(publisher);
                                    waiting(publisher);
                                    publisher.report(1, "", 5_000, 0, 0, Duration.ofSeconds(9));
                                })
                                .subscriber(Shapes::stuck),
                        Symptom.APPLICATION_BLOCKED),
                row(
                        "slow, so that its publisher waits, but it moves",
                        none().publisher(publisher -> {
                                    waiting(publisher);
                                    publisher.report(1, "", 5_000, 2, 0, Duration.ofSeconds(9));
                                })
                                .subscriber(subscriber -> {
                                    Shapes.stuck(subscriber);
                                    subscriber.received = 2;
                                })),
                row(
                        "stuck in another process, so that its publisher waits",
                        none().publisher(publisher -> {
                            waiting(publisher);
                            publisher.report(7, "far", 5_000, 0, 0, Duration.ZERO);
                        }),
                        Symptom.PEER_TOO_SLOW),
                row(
                        "a stock subscriber is stuck, and passed over since",
                        none().publisher(publisher -> {
                            Shapes.stuck(publisher);
                            publisher.passedOver = 1;
                        }),
                        Symptom.PEER_TOO_SLOW),
                row("a stock subscriber was stuck, and has left", none().publisher(publisher -> {
                    Shapes.stuck(publisher);
                    publisher.full = 0.5;
                    publisher.passedOver = 0.5;
                })),
                row("a stock subscriber is stuck, and nothing is published", none().publisher(publisher -> {
                    Shapes.stuck(publisher);
                    publisher.passedOver = 1;
                    publisher.published = 0;
                })),
                row(
                        "stuck, and its publisher, elsewhere, waits for it",
                        none().subscriber(subscriber -> {
                            Shapes.stuck(subscriber);
                            subscriber.backedUp = 0.95;
                        }),
                        Symptom.APPLICATION_BLOCKED),
                row(
                        "no thread receives, and a publisher elsewhere waits for it",
                        none().subscriber(subscriber -> {
                            Shapes.stuck(subscriber);
                            subscriber.backedUp = 1;
                            subscriber.blocked = 0;
                            subscriber.receiving = false;
                        }),
                        Symptom.APPLICATION_BLOCKED),
                row(
                        "computing for the whole window, and a publisher elsewhere waits for it",
                        none().subscriber(subscriber -> {
                            Shapes.stuck(subscriber);
                            subscriber.backedUp = 1;
                            subscriber.blocked = 0;
                        }),
                        Symptom.SLOW_SUBSCRIBER),
                row("as fast as it can, and a publisher elsewhere waits for it", none().subscriber(subscriber -> {
                    subscriber.caughtUp = 0;
                    subscriber.backedUp = 1;
                })),
                row("takes nothing, and there is room for more", none().subscriber(Shapes::stuck)),
                row(
                        "full, and nobody publishes any more",
                        none().publisher(publisher -> {
                                    waiting(publisher);
                                    publisher.waiting = 0;
                                    publisher.report(1, "", 5_000, 0, 0, Duration.ofSeconds(9));
                                })
                                .subscriber(Shapes::stuck)),
                row(
                        "was full, and nobody is any more",
                        none().publisher(publisher -> {
                                    Shapes.stuck(publisher);
                                    publisher.report(1, "", 5_000, 4_990, 0, Duration.ofSeconds(9));
                                })
                                .subscriber(Shapes::stuck)),
                row(
                        "stuck in another process",
                        none().publisher(publisher -> {
                            Shapes.stuck(publisher);
                            publisher.report(7, "far", 5_000, 0, 0, Duration.ofSeconds(9));
                        }),
                        Symptom.PEER_TOO_SLOW),
                row(
                        "stuck in another process, beside one here for which nothing came",
                        none().publisher(publisher -> {
                                    Shapes.stuck(publisher);
                                    publisher.report(7, "far", 5_000, 0, 0, Duration.ofSeconds(9));
                                    publisher.report(1, "control", 0, 0, 0, Duration.ofSeconds(9));
                                })
                                .subscriber(Shapes::stuck),
                        Symptom.PEER_TOO_SLOW),
                row(
                        "one that comes rarely, with an own queue that holds what waits, beside one that pauses",
                        none().publisher(publisher -> {
                                    publisher.hwm = 100;
                                    publisher.stalls = 5;
                                    publisher.report(7, "timer", 1_000, 850, 0, Duration.ofSeconds(4));
                                })
                                .subscriber(subscriber -> {
                                    Shapes.stuck(subscriber);
                                    subscriber.id = 7;
                                })
                                .subscriber(Shapes::pausing),
                        Symptom.RCVHWM_TOO_LOW),
                row(
                        "stuck in another process, beside a burst of another publisher",
                        none().publisher(publisher -> {
                                    Shapes.stuck(publisher);
                                    publisher.serves = false;
                                    publisher.report(7, "far", 5_000, 0, 0, Duration.ofSeconds(9));
                                })
                                .publisher(Shapes::bursting)
                                .subscriber(Shapes::losing),
                        Symptom.SNDHWM_TOO_LOW,
                        Symptom.PEER_TOO_SLOW),
                row(
                        "nobody receives",
                        none().publisher(publisher -> {
                                    Shapes.stuck(publisher);
                                    publisher.report(1, "", 5_000, 0, 0, Duration.ofSeconds(9));
                                })
                                .subscriber(subscriber -> {
                                    Shapes.stuck(subscriber);
                                    subscriber.blocked = 0;
                                    subscriber.receiving = false;
                                }),
                        Symptom.APPLICATION_BLOCKED),
                row(
                        "stuck in another process, beside one here that loses a little",
                        none().publisher(publisher -> {
                                    Shapes.stuck(publisher);
                                    publisher.report(7, "far", 5_000, 0, 0, Duration.ofSeconds(9));
                                })
                                .subscriber(Shapes::losing),
                        Symptom.PEER_TOO_SLOW),
                row(
                        "one stuck beside one that lost a burst",
                        none().publisher(publisher -> {
                                    Shapes.bursting(publisher);
                                    publisher.report(1, "", 5_000, 0, 0, Duration.ofSeconds(9));
                                })
                                .subscriber(Shapes::stuck)
                                .subscriber(subscriber -> {
                                    Shapes.losing(subscriber);
                                    subscriber.id = 2;
                                }),
                        Symptom.APPLICATION_BLOCKED,
                        Symptom.SNDHWM_TOO_LOW),
                row(
                        "behind, but its publisher has room; a publisher of others has none",
                        none().publisher(publisher -> {
                                    Shapes.alwaysFull(publisher);
                                    publisher.serves = false;
                                })
                                .subscriber(subscriber -> subscriber.caughtUp = 0),
                        Symptom.PEER_TOO_SLOW),
                row(
                        "one too slow of two",
                        none().publisher(Shapes::alwaysFull)
                                .subscriber(Shapes::behind)
                                .subscriber(Shapes::fine),
                        Symptom.SLOW_SUBSCRIBER),
                row("peer elsewhere too slow", none().publisher(Shapes::alwaysFull), Symptom.PEER_TOO_SLOW));
    }

    /** For the whole window, with {@code block()}. */
    private static void waiting(StagedPublisher publisher) {
        Shapes.stuck(publisher);
        publisher.drops = false;
        publisher.published = 0;
        publisher.waiting = 1;
    }
}

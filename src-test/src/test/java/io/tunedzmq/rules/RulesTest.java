package io.tunedzmq.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.diagnosis.Finding;
import io.tunedzmq.diagnosis.RuledOut;
import io.tunedzmq.diagnosis.Symptom;
import io.tunedzmq.window.ContextSnapshot;
import io.tunedzmq.window.ContextSnapshot.Connection.State;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is measured, and what each rule makes of it. */
@Timeout(10)
class RulesTest {
    static Stream<Arguments> causes() {
        return Stream.of(rows(), PartRows.all(), CpuRows.all(), ConnectionRows.all())
                .flatMap(Function.identity());
    }

    private static Stream<Arguments> rows() {
        return Stream.of(
                row("nothing at all", none()),
                row("all fine", none().publisher(Shapes::fine).subscriber(Shapes::fine)),
                row("busy without a loss", none().ioThread(1, 1, 9).subscriber(subscriber -> subscriber.caughtUp = 0)),
                row(
                        "waiting for room is no loss",
                        none().publisher(publisher -> {
                                    Shapes.alwaysFull(publisher);
                                    publisher.drops = false;
                                })
                                .subscriber(subscriber -> subscriber.caughtUp = 0)),
                row(
                        "dead I/O thread",
                        none().ioThread(false, OptionalDouble.empty(), OptionalLong.empty(), 0),
                        Symptom.DEAD_IO_THREAD),
                row("stuck I/O thread", none().stuckIoThread("7 s, at a place"), Symptom.DEAD_IO_THREAD),
                row("throttled", none().throttled(0.2), Symptom.CPU_THROTTLED),
                row("throttled a little", none().throttled(0.02)),
                row("throttling unknown", none().throttlingUnknown()),
                row("collections", none().gc(0.2, Duration.ofMillis(50)), Symptom.GC_PAUSES),
                row(
                        "collections, but hardly any time",
                        none().gc(0.2, Duration.ofMillis(20)).length(Duration.ofMillis(100))),
                row("one long collection, held", none().gc(0.05, Duration.ofMillis(300))),
                row(
                        "one long collection, and an application always behind",
                        none().gc(0.05, Duration.ofMillis(300))
                                .publisher(Shapes::alwaysFull)
                                .subscriber(Shapes::behind),
                        Symptom.SLOW_SUBSCRIBER),
                row(
                        "one long collection, after which all comes at once that it held up",
                        none().gc(0.3, Duration.ofMillis(300))
                                .publisher(publisher -> {
                                    Shapes.bursting(publisher);
                                    publisher.burst = 500;
                                    publisher.hwm = 200;
                                })
                                .subscriber(Shapes::losing),
                        Symptom.GC_PAUSES),
                row(
                        "one long collection, and a burst of far more than comes in it",
                        none().gc(0.05, Duration.ofMillis(300))
                                .publisher(Shapes::bursting)
                                .subscriber(Shapes::losing),
                        Symptom.SNDHWM_TOO_LOW),
                row(
                        "one long collection, its publisher elsewhere",
                        none().gc(0.05, Duration.ofMillis(300)).subscriber(Shapes::losing),
                        Symptom.GC_PAUSES),
                row(
                        "one long collection in a much longer time without room",
                        none().gc(0.05, Duration.ofMillis(120))
                                .length(Duration.ofSeconds(3))
                                .publisher(Shapes::fullOfWhatCouldLeave)
                                .subscriber(Shapes::losing),
                        Symptom.UNEXPLAINED_LOSS),
                row(
                        "collections now and then beside an application that is always behind",
                        none().gc(0.12, Duration.ofMillis(120))
                                .publisher(Shapes::alwaysFull)
                                .subscriber(Shapes::behind),
                        Symptom.SLOW_SUBSCRIBER,
                        Symptom.GC_PAUSES),
                row(
                        "one long collection, and an I/O thread always busy",
                        none().gc(0.05, Duration.ofMillis(300))
                                .ioThread(0.97, 0.9, 9)
                                .publisher(Shapes::alwaysFull)
                                .subscriber(Shapes::losing),
                        Symptom.IO_THREADS_SATURATED),
                row(
                        "some collections, and an I/O thread always busy",
                        none().gc(0.15, Duration.ofMillis(300))
                                .ioThread(0.97, 0.9, 9)
                                .publisher(Shapes::alwaysFull)
                                .subscriber(Shapes::losing),
                        Symptom.IO_THREADS_SATURATED,
                        Symptom.GC_PAUSES),
                row(
                        "collections half of the time, and an I/O thread always busy",
                        none().gc(0.5, Duration.ofMillis(300))
                                .ioThread(0.97, 0.9, 9)
                                .publisher(Shapes::alwaysFull)
                                .subscriber(Shapes::losing),
                        Symptom.GC_PAUSES,
                        Symptom.IO_THREADS_SATURATED),
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
                row(
                        "I/O thread busy",
                        none().ioThread(0.97, 0.9, 9)
                                .publisher(Shapes::alwaysFull)
                                .subscriber(Shapes::losing),
                        Symptom.IO_THREADS_SATURATED),
                row(
                        "I/O thread busy, by its CPU time alone",
                        none().ioThread(true, OptionalDouble.empty(), OptionalLong.of(950_000_000), 9)
                                .publisher(Shapes::alwaysFull)
                                .subscriber(Shapes::losing),
                        Symptom.IO_THREADS_SATURATED),
                row(
                        "I/O thread late for bytes that wait",
                        none().ioThread(0.8, 0.7, 9)
                                .publisher(Shapes::alwaysFull)
                                .subscriber(Shapes::notReadInTime),
                        Symptom.IO_THREADS_SATURATED),
                row(
                        "I/O thread that waits for a CPU",
                        none().ioThread(0.95, 0.05, 9)
                                .publisher(Shapes::alwaysFull)
                                .subscriber(Shapes::notReadInTime),
                        Symptom.UNEXPLAINED_LOSS),
                row(
                        "I/O thread late for bytes that wait, at a burst: few were lost",
                        none().ioThread(0.8, 0.7, 9).publisher(Shapes::bursting).subscriber(subscriber -> {
                            Shapes.notReadInTime(subscriber);
                            subscriber.received = 99 * subscriber.dropped;
                        }),
                        Symptom.SNDHWM_TOO_LOW),
                row(
                        "I/O thread busy with one connection",
                        none().ioThread(0.97, 0.9, 2).publisher(Shapes::alwaysFull),
                        Symptom.ONE_CONNECTION),
                row(
                        "I/O thread busy with one connection, its listener beside it, another one idle",
                        none().ioThread(0.97, 0.9, 2, 1)
                                .ioThread(0.05, 0.05, 1)
                                .publisher(Shapes::alwaysFull)
                                .publisher(Shapes::fine),
                        Symptom.ONE_CONNECTION),
                row(
                        "I/O thread busy for a publisher that connects to four subscribers",
                        none().ioThread(0.97, 0.9, 4).publisher(publisher -> {
                            Shapes.alwaysFull(publisher);
                            publisher.connects = List.of(Shapes.connection(State.UP));
                        }),
                        Symptom.IO_THREADS_SATURATED),
                row(
                        "one I/O thread busy, one idle",
                        none().ioThread(0.97, 0.9, 5)
                                .ioThread(0.05, 0.05, 5)
                                .publisher(Shapes::alwaysFull)
                                .subscriber(Shapes::losing),
                        Symptom.IO_THREADS_UNBALANCED),
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
                        "full all the time of what the system would take, and the I/O thread half busy",
                        none().ioThread(0.6, 0.5, 9).publisher(Shapes::fullOfWhatCouldLeave),
                        Symptom.IO_THREADS_SATURATED),
                row(
                        "full most of the time of what the system would take, and the I/O thread half busy",
                        none().ioThread(0.6, 0.5, 9).publisher(publisher -> {
                            Shapes.fullOfWhatCouldLeave(publisher);
                            publisher.full = 0.8;
                        }),
                        Symptom.IO_THREADS_SATURATED),
                row(
                        "full all the time of what a peer does not take, and the I/O thread half busy",
                        none().ioThread(0.6, 0.5, 9).publisher(Shapes::alwaysFull),
                        Symptom.PEER_TOO_SLOW),
                row(
                        "full all the time of what the system would take, and nobody busy",
                        none().publisher(Shapes::fullOfWhatCouldLeave),
                        Symptom.UNEXPLAINED_LOSS),
                row("peer elsewhere too slow", none().publisher(Shapes::alwaysFull), Symptom.PEER_TOO_SLOW),
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
                        Symptom.NETWORK_LOSSY),
                row(
                        "pause",
                        none().publisher(publisher -> publisher.stalls = 5).subscriber(Shapes::pausing),
                        Symptom.RCVHWM_TOO_LOW),
                row("pause, its publisher elsewhere", none().subscriber(Shapes::pausing), Symptom.RCVHWM_TOO_LOW),
                row(
                        "pauses for most of the time, so that the queue is full nearly always",
                        none().publisher(Shapes::alwaysFull).subscriber(subscriber -> {
                            Shapes.pausing(subscriber);
                            subscriber.paused = 0.9;
                        }),
                        Symptom.RCVHWM_TOO_LOW),
                row(
                        "pause, beside a publisher of others that bursts",
                        none().publisher(publisher -> publisher.stalls = 5)
                                .publisher(publisher -> {
                                    publisher.burst = 4_000;
                                    publisher.serves = false;
                                })
                                .subscriber(Shapes::pausing),
                        Symptom.RCVHWM_TOO_LOW),
                row(
                        "a loss for which no burst was too large",
                        none().publisher(publisher -> publisher.stalls = 5).subscriber(Shapes::losing),
                        Symptom.UNEXPLAINED_LOSS),
                row(
                        "stuck until the end: that need not be a pause",
                        none().publisher(publisher -> publisher.stalls = 5).subscriber(subscriber -> {
                            Shapes.pausing(subscriber);
                            subscriber.paused = 0;
                        }),
                        Symptom.UNEXPLAINED_LOSS),
                row("pause without a loss", none().subscriber(subscriber -> {
                    Shapes.pausing(subscriber);
                    subscriber.dropped = 0;
                })),
                row("burst", none().publisher(Shapes::bursting).subscriber(Shapes::losing), Symptom.SNDHWM_TOO_LOW),
                row("burst, its subscribers elsewhere", none().publisher(Shapes::bursting), Symptom.SNDHWM_TOO_LOW),
                row("loss, its publisher elsewhere", none().subscriber(Shapes::losing), Symptom.UNEXPLAINED_LOSS),
                row(
                        "burst larger than the pause",
                        none().publisher(Shapes::bursting).subscriber(Shapes::pausing),
                        Symptom.SNDHWM_TOO_LOW),
                row(
                        "hardly a look at a loss",
                        none().looks(4).publisher(Shapes::alwaysFull).subscriber(Shapes::behind),
                        Symptom.UNEXPLAINED_LOSS),
                row("hardly a look", none().looks(4).publisher(Shapes::fine).subscriber(subscriber -> {})),
                row(
                        "nothing proven",
                        none().publisher(Shapes::alwaysFull).subscriber(Shapes::notReadInTime),
                        Symptom.UNEXPLAINED_LOSS),
                row("slow joiner", none().publisher(publisher -> publisher.unheard = 3), Symptom.SLOW_JOINER),
                row("late joiner", none().publisher(publisher -> {
                    publisher.unheard = 3;
                    publisher.untilHeard = Duration.ofMinutes(1);
                })),
                row(
                        "subscriptions said again a moment ago",
                        none().subscriber(subscriber -> subscriber.unheard = 3_000),
                        Symptom.SUBSCRIPTIONS_UNHEARD),
                row(
                        "subscriptions that a publisher still lacks",
                        none().subscriber(subscriber -> {
                            subscriber.unheard = 3_000;
                            subscriber.lacking = 1;
                            subscriber.unheardAgo = Duration.ofHours(1);
                        }),
                        Symptom.SUBSCRIPTIONS_UNHEARD),
                row(
                        "no answer to a subscriber of an exact topic",
                        none().length(Duration.ofSeconds(2)).subscriber(Shapes::unanswered),
                        Symptom.NO_ANSWER),
                row(
                        "a topic that nobody publishes, near to one that somebody does",
                        none().subscriber(subscriber -> {
                            subscriber.received = 0;
                            subscriber.misspelledTopic =
                                    Optional.of(new ContextSnapshot.MisspelledTopic("price", "prices"));
                        }),
                        Symptom.NO_SUCH_TOPIC),
                row(
                        "a connection over which nothing comes any more",
                        none().subscriber(subscriber -> subscriber.quiet = List.of(new ContextSnapshot.Quiet(
                                Optional.of("127.0.0.1:5555"), 2, Duration.ofSeconds(8), Duration.ofSeconds(5)))),
                        Symptom.PUBLISHER_SILENT),
                row(
                        "no answer, for too short a time",
                        none().length(Duration.ofMillis(1_900)).subscriber(Shapes::unanswered)),
                row(
                        "no answer to a prefix: whatever comes matches",
                        none().length(Duration.ofSeconds(2)).subscriber(subscriber -> {
                            Shapes.unanswered(subscriber);
                            subscriber.exactTopic = "";
                        })),
                row(
                        "no answer, but messages come",
                        none().length(Duration.ofSeconds(2)).subscriber(subscriber -> {
                            Shapes.unanswered(subscriber);
                            subscriber.received = 1;
                        })),
                row(
                        "no answer while a connection is away",
                        none().length(Duration.ofSeconds(2)).subscriber(subscriber -> {
                            Shapes.unanswered(subscriber);
                            subscriber.complete = 0.9;
                        })),
                row("subscriptions said again long ago", none().subscriber(subscriber -> {
                    subscriber.unheard = 3_000;
                    subscriber.unheardAgo = Duration.ofHours(1);
                })),
                row("foreign contexts", none().foreignContexts(2), Symptom.TOO_MANY_CONTEXTS),
                row(
                        "more I/O threads than CPUs",
                        none().cpus(1).ioThread(0.1, 0.1, 3).ioThread(0.1, 0.1, 3),
                        Symptom.TOO_MANY_IO_THREADS),
                row(
                        "most I/O threads unused",
                        none().ioThread(0.1, 0.1, 3)
                                .ioThread(0, 0, 0)
                                .ioThread(0, 0, 0)
                                .publisher(Shapes::fine),
                        Symptom.TOO_MANY_IO_THREADS),
                row("few file descriptors", none().openFiles(OptionalLong.of(950)), Symptom.FILE_DESCRIPTORS_SHORT),
                row("file descriptors unknown", none().openFiles(OptionalLong.empty())),
                row("malformed", none().subscriber(subscriber -> subscriber.malformed = 1), Symptom.MALFORMED_SENDER),
                row("untagged", none().subscriber(subscriber -> subscriber.untagged = 1), Symptom.UNTAGGED_SENDER),
                row(
                        "two causes: throttled and blocked",
                        none().throttled(0.2).publisher(Shapes::alwaysFull).subscriber(Shapes::blocked),
                        Symptom.CPU_THROTTLED,
                        Symptom.APPLICATION_BLOCKED),
                row(
                        "two causes: one blocked, one too slow",
                        none().publisher(Shapes::alwaysFull)
                                .subscriber(Shapes::behind)
                                .subscriber(Shapes::blocked),
                        Symptom.APPLICATION_BLOCKED,
                        Symptom.SLOW_SUBSCRIBER),
                row(
                        "two causes: loss before what only may harm",
                        none().foreignContexts(1).publisher(Shapes::bursting).subscriber(Shapes::losing),
                        Symptom.SNDHWM_TOO_LOW,
                        Symptom.TOO_MANY_CONTEXTS),
                row(
                        "two causes: the slow application hides the busy I/O thread",
                        none().ioThread(1, 1, 9).publisher(Shapes::alwaysFull).subscriber(Shapes::behind),
                        Symptom.SLOW_SUBSCRIBER));
    }

    /** For the whole window, with {@code block()}. */
    private static void waiting(WindowFixture.StagedPublisher publisher) {
        Shapes.stuck(publisher);
        publisher.drops = false;
        publisher.published = 0;
        publisher.waiting = 1;
    }

    static WindowFixture none() {
        return new WindowFixture();
    }

    static Arguments row(String name, WindowFixture window, Symptom... expected) {
        return Arguments.of(name, window, Arrays.asList(expected));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("causes")
    void shouldFindTheCause(String name, WindowFixture window, List<Symptom> expected) {
        assertThat(window.diagnosis().findings()).extracting(Finding::symptom).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("causes")
    void shouldGiveProofAndCure(String name, WindowFixture window, List<Symptom> expected) {
        assertThat(window.diagnosis().findings()).allSatisfy(finding -> {
            assertThat(finding.evidence()).isNotEmpty();
            assertThat(finding.fix()).isNotBlank();
            assertThat(finding.ruledOut()).extracting(RuledOut::symptom).doesNotContain(finding.symptom());
        });
    }

    /** What is said of the whole process holds for every subscriber. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("causes")
    void shouldNotRuleOutWhatItFinds(String name, WindowFixture window, List<Symptom> expected) {
        assertThat(window.diagnosis().findings())
                .filteredOn(finding -> finding.subject().equals("this process"))
                .allSatisfy(finding -> assertThat(finding.ruledOut())
                        .extracting(RuledOut::symptom)
                        .doesNotContainAnyElementsOf(expected));
    }
}

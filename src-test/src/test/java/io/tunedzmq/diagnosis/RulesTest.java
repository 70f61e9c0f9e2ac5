package io.tunedzmq.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.diagnosis.WindowFixture.P;
import io.tunedzmq.diagnosis.WindowFixture.S;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is measured, and what each rule makes of it. */
@Timeout(10)
class RulesTest {
    private static final Sampled.Stack STACK = new Sampled.Stack(
            "receiver",
            true,
            0.9,
            "com.example.Prices.store(Prices.java:12)",
            List.of("java.net.Socket.read(Socket.java:1)", "com.example.Prices.store(Prices.java:12)"));

    private static void fine(P publisher) {
        publisher.published = 1_000;
    }

    private static void fine(S subscriber) {
        subscriber.received = 1_000;
    }

    private static void bursting(P publisher) {
        publisher.stalls = 5;
        publisher.burst = 4_000;
        publisher.full = 0.3;
    }

    private static void alwaysFull(P publisher) {
        publisher.stalls = 50;
        publisher.full = 1;
        publisher.unsent = OptionalDouble.of(1);
    }

    private static void fullOfWhatCouldLeave(P publisher) {
        alwaysFull(publisher);
        publisher.unsent = OptionalDouble.of(0.2);
    }

    private static void losing(S subscriber) {
        subscriber.dropped = 500;
    }

    private static void behind(S subscriber) {
        losing(subscriber);
        subscriber.caughtUp = 0.05;
    }

    private static void blocked(S subscriber) {
        behind(subscriber);
        subscriber.blocked = 0.9;
        subscriber.busyAt = Optional.of(STACK);
    }

    private static void pausing(S subscriber) {
        losing(subscriber);
        subscriber.longestPause = Duration.ofMillis(400);
        subscriber.caughtUp = 0.5;
        subscriber.hwm = 100;
    }

    private static void notReadInTime(S subscriber) {
        losing(subscriber);
        subscriber.unread = OptionalDouble.of(1);
    }

    static Stream<Arguments> causes() {
        return Stream.of(
                row("nothing at all", none()),
                row("all fine", none().publisher(RulesTest::fine).subscriber(RulesTest::fine)),
                row("busy without a loss", none().ioThread(1, 1, 9).subscriber(subscriber -> subscriber.caughtUp = 0)),
                row(
                        "waiting for room is no loss",
                        none().publisher(publisher -> {
                                    alwaysFull(publisher);
                                    publisher.drops = false;
                                })
                                .subscriber(subscriber -> subscriber.caughtUp = 0)),
                row(
                        "dead I/O thread",
                        none().ioThread(false, OptionalDouble.empty(), OptionalLong.empty(), 0),
                        Symptom.DEAD_IO_THREAD),
                row("throttled", none().throttled(0.2), Symptom.CPU_THROTTLED),
                row("throttled a little", none().throttled(0.02)),
                row("throttling unknown", none().throttlingUnknown()),
                row("collections", none().gc(0.2, Duration.ofMillis(50)), Symptom.GC_PAUSES),
                row("one long collection, held", none().gc(0.05, Duration.ofMillis(300))),
                row(
                        "one long collection, and an application always behind",
                        none().gc(0.05, Duration.ofMillis(300))
                                .publisher(RulesTest::alwaysFull)
                                .subscriber(RulesTest::behind),
                        Symptom.SLOW_SUBSCRIBER),
                row(
                        "one long collection, with a loss",
                        none().gc(0.05, Duration.ofMillis(300))
                                .publisher(RulesTest::bursting)
                                .subscriber(RulesTest::losing),
                        Symptom.GC_PAUSES,
                        Symptom.SNDHWM_TOO_LOW),
                row(
                        "one long collection, and an I/O thread always busy",
                        none().gc(0.05, Duration.ofMillis(300))
                                .ioThread(0.97, 0.9, 9)
                                .publisher(RulesTest::alwaysFull)
                                .subscriber(RulesTest::losing),
                        Symptom.IO_THREADS_SATURATED),
                row(
                        "some collections, and an I/O thread always busy",
                        none().gc(0.15, Duration.ofMillis(300))
                                .ioThread(0.97, 0.9, 9)
                                .publisher(RulesTest::alwaysFull)
                                .subscriber(RulesTest::losing),
                        Symptom.IO_THREADS_SATURATED,
                        Symptom.GC_PAUSES),
                row(
                        "collections half of the time, and an I/O thread always busy",
                        none().gc(0.5, Duration.ofMillis(300))
                                .ioThread(0.97, 0.9, 9)
                                .publisher(RulesTest::alwaysFull)
                                .subscriber(RulesTest::losing),
                        Symptom.GC_PAUSES,
                        Symptom.IO_THREADS_SATURATED),
                row(
                        "blocked",
                        none().publisher(RulesTest::alwaysFull).subscriber(RulesTest::blocked),
                        Symptom.APPLICATION_BLOCKED),
                row("blocked without a loss", none().subscriber(subscriber -> subscriber.blocked = 1)),
                row(
                        "too slow",
                        none().publisher(RulesTest::alwaysFull).subscriber(RulesTest::behind),
                        Symptom.SLOW_SUBSCRIBER),
                row("too slow, its publisher elsewhere", none().subscriber(RulesTest::behind), Symptom.SLOW_SUBSCRIBER),
                row(
                        "too slow, while publishers refuse",
                        none().publisher(publisher -> {
                                    publisher.drops = false;
                                    publisher.refused = 5;
                                })
                                .subscriber(subscriber -> subscriber.caughtUp = 0),
                        Symptom.SLOW_SUBSCRIBER),
                row(
                        "one too slow of two",
                        none().publisher(RulesTest::alwaysFull)
                                .subscriber(RulesTest::behind)
                                .subscriber(RulesTest::fine),
                        Symptom.SLOW_SUBSCRIBER),
                row(
                        "I/O thread busy",
                        none().ioThread(0.97, 0.9, 9)
                                .publisher(RulesTest::alwaysFull)
                                .subscriber(RulesTest::losing),
                        Symptom.IO_THREADS_SATURATED),
                row(
                        "I/O thread busy, by its CPU time alone",
                        none().ioThread(true, OptionalDouble.empty(), OptionalLong.of(950_000_000), 9)
                                .publisher(RulesTest::alwaysFull)
                                .subscriber(RulesTest::losing),
                        Symptom.IO_THREADS_SATURATED),
                row(
                        "I/O thread late for bytes that wait",
                        none().ioThread(0.8, 0.7, 9)
                                .publisher(RulesTest::alwaysFull)
                                .subscriber(RulesTest::notReadInTime),
                        Symptom.IO_THREADS_SATURATED),
                row(
                        "I/O thread busy with one connection",
                        none().ioThread(0.97, 0.9, 2).publisher(RulesTest::alwaysFull),
                        Symptom.ONE_CONNECTION),
                row(
                        "one I/O thread busy, one idle",
                        none().ioThread(0.97, 0.9, 5)
                                .ioThread(0.05, 0.05, 5)
                                .publisher(RulesTest::alwaysFull)
                                .subscriber(RulesTest::losing),
                        Symptom.IO_THREADS_UNBALANCED),
                row(
                        "path full",
                        none().publisher(RulesTest::alwaysFull).subscriber(RulesTest::losing),
                        Symptom.NETWORK_SATURATED),
                row(
                        "path full, unsent bytes unknown",
                        none().publisher(publisher -> {
                                    alwaysFull(publisher);
                                    publisher.unsent = OptionalDouble.empty();
                                })
                                .subscriber(subscriber -> {
                                    losing(subscriber);
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
                        none().ioThread(0.6, 0.5, 9).publisher(RulesTest::fullOfWhatCouldLeave),
                        Symptom.IO_THREADS_SATURATED),
                row(
                        "full most of the time of what the system would take, and the I/O thread half busy",
                        none().ioThread(0.6, 0.5, 9).publisher(publisher -> {
                            fullOfWhatCouldLeave(publisher);
                            publisher.full = 0.8;
                        }),
                        Symptom.IO_THREADS_SATURATED),
                row(
                        "full all the time of what a peer does not take, and the I/O thread half busy",
                        none().ioThread(0.6, 0.5, 9).publisher(RulesTest::alwaysFull),
                        Symptom.PEER_TOO_SLOW),
                row(
                        "full all the time of what the system would take, and nobody busy",
                        none().publisher(RulesTest::fullOfWhatCouldLeave),
                        Symptom.UNEXPLAINED_LOSS),
                row("peer elsewhere too slow", none().publisher(RulesTest::alwaysFull), Symptom.PEER_TOO_SLOW),
                row(
                        "segments sent again",
                        none().network(OptionalLong.of(200), OptionalLong.of(0)),
                        Symptom.NETWORK_LOSSY),
                row("few segments sent again", none().network(OptionalLong.of(40), OptionalLong.of(0))),
                row("segments unknown", none().network(OptionalLong.empty(), OptionalLong.empty())),
                row(
                        "connection attempts dropped",
                        none().network(OptionalLong.of(0), OptionalLong.of(20)),
                        Symptom.NETWORK_LOSSY),
                row("packets lost", none().networkInterface(1_000, 50, OptionalLong.empty()), Symptom.NETWORK_LOSSY),
                row(
                        "loss over a lost connection",
                        none().subscriber(subscriber -> {
                            losing(subscriber);
                            subscriber.reconnects = 1;
                        }),
                        Symptom.NETWORK_LOSSY),
                row(
                        "pause",
                        none().publisher(publisher -> publisher.stalls = 5).subscriber(RulesTest::pausing),
                        Symptom.RCVHWM_TOO_LOW),
                row("pause, its publisher elsewhere", none().subscriber(RulesTest::pausing), Symptom.RCVHWM_TOO_LOW),
                row("pause without a loss", none().subscriber(subscriber -> {
                    pausing(subscriber);
                    subscriber.dropped = 0;
                })),
                row(
                        "burst",
                        none().publisher(RulesTest::bursting).subscriber(RulesTest::losing),
                        Symptom.SNDHWM_TOO_LOW),
                row("burst, its subscribers elsewhere", none().publisher(RulesTest::bursting), Symptom.SNDHWM_TOO_LOW),
                row("loss, its publisher elsewhere", none().subscriber(RulesTest::losing), Symptom.SNDHWM_TOO_LOW),
                row(
                        "burst larger than the pause",
                        none().publisher(RulesTest::bursting).subscriber(RulesTest::pausing),
                        Symptom.SNDHWM_TOO_LOW),
                row(
                        "hardly a look",
                        none().looks(4).publisher(RulesTest::alwaysFull).subscriber(RulesTest::behind)),
                row(
                        "nothing proven",
                        none().publisher(RulesTest::alwaysFull).subscriber(RulesTest::notReadInTime),
                        Symptom.UNEXPLAINED_LOSS),
                row("slow joiner", none().publisher(publisher -> publisher.unheard = 3), Symptom.SLOW_JOINER),
                row("late joiner", none().publisher(publisher -> {
                    publisher.unheard = 3;
                    publisher.untilHeard = Duration.ofMinutes(1);
                })),
                row(
                        "nobody there",
                        none().subscriber(subscriber -> {
                            subscriber.connected = 0;
                            subscriber.connectedAtEnd = 0;
                        }),
                        Symptom.NO_PUBLISHER),
                row("there at the end", none().subscriber(subscriber -> subscriber.connected = 0)),
                row(
                        "never says hello",
                        none().subscriber(subscriber -> {
                            subscriber.connected = 0;
                            subscriber.connectedAtEnd = 0;
                            subscriber.handshaking = 0.9;
                        }),
                        Symptom.STALLED_HANDSHAKE),
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
                                .publisher(RulesTest::fine),
                        Symptom.TOO_MANY_IO_THREADS),
                row("few file descriptors", none().openFiles(OptionalLong.of(950)), Symptom.FILE_DESCRIPTORS_SHORT),
                row("file descriptors unknown", none().openFiles(OptionalLong.empty())),
                row("malformed", none().subscriber(subscriber -> subscriber.malformed = 1), Symptom.MALFORMED_SENDER),
                row("untagged", none().subscriber(subscriber -> subscriber.untagged = 1), Symptom.UNTAGGED_SENDER),
                row(
                        "two causes: throttled and blocked",
                        none().throttled(0.2).publisher(RulesTest::alwaysFull).subscriber(RulesTest::blocked),
                        Symptom.CPU_THROTTLED,
                        Symptom.APPLICATION_BLOCKED),
                row(
                        "two causes: one blocked, one too slow",
                        none().publisher(RulesTest::alwaysFull)
                                .subscriber(RulesTest::behind)
                                .subscriber(RulesTest::blocked),
                        Symptom.APPLICATION_BLOCKED,
                        Symptom.SLOW_SUBSCRIBER),
                row(
                        "two causes: loss before what only may harm",
                        none().foreignContexts(1).publisher(RulesTest::bursting).subscriber(RulesTest::losing),
                        Symptom.SNDHWM_TOO_LOW,
                        Symptom.TOO_MANY_CONTEXTS),
                row(
                        "two causes: the slow application hides the busy I/O thread",
                        none().ioThread(1, 1, 9)
                                .publisher(RulesTest::alwaysFull)
                                .subscriber(RulesTest::behind),
                        Symptom.SLOW_SUBSCRIBER));
    }

    private static WindowFixture none() {
        return new WindowFixture();
    }

    private static Arguments row(String name, WindowFixture window, Symptom... expected) {
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

    @Test
    void shouldRecommendTwiceTheBurstAndSayWhatItCosts() {
        Diagnosis diagnosis = none().publisher(RulesTest::bursting)
                .subscriber(RulesTest::losing)
                .diagnosis();

        assertThat(diagnosis.findings().get(0).fix())
                .isEqualTo(
                        "context.publisher().hwm(HwmPolicy.messages(8_000)); it costs about 781 KiB for each full queue"
                                + " (mean message 100 bytes)");
    }

    @Test
    void shouldRecommendTwiceThePauseAtTheRateThatCame() {
        Diagnosis diagnosis = none().subscriber(RulesTest::pausing).diagnosis();

        assertThat(diagnosis.findings().get(0).fix())
                .contains("context.subscriber().hwm(HwmPolicy.burst(1_500, Duration.ofMillis(800)))");
    }

    @Test
    void shouldSayByHowMuchASubscriberIsTooSlow() {
        Diagnosis diagnosis = none().publisher(RulesTest::alwaysFull)
                .subscriber(RulesTest::behind)
                .diagnosis();

        assertThat(diagnosis.toString()).contains("500 messages/s, a factor of 1.50");
    }

    /** What is lost behind a backlog shows only later; its publisher knows at once. */
    @Test
    void shouldSayByHowMuchFromWhatItsPublisherSent() {
        Diagnosis diagnosis = none().publisher(publisher -> {
                    alwaysFull(publisher);
                    publisher.report(1, "", 5_000, 1_000, 500, Duration.ZERO);
                })
                .subscriber(RulesTest::behind)
                .diagnosis();

        assertThat(diagnosis.toString())
                .contains("published to it: 5,000/s", "4,000 messages/s, a factor of 5.00", "at least 5 subscribers")
                .doesNotContain("at least 4,000");
    }

    /** One of its two publishers is elsewhere. */
    @Test
    void shouldSayAtLeastIfNotAllItsPublishersAreKnown() {
        Diagnosis diagnosis = none().publisher(publisher -> {
                    alwaysFull(publisher);
                    publisher.report(1, "", 5_000, 1_000, 500, Duration.ZERO);
                })
                .subscriber(subscriber -> {
                    behind(subscriber);
                    subscriber.connectedAtEnd = 2;
                })
                .diagnosis();

        assertThat(diagnosis.toString()).contains("at least 500 messages/s, a factor of 1.50");
    }

    @Test
    void shouldNameTheSubscriberOfAnotherProcessThatIsSlow() {
        Diagnosis diagnosis = none().publisher(publisher -> {
                    alwaysFull(publisher);
                    publisher.report(7, "quick", 1_000, 1_000, 0, Duration.ZERO);
                    publisher.report(8, "sleepy", 1_000, 100, 300, Duration.ofSeconds(3));
                })
                .diagnosis();

        assertThat(diagnosis.findings().get(0).symptom()).isEqualTo(Symptom.PEER_TOO_SLOW);
        assertThat(diagnosis.toString())
                .contains("'sleepy' at 10.0.0.7:41000 reported lost, and is behind for: 300/s, 3000 ms")
                .contains("call diagnose(window) in the process of 'sleepy' at 10.0.0.7:41000")
                .doesNotContain("quick");
    }

    @Test
    void shouldShowWhoseThreadIsBlockedAndWhere() {
        Diagnosis diagnosis = none().publisher(RulesTest::alwaysFull)
                .subscriber(RulesTest::blocked)
                .diagnosis();

        assertThat(diagnosis.toString()).contains("thread 'receiver'", "at com.example.Prices.store(Prices.java:12)");
    }

    @Test
    void shouldAddOnlyAsManyIoThreadsAsThereAreCpus() {
        WindowFixture busy =
                none().cpus(2).ioThread(0.97, 0.9, 9).ioThread(0.95, 0.9, 9).publisher(RulesTest::alwaysFull);

        assertThat(busy.diagnosis().findings().get(0).fix()).startsWith("there are as many I/O threads as CPUs (2)");
    }

    @Test
    void shouldReadAsAReport() {
        Diagnosis diagnosis = none().foreignContexts(2).diagnosis();

        assertThat(diagnosis.toString()).isEqualTo("""
                        Diagnosis of 1.0 s: 1 I/O threads, 0 publishers (0 messages), 0 subscribers (0 received, 0 dropped), 100 looks

                        1. WARNING TOO_MANY_CONTEXTS: other code of this process has ZeroMQ contexts of its own, each with its own threads and settings
                          where:     this process
                          measured:  threads named reaper-1, one for each: 2 (threshold: 0)
                          measured:  CPUs: 4
                          fix:       replace new ZContext() and ZMQ.context(n) by TunedContext.current().orElseThrow().socket(type); jstack PID | grep -A20 iothread- shows what they are
                          more:      core/docs/diagnosis.md#too_many_contexts""");
    }

    @Test
    void shouldSayThatNothingIsWrong() {
        assertThat(none().diagnosis().toString()).endsWith("\nNothing wrong.");
        assertThat(none().diagnosis().healthy()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Symptom.class)
    void shouldHaveASectionInTheDocumentation(Symptom symptom) throws Exception {
        String docs = Files.readString(Path.of(System.getProperty("project.root"), "core/docs/diagnosis.md"));

        assertThat(docs).contains("\n## " + symptom.name() + "\n");
        assertThat(symptom.link()).endsWith("diagnosis.md#" + symptom.name().toLowerCase(Locale.ROOT));
    }
}

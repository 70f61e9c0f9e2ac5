package io.tunedzmq.sizing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class WorkloadTest {
    @ParameterizedTest(name = "{0}/s x {1} B x {2}, {3} CPUs")
    @CsvSource({
        // messages/s, bytes, connections, CPUs -> I/O threads
        "1, 1, 1, 1, 1",
        "1000, 64, 1, 8, 1",
        "100000, 64, 1, 8, 1", // One connection is served by one, however many CPUs there are.
        "10000000, 64, 1, 16, 1",
        "1000, 64, 100, 8, 1",
        "100000, 64, 10, 8, 2",
        "100000, 1000, 10, 8, 3",
        "100000, 1000, 10, 2, 2", // No more than CPUs.
        "1000000, 64, 3, 16, 2",
        "1000000, 1000, 2, 16, 2", // No more than connections.
        "1000, 100000, 60, 64, 7",
        "430000, 1000, 10, 16, 10", // Two of them would be too much for one thread.
        "12500, 10000, 7, 8, 1", // Seven times 10 % is 70 %, in binary as well.
        "1000000, 64, 126, 128, 63",
        "1000000, 64, 130, 128, 63" // No more than a context may have.
    })
    void shouldAskForAsManyThreadsAsTheLoadKeepsBusy(long rate, int bytes, int connections, int cpus, int threads) {
        Workload load = load(rate, bytes)
                .connections(connections)
                .cpus(cpus)
                .longestPause(Duration.ofMillis(1))
                .build();

        assertThat(load.recommend().ioThreads()).isEqualTo(threads);
    }

    @ParameterizedTest(name = "{0}/s x {1} ms")
    @CsvSource({
        // messages/s, pause in ms, bytes, connections, budget in MiB -> HWM of the publisher
        "10000, 500, 100, 1, 64, 10000", // Twice rate x pause.
        "10000, 500, 100, 4, 64, 10000",
        "10000, 500, 100, 8, 64, 10000",
        "10000, 500, 100, 12, 64, 7273", // Between once and twice: what fits.
        "10, 100, 64, 1, 64, 1000", // Never so low that it only costs.
        "10, 0, 64, 1, 64, 1000",
        "3, 1000, 1000000, 1, 64, 25",
        "1000, 1000, 10000, 1, 64, 2000"
    })
    void shouldHoldTheLongestPauseTwiceWhereTheBudgetAllows(
            long rate, long pauseMs, int bytes, int connections, long budgetMiB, int hwm) {
        Workload load = load(rate, bytes)
                .longestPause(Duration.ofMillis(pauseMs))
                .connections(connections)
                .memoryBudget(budgetMiB << 20)
                .cpus(64)
                .build();

        Recommendation recommendation = load.recommend();

        assertThat(recommendation.publisherHwm()).isEqualTo(hwm);
        assertThat(recommendation.leastBytes()).isLessThanOrEqualTo(recommendation.mostBytes());
        assertThat(recommendation.mostBytes()).isLessThanOrEqualTo(load.memoryBudget());
        assertThat(recommendation.subscriberBytes()).isLessThanOrEqualTo(load.memoryBudget());
    }

    @ParameterizedTest(name = "{0} {1} {2} {3} {4} {5}")
    @CsvSource(
            delimiter = '|',
            value = {
                // messages/s, bytes, connections, CPUs, pause in ms, budget in MiB -> what the text says
                "4500000 | 1000 | 1 | 16 | 1 | 1024 | messagesPerSecond: 4,500,000/s x 1,000 bytes = 125 % of the one I/O thread"
                        + " that serves a connection (expected: <= 100 %, at most 3,500,000/s of this size; more I/O threads do"
                        + " not help; split the topics over at least 2 publishers with an endpoint each)",
                "100000 | 1000 | 56 | 4 | 1 | 1024 | connections: 56 x 100,000/s x 1,000 bytes = 105 % of the busiest of 4 I/O"
                        + " threads, which serves 14 (expected: <= 100 %, at most 52 connections with cpus=4; serve the others"
                        + " from another host, by a subscriber there that publishes again)",
                "2000000 | 1000 | 3 | 2 | 1 | 1024 | connections: 3 x 2,000,000/s x 1,000 bytes = 125 % of the busiest of 2 I/O"
                        + " threads, which serves 2 (expected: <= 100 %, at most 2 connections with cpus=2; serve the others"
                        + " from another host, by a subscriber there that publishes again)",
                "100000 | 1000 | 14 | 1 | 1 | 1024 | connections: 14 x 100,000/s x 1,000 bytes = 105 % of the one I/O thread, which"
                        + " serves 14 (expected: <= 100 %, at most 13 connections with cpus=1; serve the others from another"
                        + " host, by a subscriber there that publishes again)",
                "2000000 | 1000 | 2 | 1 | 1 | 1024 | connections: 2 x 2,000,000/s x 1,000 bytes = 125 % of the one I/O thread, which"
                        + " serves 2 (expected: <= 100 %, at most 1 connection with cpus=1; serve the others from another"
                        + " host, by a subscriber there that publishes again)",
                "2000000 | 1000 | 100 | 128 | 1 | 1024 | connections: 100 x 2,000,000/s x 1,000 bytes = 125 % of the busiest of 63 I/O"
                        + " threads, which serves 2 (expected: <= 100 %, at most 63 connections with the 63 I/O threads that a"
                        + " context may have; serve the others from another process, by a subscriber there that publishes"
                        + " again)",
                "10000 | 1000 | 4 | 4 | 2000 | 64 | memoryBudget: 64 MiB (expected: >= 182 MiB = 4 connections x 40,016 frames x"
                        + " 1,192 bytes for a pause of 2,000 ms, 118 MiB more; raise it, or serve fewer connections; this one"
                        + " holds a pause of 703 ms)",
                "1 | 1000000 | 4 | 4 | 0 | 64 | memoryBudget: 64 MiB (expected: >= 69 MiB = 4 connections x 18 frames x 1,000,192"
                        + " bytes for a pause of 0 ms, 4.7 MiB more; raise it or serve fewer connections; not even one message"
                        + " fits for each)",
                "1000000 | 100 | 1 | 4 | 3600000 | 64 | longestPause: 3,600,000 ms x 1,000,000 messages/s = 3,600,000,000"
                        + " messages (expected: <= 536,870,904; a pause that long needs a store, not a queue)"
            })
    void shouldRefuseWhatCannotWork(
            long rate, int bytes, int connections, int cpus, long pauseMs, long budgetMiB, String text) {
        Workload load = load(rate, bytes)
                .connections(connections)
                .cpus(cpus)
                .longestPause(Duration.ofMillis(pauseMs))
                .memoryBudget(budgetMiB << 20)
                .build();

        ImpossibleWorkloadException refusal = catchThrowableOfType(ImpossibleWorkloadException.class, load::recommend);

        assertThat(refusal.obstacles()).containsExactly(text);
        assertThat(refusal).hasMessage(text);
    }

    @ParameterizedTest(name = "{0}/s x {1} B x {2}, {3} CPUs")
    @CsvSource(
            delimiter = '|',
            value = {
                // messages/s, bytes, connections, CPUs -> what the text says of the busiest thread
                "430000 | 1000 | 10 | 16 | Each serves 1 connection and is 55 % busy. More would be idle: one connection is served by"
                        + " one I/O thread.",
                "780000 | 1000 | 2 | 16 | Each serves 1 connection and is 80 % busy, which leaves little for rushes. More would be"
                        + " idle: one connection is served by one I/O thread.",
                "100000 | 1000 | 10 | 2 | The busiest serves 5 connections and is 85 % busy, which leaves little for rushes. More"
                        + " would only take turns: there are no more CPUs.",
                "100000 | 1000 | 10 | 8 | The busiest serves 4 connections and is 68 % busy. More would only take turns: the load"
                        + " does not need them.",
                "1000000 | 64 | 130 | 128 | The busiest serves 3 connections and is 88 % busy, which leaves little for rushes. More"
                        + " are not to be had: 63 is the most that a context may have."
            })
    void shouldSayHowBusyTheBusiestThreadIs(long rate, int bytes, int connections, int cpus, String text) {
        Workload load = load(rate, bytes)
                .connections(connections)
                .cpus(cpus)
                .longestPause(Duration.ofMillis(1))
                .build();

        assertThat(load.recommend().reasons()).contains(text);
    }

    @Test
    void shouldSayThatTheSlowerMachineDoesNotCarryIt() {
        assertThat(load(2_000_000, 1_000).build().recommend().reasons())
                .containsSequence(
                        "It serves 1 connection and is 165 % busy. More would be idle: one connection is served by one I/O"
                                + " thread.",
                        "That is more than an I/O thread of the slower machine carries; of the faster one it takes 63 %."
                                + " Calibrate tells what yours does.");
    }

    @ParameterizedTest(name = "{0}/s for {1} ms, {2} KiB -> {3}")
    @CsvSource({
        "10, 1000, 512, '; more than the budget has room for is not needed.'",
        "100, 5000, 512, '; the budget has room for 1.3 times that, twice would be better: the next pause may come before the"
                + " backlog is read.'"
    })
    void shouldAskForMoreMemoryOnlyForTwiceThePause(long rate, long pauseMs, long budgetKiB, String text) {
        Workload load = load(rate, 10)
                .longestPause(Duration.ofMillis(pauseMs))
                .memoryBudget(budgetKiB << 10)
                .build();

        assertThat(load.recommend().reasons()).anyMatch(reason -> reason.endsWith(text));
    }

    @ParameterizedTest(name = "{0} connections, {1} CPUs")
    @CsvSource({"13, 1", "52, 4", "819, 128"})
    void shouldTakeTheConnectionsThatARefusalNames(int connections, int cpus) {
        WorkloadBuilder load = load(100_000, 1_000).cpus(cpus);

        assertThat(IoThreadCount.of(load.connections(connections).build()).obstacle())
                .isEmpty();
        assertThat(IoThreadCount.of(load.connections(connections + 1).build()).obstacle())
                .get()
                .asString()
                .contains("at most " + connections + " connections");
    }

    @ParameterizedTest(name = "{0} bytes")
    @ValueSource(ints = {16, 64, 1_000, 4_000, 100_000, 1 << 28})
    void shouldTakeTheRateThatARefusalNames(int bytes) {
        long most = IoCost.FASTER.most(bytes);

        assertThat(IoThreadCount.of(load(most, bytes).build()).obstacle()).isEmpty();
        assertThat(IoThreadCount.of(load(2 * most, bytes).build()).obstacle()).isPresent();
    }

    @Test
    void shouldNameEverythingThatCannotWork() {
        Workload load = load(10_000_000, 10_000).memoryBudget(1 << 20).build();

        ImpossibleWorkloadException refusal = catchThrowableOfType(ImpossibleWorkloadException.class, load::recommend);

        assertThat(refusal.obstacles())
                .hasSize(2)
                .anyMatch(text -> text.startsWith("messagesPerSecond: "))
                .anyMatch(text -> text.startsWith("memoryBudget: "));
    }

    @ParameterizedTest(name = "{0}/s x {1} B x {2}, {3} ms, {4} bytes of budget")
    @CsvSource(
            delimiter = '|',
            value = {
                // messages/s, bytes, connections, pause in ms, budget in bytes -> what the text says of the memory
                "1000000 | 4194304 | 65535 | 60000 | 67108864 | memoryBudget: 64 MiB (expected: >= 65,535 connections x 120,000,016"
                        + " frames x 4,194,496 bytes for a pause of 60,000 ms, which is more than 8 EiB; raise it or serve fewer"
                        + " connections; not even one message fits for each)",
                "6213 | 1073741824 | 65535 | 86400000 | 9223372036854775807 | memoryBudget: 8 EiB (expected: >= 65,535 connections x"
                        + " 1,073,606,416 frames x 1,073,742,016 bytes for a pause of 86,400,000 ms, which is more than 8 EiB;"
                        + " raise it, or serve fewer connections; this one holds a pause of 10,547 ms)",
                "1000000 | 1000000 | 65535 | 60000 | 67108864 | memoryBudget: 64 MiB (expected: >= 6.8 EiB = 65,535 connections x"
                        + " 120,000,016 frames x 1,000,192 bytes for a pause of 60,000 ms, 6.8 EiB more; raise it or serve fewer"
                        + " connections; not even one message fits for each)"
            })
    void shouldNotNameANegativeAmountWhenALongIsTooShort(
            long rate, int bytes, int connections, long pauseMs, long budget, String text) {
        Workload load = load(rate, bytes)
                .connections(connections)
                .longestPause(Duration.ofMillis(pauseMs))
                .memoryBudget(budget)
                .build();

        ImpossibleWorkloadException refusal = catchThrowableOfType(ImpossibleWorkloadException.class, load::recommend);

        assertThat(refusal.obstacles()).last().isEqualTo(text);
    }

    @Test
    void shouldNotRefuseWhatWasMeasured() {
        // core/docs/benchmarks.md, tunedzmq with one I/O thread and with two, both ends in one process.
        assertThat(load(11_064_000, 64).cpus(2).build().recommend().ioThreads()).isEqualTo(1);
        assertThat(load(3_038_000, 64)
                        .connections(4)
                        .cpus(2)
                        .build()
                        .recommend()
                        .ioThreads())
                .isEqualTo(2);
        assertThat(load(18_600, 65_536).cpus(2).build().recommend().ioThreads()).isEqualTo(1);
        // On the faster machine.
        assertThat(load(23_900_000, 64).cpus(2).build().recommend().ioThreads()).isEqualTo(1);
        assertThat(load(6_600_000, 64)
                        .connections(4)
                        .cpus(2)
                        .build()
                        .recommend()
                        .ioThreads())
                .isEqualTo(2);
        assertThat(load(2_100_000, 1_024).cpus(2).build().recommend().ioThreads())
                .isEqualTo(1);
        assertThat(load(35_000, 65_536).cpus(2).build().recommend().ioThreads()).isEqualTo(1);
    }

    @Test
    void shouldGiveReasonsAndLinesToPaste() {
        Recommendation recommendation = load(20_000, 1_000)
                .connections(4)
                .longestPause(Duration.ofMillis(400))
                .memoryBudget(256L << 20)
                .cpus(8)
                .build()
                .recommend();

        assertThat(recommendation.toString().lines())
                .containsExactly(
                        "I/O threads: 1. 4 x 20,000 messages/s x 1,000 bytes = 80 MB/s = 0.64 Gbit/s, which keeps I/O threads"
                                + " busy for 0.14 CPUs; each is planned for 70 % of one.",
                        "The published rules, one for each gigabyte/s or for each gigabit/s, would say 1 or 1. Measured:"
                                + " 1,000 ns a frame and 0.7 ns a byte on the slower of two machines, 500 ns a frame and 0.25 ns a"
                                + " byte on the faster, see core/docs/sizing.md.",
                        "It serves 4 connections and is 14 % busy. More would only take turns: the load does not need them.",
                        "Publisher's HWM: 16,000 messages. A pause of 400 ms gathers 8,000 for each subscriber; twice that,"
                                + " because the next pause may come before the backlog is read.",
                        "Memory of the publisher's queues: 73 MiB with as many messages in frames of their own, at most"
                                + " 256 MiB = 4 x 32,016 frames of up to 2 KiB (budget 256 MiB).",
                        "The context's memoryBudget is twice that budget, because one half is for what subscribers queue;"
                                + " it takes -Xmx of 683 MiB or more.",
                        "Frames end at 1,968 bytes instead of 64 KiB, so that a queue full of them keeps to the budget.",
                        "Subscriber's HWM: 1,000 frames, at most 2 MiB. When it is full nothing is lost, the publisher's"
                                + " queue fills.",
                        "No HWM helps a subscriber that is slower than the publisher on average.",
                        "TunedContext.builder().ioThreads(1).memoryBudget(536_870_912L)",
                        "context.publisher().hwm(HwmPolicy.messages(16_000)).frameBytes(1_968)",
                        "context.subscriber().hwm(HwmPolicy.messages(1_000))");
    }

    @Test
    void shouldSayWhatTheDocumentShows() throws Exception {
        Path root = Path.of(System.getProperty("project.root"));
        String says = load(20_000, 1_000)
                .connections(4)
                .longestPause(Duration.ofMillis(400))
                .memoryBudget(256L << 20)
                .cpus(8)
                .build()
                .recommend()
                .toString();

        assertThat(Files.readString(root.resolve("core/docs/sizing.md")).lines())
                .containsSequence(says.lines().toList());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "messagesPerSecond: 0 (expected: 1 to 1000000000)",
                "messageBytes: 0 (expected: 1 to 1073741824)",
                "connections: 0 (expected: 1 to 65535)",
                "longestPause: PT-1S (expected: PT0S to PT24H; a pause that long needs a store, not a queue)",
                "memoryBudget: 65535 (expected: 65536 to 9223372036854775807; in bytes)",
                "cpus: 0 (expected: 1 to 65535)"
            })
    void shouldNameTheValueThatIsWrong(String text) {
        WorkloadBuilder builder = Workload.builder();

        assertThatThrownBy(() -> {
                    switch (text.substring(0, text.indexOf(':'))) {
                        case "messagesPerSecond" -> builder.messagesPerSecond(0);
                        case "messageBytes" -> builder.messageBytes(0);
                        case "connections" -> builder.connections(0);
                        case "longestPause" -> builder.longestPause(Duration.ofSeconds(-1));
                        case "memoryBudget" -> builder.memoryBudget(65_535);
                        case "cpus" -> builder.cpus(0);
                        default -> throw new AssertionError(text);
                    }
                })
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(text);
    }

    @Test
    void shouldNameTheValueThatIsMissing() {
        assertThatThrownBy(() -> Workload.builder().messageBytes(64).build())
                .hasMessage("messagesPerSecond: not set (expected: at least 1; a load without it cannot be sized)");
        assertThatThrownBy(() -> Workload.builder().messagesPerSecond(64).build())
                .hasMessage("messageBytes: not set (expected: at least 1; a load without it cannot be sized)");
    }

    @ParameterizedTest(name = "{0} bytes")
    @CsvSource({
        // bytes -> largest message that the lines name, or nothing
        "65536, ''",
        "67108864, ''",
        "67108865, .maxMessageBytes(67_108_865)",
        "1073741824, .maxMessageBytes(1_073_741_824)"
    })
    void shouldNameTheLargestMessageWhereTheDefaultIsLess(int bytes, String call) {
        Recommendation settings = load(1, bytes).memoryBudget(64L << 30).build().recommend();

        assertThat(settings.builderLines().get(1)).endsWith("))" + call);
        assertThat(settings.builderLines().get(2)).endsWith("))" + call);
        assertThat(String.join(" ", settings.reasons()).contains("maxMessageBytes"))
                .isEqualTo(!call.isEmpty());
    }

    private static WorkloadBuilder load(long rate, int bytes) {
        return Workload.builder().messagesPerSecond(rate).messageBytes(bytes).memoryBudget(8L << 30);
    }
}

package io.tunedzmq.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tunedzmq.diagnosis.Diagnosis;
import io.tunedzmq.diagnosis.Evidence;
import io.tunedzmq.diagnosis.Finding;
import io.tunedzmq.diagnosis.Symptom;
import io.tunedzmq.window.WindowSamples;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The numbers and names in what a finding says. */
@Timeout(10)
class FindingTextTest {
    @Test
    void shouldRecommendTwiceTheBurstAndSayWhatItCosts() {
        Diagnosis diagnosis = new WindowFixture()
                .publisher(Shapes::bursting)
                .subscriber(Shapes::losing)
                .diagnosis();

        assertThat(diagnosis.findings().get(0).fix())
                .isEqualTo(
                        "context.publisher().hwm(HwmPolicy.messages(8_000)); each full queue takes 2.2 MiB with a frame for"
                                + " each message (mean 100 bytes), at most 258 MiB");
    }

    @Test
    void shouldNameTheThreadThatHasTheLock() {
        Finding finding =
                blocked(new WindowSamples.LockOwner("com.example.Prices", "writer", false), "a.B.c(B.java:1)");

        assertThat(finding.evidence())
                .extracting(Evidence::what, Evidence::value)
                .contains(tuple("waited for a lock of", "thread 'writer': com.example.Prices"));
        assertThat(finding.fix())
                .contains("an executor with a queue of limited length")
                .contains("block(timeout)");
    }

    @Test
    void shouldCallADeadlockByItsName() {
        Finding finding = blocked(new WindowSamples.LockOwner("com.example.Prices", "writer", true), "a.B.c(B.java:1)");

        assertThat(finding.evidence()).extracting(Evidence::what).contains("deadlock: waits for a lock of");
        assertThat(finding.fix()).startsWith("break the deadlock with thread 'writer'");
    }

    /** Another queue behind the one that is full would only fill later. */
    @ParameterizedTest
    @ValueSource(strings = {"ArrayBlockingQueue.put", "LinkedBlockingDeque.putLast", "Semaphore.acquire"})
    void shouldNotAdviseAQueueBehindOneThatIsFull(String call) {
        Finding finding = blocked(null, "java.util.concurrent." + call + "(" + call + ".java:1)");

        assertThat(finding.fix())
                .startsWith("what it hands messages to at ")
                .doesNotContain("executor")
                .contains("block(timeout)");
    }

    private static Finding blocked(WindowSamples.LockOwner owner, String innermost) {
        return new WindowFixture()
                .publisher(Shapes::alwaysFull)
                .subscriber(subscriber -> {
                    Shapes.blocked(subscriber);
                    subscriber.lockOwner = Optional.ofNullable(owner);
                    subscriber.waitsAt = Optional.of(new WindowSamples.Stack(
                            "receiver", 1, "com.example.Prices.store", List.of(innermost, "com.example.Prices.store")));
                })
                .diagnosis()
                .findings()
                .get(0);
    }

    @Test
    void shouldNameTheBudgetThatALongerQueueNeeds() {
        WindowFixture window = new WindowFixture()
                .publisher(publisher -> {
                    Shapes.bursting(publisher);
                    publisher.largestMessage = 20_000;
                    publisher.memoryBudget = 40L << 20;
                })
                .subscriber(Shapes::losing);

        assertThat(window.diagnosis().findings().get(0).fix())
                .contains("HwmPolicy.messages(8_000)")
                .endsWith("; it needs TunedContext.builder().memoryBudget(650_000_000L)");
    }

    @Test
    void shouldNameTheBudgetForTheLargestMessageThatWasAllowed() {
        WindowFixture window = new WindowFixture()
                .publisher(publisher -> {
                    Shapes.bursting(publisher);
                    publisher.maxMessageBytes = 20_000;
                    publisher.memoryBudget = 40L << 20;
                })
                .subscriber(Shapes::losing);

        assertThat(window.diagnosis().findings().get(0).fix())
                .endsWith("; it needs TunedContext.builder().memoryBudget(650_000_000L), or a smaller maxMessageBytes");
    }

    @Test
    void shouldNameNoQueueLongerThanJeromqCanHave() {
        WindowFixture window = new WindowFixture()
                .publisher(publisher -> {
                    Shapes.bursting(publisher);
                    publisher.burst = 3_000_000_000L;
                })
                .subscriber(Shapes::losing);

        assertThat(window.diagnosis().findings().get(0).fix())
                .contains("HwmPolicy.messages(536_870_", "and a heap with room for that (-Xmx)");
    }

    @Test
    void shouldRecommendTwiceThePauseAtTheRateThatCame() {
        Diagnosis diagnosis = new WindowFixture().subscriber(Shapes::pausing).diagnosis();

        assertThat(diagnosis.findings().get(0).fix())
                .contains("context.subscriber().hwm(HwmPolicy.burst(1_500, Duration.ofMillis(800)))");
    }

    @Test
    void shouldSayByHowMuchASubscriberIsTooSlow() {
        Diagnosis diagnosis = new WindowFixture()
                .publisher(Shapes::alwaysFull)
                .subscriber(Shapes::behind)
                .diagnosis();

        assertThat(diagnosis.toString()).contains("500 messages/s, a factor of 1.50");
    }

    /** What is lost behind a backlog shows only later; its publisher knows at once. */
    @Test
    void shouldSayByHowMuchFromWhatItsPublisherSent() {
        Diagnosis diagnosis = new WindowFixture()
                .publisher(publisher -> {
                    Shapes.alwaysFull(publisher);
                    publisher.report(1, "", 5_000, 1_000, 500, Duration.ZERO);
                })
                .subscriber(Shapes::behind)
                .diagnosis();

        assertThat(diagnosis.toString())
                .contains("published to it: 5,000/s", "4,000 messages/s, a factor of 5.00", "at least 5 subscribers")
                .doesNotContain("at least 4,000");
    }

    /** One of its two publishers is elsewhere. */
    @Test
    void shouldSayAtLeastIfNotAllItsPublishersAreKnown() {
        Diagnosis diagnosis = new WindowFixture()
                .publisher(publisher -> {
                    Shapes.alwaysFull(publisher);
                    publisher.report(1, "", 5_000, 1_000, 500, Duration.ZERO);
                })
                .subscriber(subscriber -> {
                    Shapes.behind(subscriber);
                    subscriber.connectedAtEnd = 2;
                })
                .diagnosis();

        assertThat(diagnosis.toString()).contains("at least 500 messages/s, a factor of 1.50");
    }

    @Test
    void shouldNameTheSubscriberOfAnotherProcessThatIsSlow() {
        Diagnosis diagnosis = new WindowFixture()
                .publisher(publisher -> {
                    Shapes.alwaysFull(publisher);
                    publisher.report(7, "quick", 1_000, 1_000, 0, Duration.ZERO);
                    publisher.report(8, "sleepy", 1_000, 100, 300, Duration.ofSeconds(3));
                })
                .diagnosis();

        assertThat(diagnosis.findings().get(0).symptom()).isEqualTo(Symptom.PEER_TOO_SLOW);
        assertThat(diagnosis.toString())
                .contains("'sleepy' at 10.0.0.7:41000 reported lost, and is behind for: 300/s, 3,000 ms")
                .contains("call diagnose(window) in the process of 'sleepy' at 10.0.0.7:41000")
                .doesNotContain("quick");
    }

    /** Else two of one publisher look alike, also to who tells each finding once. */
    @Test
    void shouldNameEachSubscriber() {
        Diagnosis diagnosis = new WindowFixture()
                .publisher(Shapes::alwaysFull)
                .subscriber(subscriber -> {
                    Shapes.behind(subscriber);
                    subscriber.name = "risk";
                })
                .subscriber(subscriber -> {
                    Shapes.behind(subscriber);
                    subscriber.id = 0xab;
                })
                .diagnosis();

        assertThat(diagnosis.findings())
                .extracting(Finding::subject)
                .containsExactly("subscriber 'risk' at tcp://127.0.0.1:5555", "subscriber ab at tcp://127.0.0.1:5555");
    }

    @Test
    void shouldShowWhoseThreadIsBlockedAndWhere() {
        Diagnosis diagnosis = new WindowFixture()
                .publisher(Shapes::alwaysFull)
                .subscriber(Shapes::blocked)
                .diagnosis();

        assertThat(diagnosis.toString()).contains("thread 'receiver'", "at com.example.Prices.store(Prices.java:12)");
    }

    @Test
    void shouldAddOnlyAsManyIoThreadsAsThereAreCpus() {
        WindowFixture busy = new WindowFixture()
                .cpus(2)
                .ioThread(0.97, 0.9, 9)
                .ioThread(0.95, 0.9, 9)
                .publisher(Shapes::alwaysFull);

        assertThat(busy.diagnosis().findings().get(0).fix()).startsWith("there are as many I/O threads as CPUs (2)");
    }

    @Test
    void shouldAddOnlyAsManyIoThreadsAsThereAreConnections() {
        WindowFixture busy = new WindowFixture()
                .cpus(8)
                .ioThread(0.97, 0.9, 3, 2)
                .ioThread(0.95, 0.9, 0)
                .publisher(Shapes::alwaysFull);

        assertThat(busy.diagnosis().findings().get(0).fix())
                .startsWith("there are as many I/O threads as connections (2), which have one each");
    }

    @Test
    void shouldAddOnlyAsManyIoThreadsAsAContextMayHave() {
        WindowFixture busy = new WindowFixture().cpus(128).publisher(Shapes::alwaysFull);
        for (int i = 0; i < 32; i++) {
            busy.ioThread(0.97, 0.9, 4, 4);
        }

        assertThat(busy.diagnosis().findings().get(0).fix()).isEqualTo("TunedContext.builder().ioThreads(63)");
    }

    @Test
    void shouldRaiseTheCpuLimit() {
        assertThat(new WindowFixture()
                        .throttled(0.06)
                        .cpuQuota(OptionalDouble.of(4))
                        .diagnosis()
                        .findings()
                        .get(0)
                        .fix())
                .contains("--cpus=5 ");
    }

    @Test
    void shouldNotNumberACpuLimitThatIsUnknown() {
        assertThat(new WindowFixture()
                        .throttled(0.06)
                        .cpuQuota(OptionalDouble.empty())
                        .cpuTimeUnknown()
                        .diagnosis()
                        .toString())
                .contains("quota: unknown", "fix:       raise the container's CPU limit\n");
    }

    @Test
    void shouldNotSayByHowMuchBeforeAnythingWasCounted() {
        Diagnosis diagnosis = new WindowFixture()
                .publisher(publisher -> {
                    publisher.drops = false;
                    publisher.refused = 5;
                    publisher.report(1, "", 5_000, 1_000, 0, Duration.ZERO);
                })
                .subscriber(subscriber -> {
                    subscriber.caughtUp = 0;
                    subscriber.connectedAtEnd = 2; // One publisher is elsewhere: what was published is not known.
                })
                .diagnosis();

        assertThat(diagnosis.toString()).contains("falls short by: unknown").doesNotContain("factor of 1.00");
    }

    @Test
    void shouldReadAsAReport() {
        Diagnosis diagnosis = new WindowFixture().foreignContexts(2).diagnosis();

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
        assertThat(new WindowFixture().diagnosis().toString()).endsWith("\nNothing wrong.");
        assertThat(new WindowFixture().diagnosis().healthy()).isTrue();
    }

    @Test
    void shouldSayWhatWasLostBefore() {
        Diagnosis diagnosis = new WindowFixture()
                .subscriber(subscriber -> subscriber.droppedBefore = 3_278)
                .diagnosis();

        assertThat(diagnosis.healthy()).isTrue();
        assertThat(diagnosis.toString()).contains("\nNothing wrong. Messages lost before this window: 3,278; ");
    }

    @ParameterizedTest
    @EnumSource(Symptom.class)
    void shouldHaveASectionInTheDocumentation(Symptom symptom) throws Exception {
        String docs = Files.readString(Path.of(System.getProperty("project.root"), "core/docs/diagnosis.md"));

        assertThat(docs).contains("\n## " + symptom.name() + "\n");
        assertThat(symptom.link()).endsWith("diagnosis.md#" + symptom.name().toLowerCase(Locale.ROOT));
    }
}

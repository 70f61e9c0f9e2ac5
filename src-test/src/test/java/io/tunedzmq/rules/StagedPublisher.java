package io.tunedzmq.rules;

import io.tunedzmq.stats.PublisherStats;
import io.tunedzmq.stats.SubscriberReport;
import io.tunedzmq.window.ContextSnapshot;
import io.tunedzmq.window.WindowOverflow;
import io.tunedzmq.window.WindowSamples;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** A publisher in a {@link WindowFixture}: all is fine with it, but for what a row changes. */
final class StagedPublisher {
    long published = 1_000;
    long refused;
    long stalls;
    long stallsBefore;
    long burst = 10;
    long burstAtLeast = -1;
    double rush;
    List<WindowOverflow> overflows = List.of();
    int hwm = 1_000;
    int largestMessage = 80;
    long memoryBudget = 256L << 20;
    List<ContextSnapshot.Connection> connects = List.of();
    double complete = 1;
    double silent;
    boolean serves = true;
    boolean drops = true;
    long connected = 9;
    int waiting;
    int maxMessageBytes;
    double full;
    double passedOver;
    OptionalDouble unsent = OptionalDouble.of(0.1);
    long unheard;
    Duration untilHeard = Duration.ofMillis(100);
    long givenUp;
    Duration heardAgo = Duration.ofSeconds(10);
    final List<SubscriberReport> reportsBefore = new ArrayList<>();
    final List<SubscriberReport> reports = new ArrayList<>();

    /** What a subscriber reports that had nothing before. */
    void report(long id, String name, long published, long received, long dropped, Duration behindFor) {
        reportsBefore.add(of(id, name, 0, 0, 0, Duration.ZERO));
        reports.add(of(id, name, published, received, dropped, behindFor));
    }

    /** What a subscriber reports that has had so much already, and so much of it: nothing new. */
    void reportWith(long id, long published, long received) {
        reportsBefore.add(of(id, "", published, received, 0, Duration.ZERO));
        reports.add(of(id, "", published, received, 0, Duration.ZERO));
    }

    /** From one that says nothing of what was published to it. */
    static SubscriberReport silent(long id) {
        return new SubscriberReport(
                id,
                "",
                Optional.empty(),
                true,
                OptionalLong.empty(),
                0,
                0,
                OptionalLong.empty(),
                Duration.ZERO,
                OptionalLong.empty(),
                Duration.ZERO);
    }

    private static SubscriberReport of(
            long id, String name, long published, long received, long dropped, Duration behindFor) {
        return new SubscriberReport(
                id,
                name,
                Optional.of("10.0.0.7:41000"),
                true,
                OptionalLong.of(published),
                received,
                dropped,
                OptionalLong.of(published - received - dropped),
                behindFor,
                OptionalLong.empty(),
                Duration.ZERO);
    }

    /** As it is seen when the window begins, or after it, with what subscribers report. */
    ContextSnapshot.Publisher seen(boolean after, List<SubscriberReport> all) {
        PublisherStats stats = after
                ? new PublisherStats(
                        published, refused, 0, published, 100 * published, stallsBefore + stalls, 0, 1, 0, 0, 0, 0)
                : new PublisherStats(0, 0, 0, 0, 0, stallsBefore, 0, 0, 0, 0, 0, 0);
        return new ContextSnapshot.Publisher(
                "",
                List.of("tcp://127.0.0.1:5555"),
                after ? connects : List.of(),
                connected,
                stats,
                all,
                largestMessage,
                new ContextSnapshot.Queue(hwm, memoryBudget, 65_536, maxMessageBytes),
                drops,
                waiting,
                OptionalLong.of(untilHeard.toNanos()),
                unheard,
                WindowFixture.SECOND - heardAgo.toNanos(),
                after ? givenUp : 0);
    }

    WindowSamples.Publisher sampled(List<WindowOverflow> all) {
        return new WindowSamples.Publisher(full, passedOver, unsent, all, Shapes.sampled(connects, complete, silent));
    }
}

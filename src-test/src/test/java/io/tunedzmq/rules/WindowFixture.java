package io.tunedzmq.rules;

import io.tunedzmq.diagnosis.Diagnosis;
import io.tunedzmq.stats.PublisherStats;
import io.tunedzmq.stats.SubscriberReport;
import io.tunedzmq.stats.SubscriberStats;
import io.tunedzmq.window.ContextSnapshot;
import io.tunedzmq.window.ContextSnapshot.Connection.State;
import io.tunedzmq.window.SubscriberUse;
import io.tunedzmq.window.Window;
import io.tunedzmq.window.WindowLag;
import io.tunedzmq.window.WindowOverflow;
import io.tunedzmq.window.WindowSamples;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Windows of one second as tables need them: everything is fine unless said otherwise. */
final class WindowFixture {
    private static final long SECOND = 1_000_000_000;

    /** What may be changed of a publisher. */
    static final class StagedPublisher {
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

        private static SubscriberReport silent(long id) {
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
    }

    /** What may be changed of a subscriber. */
    static final class S {
        long id = 1;
        String name = "";
        boolean receiving = true;
        long received = 1_000;
        long dropped;
        long droppedBefore;
        long reconnects;
        long untagged;
        long malformed;
        int hwm = 1_000;
        List<ContextSnapshot.Connection> connects = List.of(Shapes.connection(State.UP));
        long connectedAtEnd = 1;
        double caughtUp = 1;
        double paused;
        double blocked;
        OptionalDouble cpu = OptionalDouble.of(0.5);
        double backedUp;
        int unheard;
        int lacking;
        boolean answered = true;
        String exactTopic = "";
        Optional<ContextSnapshot.MisspelledTopic> misspelledTopic = Optional.empty();
        List<ContextSnapshot.Quiet> quiet = List.of();
        Duration unheardAgo = Duration.ZERO;
        OptionalDouble unread = OptionalDouble.of(0.1);
        Duration longestPause = Duration.ZERO;
        double complete = 1;
        double silent;
        Optional<WindowSamples.Stack> busyAt = Optional.empty();
        Optional<WindowSamples.Stack> waitsAt = Optional.empty();
        Optional<WindowSamples.LockOwner> lockOwner = Optional.empty();
        WindowLag lag = WindowLag.NONE;
    }

    private final List<ContextSnapshot.IoThread> ioBefore = new ArrayList<>();
    private final List<ContextSnapshot.IoThread> ioAfter = new ArrayList<>();
    private final List<WindowSamples.IoThread> ioSampled = new ArrayList<>();
    private final List<StagedPublisher> publishers = new ArrayList<>();
    private final List<S> subscribers = new ArrayList<>();
    private OptionalLong throttledNs = OptionalLong.of(0);
    private OptionalDouble cpuQuota = OptionalDouble.of(1);
    private boolean cpuTimeKnown = true;
    private double gcShare;
    private Duration longestGc = Duration.ZERO;
    private Duration standstill = Duration.ofMillis(10);
    private boolean goesOn;
    private int foreignContexts;
    private int cpus = 4;
    private int looks = 100;
    private long lengthNs = SECOND;
    private OptionalDouble cpusBusy = OptionalDouble.of(1);
    private OptionalLong openFiles = OptionalLong.of(100);
    private OptionalLong resent = OptionalLong.of(0);
    private OptionalLong listenDrops = OptionalLong.of(0);
    private long interfaceBytes;
    private long interfaceLost;
    private OptionalLong interfaceSpeed = OptionalLong.of(1_000_000_000);

    WindowFixture ioThread(double busy, double cpu, int polled) {
        return ioThread(busy, cpu, polled, 0);
    }

    WindowFixture ioThread(double busy, double cpu, int polled, int connections) {
        return ioThread(true, OptionalDouble.of(busy), OptionalLong.of((long) (cpu * SECOND)), polled, connections);
    }

    WindowFixture ioThread(boolean alive, OptionalDouble busy, OptionalLong cpuNs, int polled) {
        return ioThread(alive, busy, cpuNs, polled, 0);
    }

    WindowFixture stuckIoThread(String absent) {
        ioThread(1, 0, 1);
        ContextSnapshot.IoThread last = ioAfter.remove(ioAfter.size() - 1);
        ioAfter.add(new ContextSnapshot.IoThread(
                last.name(), true, Optional.of(absent), last.cpuNs(), last.waitedNs(), last.polled(), 0));
        return this;
    }

    /** One that waited for a CPU for a part of the second. */
    WindowFixture ioThreadThatWaits(double busy, double cpu, double waited, int polled) {
        return ioThread(
                true,
                OptionalDouble.of(busy),
                OptionalLong.of((long) (cpu * SECOND)),
                OptionalLong.of((long) (waited * SECOND)),
                polled,
                0);
    }

    private WindowFixture ioThread(
            boolean alive, OptionalDouble busy, OptionalLong cpuNs, int polled, int connections) {
        return ioThread(alive, busy, cpuNs, OptionalLong.empty(), polled, connections);
    }

    private WindowFixture ioThread(
            boolean alive,
            OptionalDouble busy,
            OptionalLong cpuNs,
            OptionalLong waitedNs,
            int polled,
            int connections) {
        String name = "tunedzmq-io-" + (ioAfter.size() + 1);
        ioBefore.add(new ContextSnapshot.IoThread(
                name,
                true,
                Optional.empty(),
                cpuNs.isPresent() ? OptionalLong.of(0) : OptionalLong.empty(),
                waitedNs.isPresent() ? OptionalLong.of(0) : OptionalLong.empty(),
                polled,
                connections));
        ioAfter.add(new ContextSnapshot.IoThread(name, alive, Optional.empty(), cpuNs, waitedNs, polled, connections));
        ioSampled.add(new WindowSamples.IoThread(busy));
        return this;
    }

    WindowFixture publisher(Consumer<StagedPublisher> change) {
        StagedPublisher publisher = new StagedPublisher();
        change.accept(publisher);
        publishers.add(publisher);
        return this;
    }

    WindowFixture subscriber(Consumer<S> change) {
        S subscriber = new S();
        change.accept(subscriber);
        subscribers.add(subscriber);
        return this;
    }

    WindowFixture throttled(double share) {
        throttledNs = OptionalLong.of((long) (share * SECOND));
        return this;
    }

    WindowFixture throttlingUnknown() {
        throttledNs = OptionalLong.empty();
        return this;
    }

    WindowFixture cpuQuota(OptionalDouble cpus) {
        cpuQuota = cpus;
        return this;
    }

    WindowFixture cpuTimeUnknown() {
        cpuTimeKnown = false;
        return this;
    }

    WindowFixture gc(double share, Duration longest) {
        gcShare = share;
        longestGc = longest;
        return this;
    }

    WindowFixture cpusBusy(double count) {
        cpusBusy = OptionalDouble.of(count);
        return this;
    }

    WindowFixture cpusUnknown() {
        cpusBusy = OptionalDouble.empty();
        return this;
    }

    WindowFixture foreignContexts(int count) {
        foreignContexts = count;
        return this;
    }

    /** Shorter than a second; counts stay those of a second. */
    WindowFixture length(Duration length) {
        lengthNs = length.toNanos();
        return this;
    }

    /** Another window follows at once. */
    WindowFixture goesOn() {
        goesOn = true;
        return this;
    }

    WindowFixture standstill(Duration longest) {
        standstill = longest;
        return this;
    }

    WindowFixture looks(int count) {
        looks = count;
        return this;
    }

    WindowFixture cpus(int count) {
        cpus = count;
        return this;
    }

    WindowFixture openFiles(OptionalLong open) {
        openFiles = open;
        return this;
    }

    WindowFixture network(OptionalLong segmentsResent, OptionalLong dropsOfListeners) {
        resent = segmentsResent;
        listenDrops = dropsOfListeners;
        return this;
    }

    WindowFixture networkInterface(long bytes, long lost, OptionalLong bitsPerSecond) {
        interfaceBytes = bytes;
        interfaceLost = lost;
        interfaceSpeed = bitsPerSecond;
        return this;
    }

    Diagnosis diagnosis() {
        return Rules.diagnose(window());
    }

    Window window() {
        if (ioAfter.isEmpty()) {
            ioThread(0.2, 0.2, 3);
        }
        return new Window(observation(false), observation(true), sampled());
    }

    private ContextSnapshot observation(boolean after) {
        OptionalLong zero = OptionalLong.of(0);
        return new ContextSnapshot(
                after ? lengthNs : 0,
                after ? ioAfter : ioBefore,
                publishers.stream().map(each -> observed(each, after)).toList(),
                subscribers.stream().map(each -> observed(each, after)).toList(),
                new ContextSnapshot.Jvm(
                        cpuTimeKnown ? OptionalLong.of(after ? SECOND : 0) : OptionalLong.empty(),
                        cpus,
                        cpuQuota,
                        after || throttledNs.isEmpty() ? throttledNs : zero,
                        after ? (long) (gcShare * lengthNs) : 0,
                        1L << 30,
                        foreignContexts,
                        openFiles,
                        OptionalLong.of(1_000)),
                new ContextSnapshot.Host(
                        OptionalLong.of(after ? 10_000 : 0),
                        after || resent.isEmpty() ? resent : zero,
                        after || listenDrops.isEmpty() ? listenDrops : zero,
                        List.of(new ContextSnapshot.Interface(
                                "eth0",
                                0,
                                after ? interfaceBytes : 0,
                                after ? 10_000 : 0,
                                after ? interfaceLost : 0,
                                interfaceSpeed)),
                        cpusBusy.isEmpty()
                                ? Optional.empty()
                                : Optional.of(new ContextSnapshot.Cpus(
                                        cpus, after ? (long) (cpusBusy.getAsDouble() * lengthNs) : 0, 0))));
    }

    private ContextSnapshot.Publisher observed(StagedPublisher of, boolean after) {
        PublisherStats stats = after
                ? new PublisherStats(
                        of.published,
                        of.refused,
                        0,
                        of.published,
                        100 * of.published,
                        of.stallsBefore + of.stalls,
                        0,
                        1,
                        0,
                        0,
                        0,
                        0)
                : new PublisherStats(0, 0, 0, 0, 0, of.stallsBefore, 0, 0, 0, 0, 0, 0);
        return new ContextSnapshot.Publisher(
                "",
                List.of("tcp://127.0.0.1:5555"),
                after ? of.connects : List.of(),
                of.connected,
                stats,
                reports(of, after),
                of.largestMessage,
                new ContextSnapshot.Queue(of.hwm, of.memoryBudget, 65_536, of.maxMessageBytes),
                of.drops,
                of.waiting,
                OptionalLong.of(of.untilHeard.toNanos()),
                of.unheard,
                SECOND - of.heardAgo.toNanos());
    }

    /** Those given, and of every other subscriber here one that says nothing of what was published to it. */
    private List<SubscriberReport> reports(StagedPublisher of, boolean after) {
        List<SubscriberReport> reports = new ArrayList<>(after ? of.reports : of.reportsBefore);
        if (of.serves) {
            subscribers.stream()
                    .filter(each -> reports.stream().noneMatch(report -> report.id() == each.id))
                    .forEach(each -> reports.add(StagedPublisher.silent(each.id)));
        }
        return reports;
    }

    private ContextSnapshot.Subscriber observed(S of, boolean after) {
        SubscriberStats stats = after
                ? new SubscriberStats(
                        of.received,
                        of.droppedBefore + of.dropped,
                        Math.min(of.dropped, 2),
                        0,
                        0,
                        0,
                        0,
                        0,
                        of.reconnects,
                        of.untagged,
                        of.malformed,
                        0,
                        0,
                        0,
                        0)
                : new SubscriberStats(0, of.droppedBefore, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        return new ContextSnapshot.Subscriber(
                of.id,
                of.name,
                List.of("tcp://127.0.0.1:5555"),
                stats,
                of.hwm,
                after ? of.connects : List.of(),
                after ? of.connectedAtEnd : 0,
                of.receiving,
                true,
                0,
                0,
                new ContextSnapshot.Unheard(of.unheard, of.lacking, lengthNs - of.unheardAgo.toNanos()),
                of.answered,
                of.exactTopic,
                of.misspelledTopic,
                after ? of.quiet : List.of());
    }

    /** Those given; else one with all that was lost. */
    private List<WindowOverflow> overflows(StagedPublisher of) {
        if (!of.overflows.isEmpty() || (of.full == 0 && of.stalls + of.refused == 0)) {
            return of.overflows;
        }
        Set<Long> behind = subscribers.stream()
                .filter(each -> each.caughtUp < SubscriberUse.CAUGHT_UP || each.paused > 0 || each.lag.looks() > 0)
                .map(each -> each.id)
                .collect(Collectors.toSet());
        int times = Math.max(1, (int) (of.full * looks));
        return List.of(new WindowOverflow(
                times,
                Duration.ofNanos(lengthNs * times / looks),
                of.full == 1,
                of.stalls,
                of.refused,
                of.reports.stream().mapToLong(SubscriberReport::dropped).sum(),
                behind,
                of.unsent,
                of.burst,
                Duration.ofNanos(of.burst * lengthNs / Math.max(1, of.published)),
                of.burstAtLeast < 0 ? of.burst : of.burstAtLeast,
                of.rush,
                Duration.ofNanos((long) (gcShare * lengthNs)),
                longestGc));
    }

    private WindowSamples sampled() {
        return new WindowSamples(
                looks,
                ioSampled,
                publishers.stream()
                        .map(each -> new WindowSamples.Publisher(
                                each.full,
                                each.passedOver,
                                each.unsent,
                                overflows(each),
                                Shapes.sampled(each.connects, each.complete, each.silent)))
                        .toList(),
                subscribers.stream()
                        .map(each -> new WindowSamples.Subscriber(
                                each.caughtUp,
                                each.paused,
                                each.blocked,
                                each.cpu,
                                each.backedUp,
                                each.unread,
                                each.longestPause,
                                Shapes.sampled(each.connects, each.complete, each.silent),
                                each.busyAt,
                                each.waitsAt,
                                each.lag,
                                each.lockOwner))
                        .toList(),
                longestGc,
                Duration.ZERO,
                standstill,
                goesOn);
    }
}

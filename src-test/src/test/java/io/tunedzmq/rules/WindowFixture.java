package io.tunedzmq.rules;

import io.tunedzmq.diagnosis.Diagnosis;
import io.tunedzmq.stats.SubscriberReport;
import io.tunedzmq.window.Absence;
import io.tunedzmq.window.ContextSnapshot;
import io.tunedzmq.window.SubscriberUse;
import io.tunedzmq.window.Window;
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
    static final long SECOND = 1_000_000_000;

    private final List<ContextSnapshot.IoThread> ioBefore = new ArrayList<>();
    private final List<ContextSnapshot.IoThread> ioAfter = new ArrayList<>();
    private final List<WindowSamples.IoThread> ioSampled = new ArrayList<>();
    private final List<StagedPublisher> publishers = new ArrayList<>();
    private final List<StagedSubscriber> subscribers = new ArrayList<>();
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

    WindowFixture stuckIoThread(Absence absence) {
        ioThread(1, 0, 1);
        ContextSnapshot.IoThread last = ioAfter.remove(ioAfter.size() - 1);
        ioAfter.add(new ContextSnapshot.IoThread(
                last.name(), true, Optional.of(absence), last.cpuNs(), last.waitedNs(), last.polled(), 0));
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

    WindowFixture subscriber(Consumer<StagedSubscriber> change) {
        StagedSubscriber subscriber = new StagedSubscriber();
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
                publishers.stream()
                        .map(each -> each.seen(after, reports(each, after)))
                        .toList(),
                subscribers.stream().map(each -> each.seen(after, lengthNs)).toList(),
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
                publishers.stream().map(each -> each.sampled(overflows(each))).toList(),
                subscribers.stream().map(StagedSubscriber::sampled).toList(),
                longestGc,
                Duration.ZERO,
                standstill,
                goesOn);
    }
}

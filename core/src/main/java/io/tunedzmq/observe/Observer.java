package io.tunedzmq.observe;

import io.tunedzmq.jeromq.IoThread;
import io.tunedzmq.jeromq.JeromqServices;
import io.tunedzmq.publish.PublisherReadings;
import io.tunedzmq.subscribe.SubscriberReadings;
import io.tunedzmq.window.ContextSnapshot;
import io.tunedzmq.window.Window;
import io.tunedzmq.window.WindowSamples;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Observes a context for a window: a snapshot at both ends, and looks in between. A look costs a stack trace of each
 * I/O thread and of each receiving thread that does not wait. Confined: one thread at a time.
 */
public final class Observer {
    private static final long LEAST_TICK_NS = 10_000_000;
    private static final long MOST_TICK_NS = 50_000_000;

    /** Looks in a window, if the time between them stays within the bounds. */
    private static final int LOOKS = 200;

    /**
     * The system walks its whole table of connections for each reading, for milliseconds: only where it explains a
     * loss.
     */
    private static final long TABLE_NS = 100_000_000;

    private static final int TABLES = 20;

    private static final Path NET = Path.of("/proc/self/net");

    private final JeromqServices services;
    private final IntSupplier foreignContexts;
    private final ThisProcess process = new ThisProcess();
    private final ThisHost host = new ThisHost(NET, Path.of("/sys/class/net"), Path.of("/proc"));
    private final ThreadTimes threadTimes = new ThreadTimes();
    private final List<IoThread> ioThreads;
    private final List<IoThreadSampler> ioThreadLooks;
    private final List<Optional<RunQueueWait>> ioThreadWaits;
    private final List<PublisherSampler> publishers;
    private final List<SubscriberSampler> subscribers;
    private int looks;
    private long longestGcNs;
    private long longestStallNs;
    private final CallerCpuWait ownWaits = new CallerCpuWait();
    private final ProcessStandstill standstill;
    private final GcLately gc;
    private final boolean goesOn;

    /** Observes these sockets. */
    public Observer(
            JeromqServices services,
            Collection<PublisherReadings> publishers,
            Collection<SubscriberReadings> subscribers,
            IntSupplier foreignContexts) {
        this(services, publishers, subscribers, foreignContexts, null, false);
    }

    /**
     * Observes these sockets in one of many windows, each of which begins where the last one ends.
     *
     * @param before who observed the last one; null for the first
     */
    public static Observer following(
            @Nullable Observer before,
            JeromqServices services,
            Collection<PublisherReadings> publishers,
            Collection<SubscriberReadings> subscribers,
            IntSupplier foreignContexts) {
        return new Observer(services, publishers, subscribers, foreignContexts, before, true);
    }

    private Observer(
            JeromqServices services,
            Collection<PublisherReadings> publishers,
            Collection<SubscriberReadings> subscribers,
            IntSupplier foreignContexts,
            @Nullable Observer before,
            boolean goesOn) {
        this.services = services;
        this.goesOn = goesOn;
        this.foreignContexts = foreignContexts;
        long nowNs = System.nanoTime();
        standstill = new ProcessStandstill(process::coarseCpuNs, () -> process.gcNs() + ownWaits.ns(), nowNs);
        gc = before == null ? new GcLately(nowNs, process.gcNs()) : before.gc;
        ioThreads = services.context().threads().io();
        ioThreadLooks = ioThreads.stream().map(IoThreadSampler::new).toList();
        ioThreadWaits = ioThreads.stream()
                .map(thread -> RunQueueWait.ofThread(thread.getName()))
                .toList();
        this.publishers = publishers.stream()
                .map(each -> new PublisherSampler(each, before == null ? null : before.sampler(each), nowNs))
                .toList();
        this.subscribers = subscribers.stream()
                .map(each ->
                        new SubscriberSampler(each, threadTimes, before == null ? null : before.sampler(each), nowNs))
                .toList();
        for (SubscriberSampler each : this.subscribers) {
            this.publishers.stream()
                    .flatMap(publisher ->
                            Optional.ofNullable(publisher.behindAtFirst().get(each.id())).stream())
                    .forEach(each::harms);
        }
    }

    private @Nullable PublisherSampler sampler(PublisherReadings readings) {
        return publishers.stream()
                .filter(each -> each.looksAt(readings))
                .findFirst()
                .orElse(null);
    }

    private @Nullable SubscriberSampler sampler(SubscriberReadings readings) {
        return subscribers.stream()
                .filter(each -> each.looksAt(readings))
                .findFirst()
                .orElse(null);
    }

    /**
     * Loads what the JVM loads with the first look at itself, some 20 ms: where no file descriptor is left it cannot
     * any more, and a diagnosis is to say just that.
     */
    public static void prepare() {
        ManagementFactory.getThreadMXBean();
        ManagementFactory.getGarbageCollectorMXBeans();
        ManagementFactory.getOperatingSystemMXBean();
    }

    /**
     * Observes for so long; less if it is to stop or the thread is interrupted, whose flag stays set.
     *
     * @param stop asked at every look: whether the context closes
     */
    public Window observe(Duration length, BooleanSupplier stop) {
        long tickNs = Math.max(LEAST_TICK_NS, Math.min(MOST_TICK_NS, length.toNanos() / LOOKS));
        long tableNs = Math.max(TABLE_NS, length.toNanos() / TABLES);
        ContextSnapshot before = snapshot(stop);
        long deadlineNs = before.atNs() + length.toNanos();
        long nextNs = before.atNs() + tickNs;
        long nextTableNs = nextNs;
        while (true) {
            long leftNs = Math.min(nextNs, deadlineNs) - System.nanoTime();
            if (leftNs > 0) {
                LockSupport.parkNanos(leftNs);
            }
            long nowNs = System.nanoTime();
            standstill.look(nowNs);
            longestStallNs = Math.max(longestStallNs, nowNs - Math.min(nextNs, deadlineNs));
            if (nowNs - deadlineNs >= 0
                    || stop.getAsBoolean()
                    || Thread.currentThread().isInterrupted()) {
                break;
            }
            if (nowNs - nextNs < 0) {
                continue; // Woken for nothing.
            }
            long gcNs = gc.look(nowNs, process.gcNs());
            longestGcNs = Math.max(longestGcNs, gcNs);
            look(nowNs, gcNs, gc.latelyNs());
            if (nowNs - nextTableNs >= 0 && lossSeen()) {
                lookAtTable();
                nextTableNs = nowNs + tableNs;
            }
            nextNs = nowNs + tickNs;
        }
        return new Window(before, snapshot(stop), sampled());
    }

    private void look(long nowNs, long gcNs, long gcLatelyNs) {
        ioThreadLooks.forEach(IoThreadSampler::look);
        publishers.forEach(each -> each.look(nowNs, gcNs, gcLatelyNs));
        subscribers.forEach(each -> each.look(nowNs));
        for (PublisherSampler publisher : publishers) {
            subscribers.stream()
                    .filter(each -> publisher.filledBeside(each.id()))
                    .forEach(each -> each.filled().ifPresent(lag -> publisher.isBehind(each.id(), lag)));
        }
        looks++;
    }

    private boolean lossSeen() {
        return publishers.stream().anyMatch(PublisherSampler::overflowed)
                || subscribers.stream().anyMatch(SubscriberSampler::lost);
    }

    private void lookAtTable() {
        TcpQueues.read(NET).ifPresent(queues -> {
            publishers.forEach(each -> each.look(queues));
            subscribers.forEach(each -> each.look(queues));
        });
    }

    /** While the context closes its threads end: that is no death. */
    private ContextSnapshot snapshot(BooleanSupplier closing) {
        List<Integer> polled = services.context().threads().polled();
        List<Integer> served = services.served();
        List<ContextSnapshot.IoThread> threads = new ArrayList<>();
        for (int i = 0; i < ioThreads.size(); i++) {
            IoThread thread = ioThreads.get(i);
            threads.add(new ContextSnapshot.IoThread(
                    thread.getName(),
                    thread.isAlive() || closing.getAsBoolean(),
                    thread.absence(),
                    threadTimes.cpuNs(thread),
                    ioThreadWaits.get(i).map(RunQueueWait::ns).orElse(OptionalLong.empty()),
                    polled.get(i),
                    served.get(i)));
        }
        return new ContextSnapshot(
                System.nanoTime(),
                threads,
                publishers.stream().map(PublisherSampler::observe).toList(),
                subscribers.stream().map(SubscriberSampler::observe).toList(),
                process.observe(foreignContexts.getAsInt()),
                host.observe());
    }

    private WindowSamples sampled() {
        return new WindowSamples(
                looks,
                ioThreadLooks.stream().map(IoThreadSampler::result).toList(),
                publishers.stream().map(PublisherSampler::result).toList(),
                subscribers.stream().map(SubscriberSampler::result).toList(),
                Duration.ofNanos(longestGcNs),
                Duration.ofNanos(longestStallNs),
                standstill.longest(),
                goesOn);
    }
}

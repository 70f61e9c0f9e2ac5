package io.tunedzmq;

import io.tunedzmq.config.ContextConfig;
import io.tunedzmq.diagnosis.Diagnosis;
import io.tunedzmq.diagnosis.Finding;
import io.tunedzmq.internal.CloseCall;
import io.tunedzmq.internal.HeldInterrupt;
import io.tunedzmq.internal.LimitedLog;
import io.tunedzmq.jeromq.JeromqServices;
import io.tunedzmq.jfr.FlightRecording;
import io.tunedzmq.mbeans.ContextBeans;
import io.tunedzmq.metrics.MeasuredContext;
import io.tunedzmq.observe.Observer;
import io.tunedzmq.publish.OutgoingMemory;
import io.tunedzmq.publish.PublisherClosing;
import io.tunedzmq.rules.Rules;
import io.tunedzmq.stats.ContextStats;
import io.tunedzmq.stats.Health;
import io.tunedzmq.subscribe.SubscriberClosing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The one context of the process, behind the {@link ContextShare} of each of its users. What a user has opened ends
 * with that user, the context with the last of them.
 *
 * <p>Thread-safe.
 */
final class SharedContext {
    private static final LimitedLog log = LimitedLog.of("io.tunedzmq.TunedContext");

    // What close may take beyond twice the linger; all waits share it.

    private static final long CLOSE_NS = 1_700_000_000; // Of the two seconds promised: a machine may be busy.

    /** For threads that are inside a publisher's socket, and for I/O threads to give back its endpoints. */
    private static final long PUBLISHERS_NS = 500_000_000;

    /** For threads that receive, or are inside a listener. */
    private static final long SUBSCRIBERS_NS = 400_000_000;

    /** For JeroMQ, beyond the linger. */
    private static final long END_NS = 1_000_000_000;

    /** Of that: what the owners of plain sockets always leave to it. */
    private static final long LEAST_END_NS = 300_000_000;

    /** For owners of plain sockets. */
    private static final long OWNERS_NS = 1_000_000_000;

    /** For whoever wants a new context while this one ends; more than it may take. */
    private static final long PATIENCE_NS = 5_000_000_000L;

    /** Between claiming the process's place and having a context to show for it, nobody else may look. */
    private static final ReentrantLock OPENING = new ReentrantLock();

    /** This class loader's context, which may be closing; null if there is none. */
    private static final AtomicReference<@Nullable SharedContext> CURRENT = new AtomicReference<>();

    private final ContextConfig config;
    private final String claim;
    private final JeromqServices services;
    private final OutgoingMemory outgoingMemory;
    private final ContinuousDiagnosis continuousDiagnosis;
    private final ReentrantLock lock = new ReentrantLock();

    /** Whose {@code close} was not called, in the order in which they came. Under the lock, as are the next two. */
    private final Set<ContextShare> users = new LinkedHashSet<>();

    private final Map<ContextShare, Consumer<? super Diagnosis>> listeners = new HashMap<>();
    private final Set<ContextShare> leaving = new LinkedHashSet<>();

    private final ContextReadings readings;
    private final AtomicBoolean inJmx = new AtomicBoolean();
    private final OpenSockets sockets;

    /** Who ends it; null as long as it has users. Set under the lock. */
    private volatile @Nullable ContextShare last;

    private final CountDownLatch ended = new CountDownLatch(1);

    private SharedContext(ContextConfig config, String claim) {
        this.config = config;
        this.claim = claim;
        services = new JeromqServices(config);
        outgoingMemory = OutgoingMemory.of(services, config.outgoingBudget());
        readings = new ContextReadings(this);
        sockets = new OpenSockets(readings::changed);
        continuousDiagnosis = new ContinuousDiagnosis(new DiagnosisWindows(services, sockets), this::ending);
        continuousDiagnosis.add(this::record); // Which are told what is new.
    }

    /** What the first user still there holds; empty also if there is only one of another class loader. */
    static Optional<AutoCloseable> current() {
        SharedContext there = CURRENT.get();
        return there == null ? Optional.empty() : there.firstUser().map(ContextShare::user);
    }

    /**
     * A share of the open context if the settings are equal; of a new one if there is none, also while the last one
     * ends.
     *
     * @param user makes what the user holds; must only keep the share
     */
    static ContextShare join(ContextConfig config, Function<ContextShare, ? extends AutoCloseable> user) {
        OPENING.lock();
        try {
            SharedContext there = CURRENT.get();
            ContextShare share = there == null ? null : there.share(config, user);
            if (share != null) {
                return share;
            }
            if (there != null) {
                there.awaitEnd();
            }
            return openAlone(config, user);
        } finally {
            OPENING.unlock();
        }
    }

    /** A share of a new context, if there is no other. */
    static ContextShare open(ContextConfig config, Function<ContextShare, ? extends AutoCloseable> user) {
        OPENING.lock();
        try {
            return openAlone(config, user);
        } finally {
            OPENING.unlock();
        }
    }

    private static ContextShare openAlone(ContextConfig config, Function<ContextShare, ? extends AutoCloseable> user) {
        String claim = ContextRegistry.claim(config, SharedContext::usersHere);
        SharedContext context;
        try {
            context = new SharedContext(config, claim);
        } catch (RuntimeException | Error e) {
            ContextRegistry.release(claim);
            throw e;
        }
        ContextShare share = new ContextShare(context, ContextRegistry.caller(), user);
        context.users.add(share); // Nobody else knows it yet.
        CURRENT.set(context);
        context.recordFlight();
        Observer.prepare();
        int cpus = Runtime.getRuntime().availableProcessors();
        if (config.ioThreads() > cpus) {
            log.warn(
                    "ioThreads: {} on {} CPUs (expected: at most as many); the rest only takes turns",
                    config.ioThreads(),
                    cpus);
        }
        return share;
    }

    /** Who keeps this class loader's context open; null if it has none. */
    private static @Nullable String usersHere() {
        SharedContext here = CURRENT.get();
        return here == null ? null : here.users();
    }

    /** For one more user; null if there is none any more. */
    private @Nullable ContextShare share(ContextConfig wanted, Function<ContextShare, ? extends AutoCloseable> user) {
        lock.lock();
        try {
            if (ending()) {
                return null;
            }
            List<String> differences = wanted.differences(config);
            if (!differences.isEmpty()) {
                throw new IllegalStateException(
                        "the open TunedContext has other settings (expected: the same, or close "
                                + "it first, which has " + usersAsText() + "): " + String.join("; ", differences));
            }
            ContextShare share = new ContextShare(this, ContextRegistry.caller(), user);
            users.add(share);
            return share;
        } finally {
            lock.unlock();
        }
    }

    private String users() {
        lock.lock();
        try {
            return usersAsText();
        } finally {
            lock.unlock();
        }
    }

    private String usersAsText() {
        return (users.size() == 1 ? "1 user, " : users.size() + " users, ")
                + users.stream().map(ContextShare::opener).collect(Collectors.joining("; "));
    }

    private Optional<ContextShare> firstUser() {
        lock.lock();
        try {
            return users.stream().findFirst();
        } finally {
            lock.unlock();
        }
    }

    private void awaitEnd() {
        long deadlineNs = System.nanoTime() + 2 * config.linger().toNanos() + PATIENCE_NS;
        try (HeldInterrupt held = HeldInterrupt.take()) {
            boolean unused = held.await(left -> ended.await(left, TimeUnit.NANOSECONDS), deadlineNs);
        }
    }

    ContextConfig config() {
        return config;
    }

    JeromqServices services() {
        return services;
    }

    OutgoingMemory outgoingMemory() {
        return outgoingMemory;
    }

    boolean ending() {
        return last != null;
    }

    ContextStats stats() {
        return new ContextStats(
                config.ioThreads(),
                services.context().threads().ioAlive(),
                services.healedHandshakes(),
                ForeignContexts.count(),
                services.broken(),
                services.survivedErrors(),
                services.incomingBytes(),
                config.incomingBudget(),
                outgoingMemory.bytes(),
                config.outgoingBudget(),
                outgoingMemory.givenUp());
    }

    Health health() {
        return HealthCheck.of(readings);
    }

    Diagnosis diagnose(Duration window, BooleanSupplier over) {
        Observer observer = new Observer(services, sockets.publishers(), sockets.subscribers(), ForeignContexts::count);
        Diagnosis diagnosis = Rules.diagnose(observer.observe(window, over));
        record(diagnosis);
        return diagnosis;
    }

    private void record(Diagnosis diagnosis) {
        Duration window = diagnosis.observed().window();
        diagnosis.findings().forEach(finding -> services.context().events().found(finding, window));
    }

    void diagnoseEvery(ContextShare user, Duration interval, Consumer<? super Diagnosis> listener) {
        lock.lock();
        try {
            listeners.put(user, listener);
        } finally {
            lock.unlock();
        }
        continuousDiagnosis.join(interval, listener);
        readings.changed();
    }

    /** What the continuous diagnosis found in its last window; empty if there is none. */
    Optional<List<Finding>> openFindings() {
        return continuousDiagnosis.openFindings();
    }

    /** Whoever asks first; until the context ends. */
    void showInJmx() {
        if (!inJmx.getAndSet(true)) {
            readings.watch(new ContextBeans(readings));
            readings.changed();
        }
    }

    /** The JDK may have been cut down to what an application needs, without the Flight Recorder. */
    private void recordFlight() {
        if (ModuleLayer.boot().findModule("jdk.jfr").isPresent()) {
            FlightRecording recording =
                    new FlightRecording(readings, config, services.context().events());
            readings.watch(recording);
            recording.begin();
        }
    }

    /** For exporters. */
    MeasuredContext readings() {
        return readings;
    }

    /** What is open, whoever opened it. */
    OpenSockets sockets() {
        return sockets;
    }

    /** Closes what the user opened, and everything if no other is left. Once for each user. */
    void leave(ContextShare user) {
        long endNs = System.nanoTime() + 2 * config.linger().toNanos() + CLOSE_NS;
        boolean ends = startLeaving(user);
        try {
            if (ends) {
                services.context().threads().startClosing();
            }
            Thread talker = closeWhatIsOf(user);
            if (ends) {
                awaitOthersLeaving(user, endNs - config.linger().toNanos() - LEAST_END_NS);
                long leftNs = endNs - System.nanoTime();
                long ownersNs = within(leftNs - config.linger().toNanos() - LEAST_END_NS, OWNERS_NS);
                long jeromqNs = within(leftNs - ownersNs, config.linger().toNanos() + END_NS);
                boolean unused = services.close(Duration.ofNanos(ownersNs), Duration.ofNanos(jeromqNs));
            }
            awaitEnd(talker, endNs);
        } finally {
            endLeaving(user);
        }
        if (ends) {
            readings.end(); // Before another context may be opened, which is shown under the same names.
            ContextRegistry.release(claim);
            CURRENT.compareAndSet(this, null); // Afterwards: a claim without a context is another class loader's.
            ended.countDown();
        }
    }

    private boolean startLeaving(ContextShare user) {
        lock.lock();
        try {
            user.startClosing();
            users.remove(user);
            leaving.add(user);
            Consumer<? super Diagnosis> listener = listeners.remove(user);
            if (listener != null && !listeners.containsValue(listener)) {
                continuousDiagnosis.remove(listener);
            }
            if (users.isEmpty() && last == null) {
                last = user;
            }
            return user.equals(last);
        } finally {
            lock.unlock();
        }
    }

    private void endLeaving(ContextShare user) {
        lock.lock();
        try {
            leaving.remove(user);
        } finally {
            lock.unlock();
        }
    }

    /** What they sent last needs the context. */
    private void awaitOthersLeaving(ContextShare user, long deadlineNs) {
        while (othersLeave(user) && System.nanoTime() - deadlineNs < 0) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    private boolean othersLeave(ContextShare user) {
        lock.lock();
        try {
            return leaving.stream().anyMatch(each -> !each.equals(user));
        } finally {
            lock.unlock();
        }
    }

    /** Returns the thread that tells listeners of it. */
    private Thread closeWhatIsOf(ContextShare user) {
        CloseCall by = CloseCall.now("close() of its TunedContext");
        OpenSockets.Taken taken = sockets.take(user);
        // Publishers first: what they flush can still reach a subscriber of the same context.
        List<Runnable> toSay =
                new ArrayList<>(PublisherClosing.closeSockets(taken.publishers(), by, config.linger(), PUBLISHERS_NS));
        toSay.addAll(SubscriberClosing.closeSockets(taken.subscribers(), by, SUBSCRIBERS_NS));
        Thread talker = new Thread(() -> toSay.forEach(Runnable::run), "tunedzmq-closing");
        talker.setDaemon(true); // A listener may take as long as it likes; nobody waits for it beyond the end.
        try {
            talker.start();
        } catch (OutOfMemoryError e) { // Of threads, too, there may be too many.
            log.error("the listeners are not told that slow subscribers are gone", e);
        }
        return talker;
    }

    private static long within(long wanted, long most) {
        return Math.max(0, Math.min(wanted, most));
    }

    private static void awaitEnd(Thread thread, long endNs) {
        try (HeldInterrupt held = HeldInterrupt.take()) {
            boolean unused = held.await(
                    left -> {
                        thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)));
                        return !thread.isAlive();
                    },
                    endNs);
        }
    }
}

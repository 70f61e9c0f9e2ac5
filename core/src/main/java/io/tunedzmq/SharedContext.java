package io.tunedzmq;

import static java.util.Objects.requireNonNull;

import io.tunedzmq.config.ContextConfig;
import io.tunedzmq.diagnosis.Diagnosis;
import io.tunedzmq.diagnosis.Finding;
import io.tunedzmq.internal.HeldInterrupt;
import io.tunedzmq.internal.LimitedLog;
import io.tunedzmq.jeromq.JeromqServices;
import io.tunedzmq.jfr.FlightRecording;
import io.tunedzmq.mbeans.ContextBeans;
import io.tunedzmq.metrics.MeasuredContext;
import io.tunedzmq.observe.Observer;
import io.tunedzmq.publish.OutgoingMemory;
import io.tunedzmq.rules.Rules;
import io.tunedzmq.stats.ContextStats;
import io.tunedzmq.stats.Health;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The one context of the process, behind the {@link ContextShare} of each of its users. What a user has opened ends
 * with that user, the context with the last of them.
 *
 * <p>Thread-safe.
 */
final class SharedContext {
    private static final LimitedLog log = LimitedLog.of("io.tunedzmq.TunedContext");

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
    private final ContextUsers users = new ContextUsers();

    /** Whom the continuous diagnosis tells, by user. Guarded by itself. */
    private final Map<ContextShare, Consumer<? super Diagnosis>> listeners = new HashMap<>();

    private final ContextReadings readings;
    private final AtomicBoolean inJmx = new AtomicBoolean();
    private final OpenEnds sockets;
    private final ContextClosing closing;
    private final CountDownLatch ended = new CountDownLatch(1);

    private SharedContext(ContextConfig config, String claim) {
        this.config = config;
        this.claim = claim;
        services = new JeromqServices(config);
        outgoingMemory = OutgoingMemory.of(services, config.outgoingBudget());
        readings = new ContextReadings(this);
        sockets = new OpenEnds(readings::changed);
        closing = new ContextClosing(config.linger(), services, sockets, users);
        continuousDiagnosis = new ContinuousDiagnosis(new DiagnosisWindows(services, sockets), this::ending);
        continuousDiagnosis.add(this::record); // Which are told what is new.
    }

    /** What the first user still there holds; empty also if there is only one of another class loader. */
    static Optional<AutoCloseable> current() {
        SharedContext there = CURRENT.get();
        return there == null ? Optional.empty() : there.users.first().map(ContextShare::user);
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
        ContextShare share =
                requireNonNull(context.share(config, user), "the first share"); // Nobody else knows it yet.
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
        return here == null ? null : here.users.toString();
    }

    /** For one more user; null if there is none any more. */
    private @Nullable ContextShare share(ContextConfig wanted, Function<ContextShare, ? extends AutoCloseable> user) {
        String caller = ContextRegistry.caller();
        return users.join(() -> {
            List<String> differences = wanted.differences(config);
            if (!differences.isEmpty()) {
                throw new IllegalStateException(
                        "the open TunedContext has other settings (expected: the same, or close "
                                + "it first, which has " + users + "): " + String.join("; ", differences));
            }
            return new ContextShare(this, caller, user);
        });
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
        return users.isOver();
    }

    ContextStats stats() {
        return new ContextStats(
                config.ioThreads(),
                services.context().threads().ioAtWork(),
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
        return readings.read().health();
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
        synchronized (listeners) {
            listeners.put(user, listener);
        }
        continuousDiagnosis.join(interval, listener);
        readings.changed();
    }

    private void stopTelling(ContextShare user) {
        synchronized (listeners) {
            Consumer<? super Diagnosis> listener = listeners.remove(user);
            if (listener != null && !listeners.containsValue(listener)) {
                continuousDiagnosis.remove(listener);
            }
        }
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
    OpenEnds sockets() {
        return sockets;
    }

    /** Closes what the user opened, and everything if no other is left. Once for each user. */
    void leave(ContextShare user) {
        boolean ends = users.startLeaving(user);
        try {
            stopTelling(user);
            if (ends) {
                closing.closeAll(user);
            } else {
                closing.close(user);
            }
        } finally {
            users.endLeaving(user);
        }
        if (ends) {
            readings.end(); // Before another context may be opened, which is shown under the same names.
            ContextRegistry.release(claim);
            CURRENT.compareAndSet(this, null); // Afterwards: a claim without a context is another class loader's.
            ended.countDown();
        }
    }
}

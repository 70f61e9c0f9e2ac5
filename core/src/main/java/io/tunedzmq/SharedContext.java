package io.tunedzmq;

import io.tunedzmq.config.ContextConfig;
import io.tunedzmq.diagnosis.Diagnosis;
import io.tunedzmq.internal.Closer;
import io.tunedzmq.internal.HeldInterrupt;
import io.tunedzmq.internal.LimitedLog;
import io.tunedzmq.jeromq.Services;
import io.tunedzmq.observe.Observer;
import io.tunedzmq.publish.Closing;
import io.tunedzmq.publish.OutgoingMemory;
import io.tunedzmq.stats.ContextStats;
import io.tunedzmq.subscribe.SubscriberEngine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The one context of the process, behind the {@link TunedContext} of each of its users. What a user has opened ends
 * with that user, the context with the last of them.
 *
 * <p>Thread-safe.
 */
final class SharedContext {
    private static final LimitedLog log = LimitedLog.of(TunedContext.class);

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

    private final ContextConfig config;
    private final String claim;
    private final Services services;
    private final OutgoingMemory outgoingMemory;
    private final ContinuousDiagnosis continuousDiagnosis = new ContinuousDiagnosis();
    private final ReentrantLock lock = new ReentrantLock();

    /** Whose {@code close} was not called, in the order in which they came. Under the lock, as are the next three. */
    private final Set<TunedContext> users = new LinkedHashSet<>();

    private final Map<TunedContext, Consumer<? super Diagnosis>> listeners = new HashMap<>();

    /** What is open, in the order in which it was opened, and by whom. */
    private final Map<AutoCloseable, TunedContext> open = new LinkedHashMap<>();

    private final Set<TunedContext> leaving = new LinkedHashSet<>();

    /** Who ends it; null as long as it has users. Set under the lock. */
    private volatile @Nullable TunedContext last;

    private final CountDownLatch ended = new CountDownLatch(1);

    private SharedContext(ContextConfig config, String claim) {
        this.config = config;
        this.claim = claim;
        services = new Services(config);
        outgoingMemory = OutgoingMemory.of(services, config.outgoingBudget());
    }

    /** What the first user still there has; empty also if there is only one of another class loader. */
    static Optional<TunedContext> current() {
        SharedContext there = ContextRegistry.current();
        return there == null ? Optional.empty() : there.firstUser();
    }

    /**
     * A share of the open context if the settings are equal; of a new one if there is none, also while the last one
     * ends.
     */
    static TunedContext join(ContextConfig config) {
        OPENING.lock();
        try {
            SharedContext there = ContextRegistry.current();
            TunedContext share = there == null ? null : there.share(config);
            if (share != null) {
                return share;
            }
            if (there != null) {
                there.awaitEnd();
            }
            return openAlone(config);
        } finally {
            OPENING.unlock();
        }
    }

    static TunedContext open(ContextConfig config) {
        OPENING.lock();
        try {
            return openAlone(config);
        } finally {
            OPENING.unlock();
        }
    }

    private static TunedContext openAlone(ContextConfig config) {
        String claim = ContextRegistry.claim(config);
        SharedContext context;
        try {
            context = new SharedContext(config, claim);
        } catch (RuntimeException | Error e) {
            ContextRegistry.release(claim, null);
            throw e;
        }
        TunedContext user = new TunedContext(context, ContextRegistry.caller());
        context.users.add(user); // Nobody else knows it yet.
        ContextRegistry.opened(context);
        Observer.prepare();
        int cpus = Runtime.getRuntime().availableProcessors();
        if (config.ioThreads() > cpus) {
            log.warn(
                    "ioThreads: {} on {} CPUs (expected: at most as many); the rest only takes turns",
                    config.ioThreads(),
                    cpus);
        }
        return user;
    }

    /** For one more user; null if there is none any more. */
    private @Nullable TunedContext share(ContextConfig wanted) {
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
            TunedContext user = new TunedContext(this, ContextRegistry.caller());
            users.add(user);
            return user;
        } finally {
            lock.unlock();
        }
    }

    /** Who keeps it open. */
    String users() {
        lock.lock();
        try {
            return usersAsText();
        } finally {
            lock.unlock();
        }
    }

    private String usersAsText() {
        return (users.size() == 1 ? "1 user, " : users.size() + " users, ")
                + users.stream().map(TunedContext::opener).collect(Collectors.joining("; "));
    }

    private Optional<TunedContext> firstUser() {
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

    Services services() {
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
                services.context().ioThreadsAlive(),
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

    Diagnosis diagnose(Duration window, BooleanSupplier over) {
        Observer observer = new Observer(
                services,
                opened(Publisher.class).stream().map(Publisher::engine).toList(),
                opened(Subscriber.class).stream().map(Subscriber::engine).toList(),
                ForeignContexts::count);
        return Diagnosis.of(observer.observe(window, over));
    }

    void diagnoseEvery(TunedContext user, Duration interval, Consumer<? super Diagnosis> listener) {
        lock.lock();
        try {
            listeners.put(user, listener);
        } finally {
            lock.unlock();
        }
        continuousDiagnosis.join(this, interval, listener);
    }

    /** What is open, whoever opened it. */
    <T> List<T> opened(Class<T> type) {
        lock.lock();
        try {
            return open.keySet().stream()
                    .filter(type::isInstance)
                    .map(type::cast)
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    void opened(AutoCloseable what, TunedContext by) {
        lock.lock();
        try {
            open.put(what, by);
        } finally {
            lock.unlock();
        }
    }

    void forget(AutoCloseable what) {
        lock.lock();
        try {
            open.remove(what);
        } finally {
            lock.unlock();
        }
    }

    /** Closes what the user opened, and everything if no other is left. Once for each user. */
    void leave(TunedContext user) {
        long endNs = System.nanoTime() + 2 * config.linger().toNanos() + CLOSE_NS;
        boolean ends = startLeaving(user);
        try {
            if (ends) {
                services.context().startClosing();
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
            ContextRegistry.release(claim, this);
            ended.countDown();
        }
    }

    private boolean startLeaving(TunedContext user) {
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

    private void endLeaving(TunedContext user) {
        lock.lock();
        try {
            leaving.remove(user);
        } finally {
            lock.unlock();
        }
    }

    /** What they sent last needs the context. */
    private void awaitOthersLeaving(TunedContext user, long deadlineNs) {
        while (othersLeave(user) && System.nanoTime() - deadlineNs < 0) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    private boolean othersLeave(TunedContext user) {
        lock.lock();
        try {
            return leaving.stream().anyMatch(each -> !each.equals(user));
        } finally {
            lock.unlock();
        }
    }

    private <T> List<T> takeOpenedBy(TunedContext user, Class<T> type) {
        lock.lock();
        try {
            List<T> taken = open.entrySet().stream()
                    .filter(each -> each.getValue().equals(user) && type.isInstance(each.getKey()))
                    .map(each -> type.cast(each.getKey()))
                    .toList();
            open.keySet().removeAll(taken);
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Returns the thread that tells listeners of it. */
    private Thread closeWhatIsOf(TunedContext user) {
        Closer by = Closer.now("close() of its TunedContext");
        // Publishers first: what they flush can still reach a subscriber of the same context.
        List<Runnable> toSay = new ArrayList<>(Closing.closeSockets(
                takeOpenedBy(user, Publisher.class).stream()
                        .map(Publisher::engine)
                        .toList(),
                by,
                config.linger(),
                PUBLISHERS_NS));
        toSay.addAll(SubscriberEngine.closeSockets(
                takeOpenedBy(user, Subscriber.class).stream()
                        .map(Subscriber::engine)
                        .toList(),
                by,
                SUBSCRIBERS_NS));
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

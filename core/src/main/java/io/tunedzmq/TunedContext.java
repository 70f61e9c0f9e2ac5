package io.tunedzmq;

import static java.util.Objects.requireNonNull;

import io.tunedzmq.config.ContextConfig;
import io.tunedzmq.diagnosis.Diagnosis;
import io.tunedzmq.internal.Checks;
import io.tunedzmq.internal.Closer;
import io.tunedzmq.internal.LimitedLog;
import io.tunedzmq.observe.Observer;
import io.tunedzmq.socket.Closing;
import io.tunedzmq.socket.Services;
import io.tunedzmq.socket.SubscriberEngine;
import io.tunedzmq.stats.ClosedException;
import io.tunedzmq.stats.ContextStats;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;

/**
 * The ZeroMQ context of the process, tuned when it is built and never changed afterwards.
 *
 * <pre>{@code
 * try (TunedContext context = TunedContext.builder().ioThreads(4).build()) {
 *     Publisher publisher = context.publisher().bind("tcp://127.0.0.1:*").open();
 *     Subscriber subscriber = context.subscriber().connect(publisher.endpoint()).topic("prices").open();
 * }
 * }</pre>
 *
 * <p>Thread-safe.
 */
public final class TunedContext implements AutoCloseable {
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

    /** Between claiming the process's place and having a context to show for it, nobody else may look. */
    private static final ReentrantLock OPENING = new ReentrantLock();

    private final ContextConfig config;
    private final String claim;
    private final Services services;
    private final ContinuousDiagnosis continuousDiagnosis = new ContinuousDiagnosis();
    /** In the order in which they were opened. Guarded by itself. */
    private final Set<AutoCloseable> open = new LinkedHashSet<>();

    private final ReentrantLock closeLock = new ReentrantLock();
    private boolean closed;

    /** Who closed it, or is about to; null while it is open. */
    private volatile @Nullable Closer closer;

    private TunedContext(ContextConfig config, String claim) {
        this.config = config;
        this.claim = claim;
        services = new Services(config);
    }

    /** A builder with the defaults. */
    public static TunedContextBuilder builder() {
        return new TunedContextBuilder();
    }

    /** The open context of this class loader, if there is one. */
    public static Optional<TunedContext> current() {
        return Optional.ofNullable(ContextRegistry.current()).filter(context -> !context.isClosed());
    }

    /** Joins the open context if the settings are equal; opens one if there is none, also while the last one closes. */
    static TunedContext join(ContextConfig config) {
        OPENING.lock();
        try {
            TunedContext there = ContextRegistry.current();
            if (there != null && there.isClosed()) {
                there.close(); // Another thread does it; wait until it is done.
                there = null;
            }
            if (there == null) {
                return open(config);
            }
            List<String> differences = config.differences(there.config);
            if (!differences.isEmpty()) {
                throw new IllegalStateException(
                        "the open TunedContext has other settings (expected: the same, or close " + "it first): "
                                + String.join("; ", differences));
            }
            return there;
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
        TunedContext context;
        try {
            context = new TunedContext(config, claim);
        } catch (RuntimeException | Error e) {
            ContextRegistry.release(claim, null);
            throw e;
        }
        ContextRegistry.opened(context);
        Observer.prepare();
        int cpus = Runtime.getRuntime().availableProcessors();
        if (config.ioThreads() > cpus) {
            log.warn(
                    "ioThreads: {} on {} CPUs (expected: at most as many); the rest only takes turns",
                    config.ioThreads(),
                    cpus);
        }
        return context;
    }

    /** The settings, as built. */
    public ContextConfig config() {
        return config;
    }

    /** Starts the settings of a publisher of this context. */
    public PublisherBuilder publisher() {
        requireOpen();
        return new PublisherBuilder(this);
    }

    /** Starts the settings of a subscriber of this context. */
    public SubscriberBuilder subscriber() {
        requireOpen();
        return new SubscriberBuilder(this);
    }

    /**
     * A plain JeroMQ socket with this context's HWM policy and linger applied before anyone can bind or connect it.
     *
     * <p>It belongs to the caller, who uses it on one thread at a time, calls it at least every few seconds (JeroMQ keeps
     * every command for an idle socket) and closes it. When the context closes, a blocked call ends with ETERM.
     *
     * @throws ClosedException if the context is closed
     * @throws IllegalStateException if {@code maxSockets} are open
     */
    public ZMQ.Socket socket(SocketType type) {
        requireNonNull(type, "type");
        requireOpen();
        return whileOpen(opening -> opening.context().rawSocket(type));
    }

    /**
     * The publishers that are open, in the order in which they were opened; one that closes meanwhile may still be among them. For metrics and the
     * like: see {@link Publisher#name()}. A list of its own each time.
     */
    public List<Publisher> publishers() {
        return opened(Publisher.class).toList();
    }

    /** The subscribers that are open, as {@link #publishers()}; those that closed themselves, as their {@code SlowPolicy} says, are not among them. */
    public List<Subscriber> subscribers() {
        return opened(Subscriber.class).toList();
    }

    /** The state of threads and connections now. */
    public ContextStats stats() {
        return new ContextStats(
                config.ioThreads(),
                services.context().ioThreadsAlive(),
                services.healedHandshakes(),
                ForeignContexts.count(),
                services.broken(),
                services.survivedErrors(),
                services.incomingBytes(),
                config.incomingBudget(),
                services.outgoingBytes(),
                config.outgoingBudget(),
                services.givenUp());
    }

    /**
     * Observes the context for a window of time and says what is wrong, why, and what to change; see {@code
     * core/docs/diagnosis.md}. Waits for the whole window, or until the context closes or the thread is interrupted, whose
     * flag stays set; then it is about what was seen until then.
     *
     * <p>Meanwhile it looks 200 times, but 20 to 100 times a second, at the stacks of the I/O threads and of the threads that receive.
     * Sockets opened meanwhile are left out. Any number of threads may call it.
     *
     * @param window 100 ms to 1 hour; 5 seconds see most causes
     * @throws IllegalArgumentException if out of range
     * @throws ClosedException if the context is closed
     */
    public Diagnosis diagnose(Duration window) {
        requireNonNull(window, "window");
        Checks.range("window", window, Duration.ofMillis(100), Duration.ofHours(1), "5 seconds see most causes");
        requireOpen();
        Observer observer = new Observer(
                services,
                opened(Publisher.class).map(Publisher::engine).toList(),
                opened(Subscriber.class).map(Subscriber::engine).toList(),
                ForeignContexts::count);
        return Diagnosis.of(observer.observe(window, this::isClosed));
    }

    void diagnoseEvery(Duration interval, Consumer<? super Diagnosis> listener) {
        continuousDiagnosis.join(this, interval, listener);
    }

    /**
     * Whether {@link #close()} was called. Then whatever opens something throws {@link ClosedException}, and publishers and subscribers are
     * closed, or about to be.
     */
    public boolean isClosed() {
        return closer != null;
    }

    <T> Stream<T> opened(Class<T> type) {
        List<AutoCloseable> now;
        synchronized (open) {
            now = List.copyOf(open);
        }
        return now.stream().filter(type::isInstance).map(type::cast);
    }

    /** Opens something on the sockets; if the context closes meanwhile, that is what the caller is told. */
    <T> T whileOpen(Function<Services, T> opening) {
        requireOpen();
        services.requireWhole();
        try {
            return opening.apply(services);
        } catch (RuntimeException e) {
            if (isClosed()) {
                throw new ClosedException(whyClosed(), e);
            }
            throw e;
        }
    }

    void opened(AutoCloseable user) {
        synchronized (open) {
            open.add(user);
        }
        if (isClosed()) {
            forget(user);
            closeQuietly(user);
            requireOpen();
        }
    }

    void forget(AutoCloseable user) {
        synchronized (open) {
            open.remove(user);
        }
    }

    private void requireOpen() {
        if (isClosed()) {
            throw new ClosedException(whyClosed());
        }
    }

    private String whyClosed() {
        return "TunedContext is closed, " + closer + "; build a new one to open sockets";
    }

    /**
     * Closes publishers and subscribers, gives queued messages the linger to be delivered, and ends the threads.
     *
     * <p>From any thread, any number of times, also on an interrupted thread, whose flag stays set. Returns within twice
     * the linger plus two seconds, all together, even if an I/O thread is dead or busy, listeners and handlers do not return, or a
     * plain socket was never closed; then daemon threads may stay behind, which is logged. Also inside a listener or handler, which
     * keeps its own subscriber's socket open until it returns. Afterwards a new context may be built.
     */
    @Override
    public void close() {
        closeLock.lock();
        try {
            if (closed) {
                return;
            }
            closeWithin(System.nanoTime() + 2 * config.linger().toNanos() + CLOSE_NS);
            closed = true;
            ContextRegistry.release(claim, this);
        } finally {
            closeLock.unlock();
        }
    }

    private void closeWithin(long endNs) {
        closer = Closer.now("close()");
        Closer byContext = Closer.now("close() of its TunedContext");
        services.context().startClosing();
        // Publishers first: what they flush can still reach a subscriber of the same context.
        List<Runnable> toSay = new ArrayList<>(Closing.closeSockets(
                opened(Publisher.class).map(Publisher::engine).toList(), byContext, config.linger(), PUBLISHERS_NS));
        toSay.addAll(SubscriberEngine.closeSockets(
                opened(Subscriber.class).map(Subscriber::engine).toList(), byContext, SUBSCRIBERS_NS));
        synchronized (open) {
            open.clear();
        }
        Thread talker = new Thread(() -> toSay.forEach(Runnable::run), "tunedzmq-closing");
        talker.setDaemon(true); // A listener may take as long as it likes; nobody waits for it beyond the end.
        boolean talking = start(talker);
        long leftNs = endNs - System.nanoTime();
        long ownersNs = within(leftNs - config.linger().toNanos() - LEAST_END_NS, OWNERS_NS);
        long jeromqNs = within(leftNs - ownersNs, config.linger().toNanos() + END_NS);
        boolean unused = services.close(Duration.ofNanos(ownersNs), Duration.ofNanos(jeromqNs));
        if (talking) {
            awaitEnd(talker, endNs);
        }
    }

    private static boolean start(Thread talker) {
        try {
            talker.start();
            return true;
        } catch (OutOfMemoryError e) { // Of threads, too, there may be too many.
            log.error("the listeners are not told that slow subscribers are gone", e);
            return false;
        }
    }

    private static long within(long wanted, long most) {
        return Math.max(0, Math.min(wanted, most));
    }

    private static void awaitEnd(Thread thread, long endNs) {
        boolean interrupted = false;
        while (thread.isAlive() && System.nanoTime() - endNs < 0) {
            try {
                thread.join(Math.max(1, (endNs - System.nanoTime()) / 1_000_000));
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void closeQuietly(AutoCloseable user) {
        try {
            user.close();
        } catch (Exception e) {
            log.error("{} could not be closed", user, e);
        }
    }

    @Override
    public String toString() {
        return "TunedContext" + config;
    }
}

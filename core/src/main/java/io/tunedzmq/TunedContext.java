package io.tunedzmq;

import static java.util.Objects.requireNonNull;

import io.tunedzmq.config.ContextConfig;
import io.tunedzmq.diagnosis.Diagnosis;
import io.tunedzmq.internal.Checks;
import io.tunedzmq.metrics.MeasuredContext;
import io.tunedzmq.metrics.MeasuredContexts;
import io.tunedzmq.stats.ClosedException;
import io.tunedzmq.stats.ContextStats;
import io.tunedzmq.stats.Health;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;

/**
 * The ZeroMQ context of the process, tuned when it is built and never changed afterwards. Several users may each have a
 * share of it: an object of this class of their own, see {@link TunedContextBuilder#getOrBuild}.
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
    static {
        MeasuredContexts.lead(context -> ((TunedContext) context).readings());
    }

    private final ContextShare share;

    TunedContext(ContextShare share) {
        this.share = share;
    }

    /** A builder with the defaults. */
    public static TunedContextBuilder builder() {
        return new TunedContextBuilder();
    }

    /**
     * The open context of this class loader, if there is one: what its first user still there has. That is lent, not
     * shared: it ends when that user closes it, and is not to be closed by another. For a share of one's own see
     * {@link TunedContextBuilder#getOrBuild}.
     */
    public static Optional<TunedContext> current() {
        return SharedContext.current().map(TunedContext.class::cast);
    }

    /** The settings, as built. */
    public ContextConfig config() {
        return share.config();
    }

    /** Starts the settings of a publisher of this context. */
    public PublisherBuilder publisher() {
        share.requireOpen();
        return new PublisherBuilder(share);
    }

    /** Starts the settings of a subscriber of this context. */
    public SubscriberBuilder subscriber() {
        share.requireOpen();
        return new SubscriberBuilder(share);
    }

    /**
     * A plain JeroMQ socket with this context's HWM policy and linger applied before anyone can bind or connect it.
     *
     * <p>It belongs to the caller, who uses it on one thread at a time, calls it at least every few seconds (JeroMQ
     * keeps every command for an idle socket) and closes it. When the last user of the context has closed it, a blocked
     * call ends with ETERM.
     *
     * @throws ClosedException if the context is closed
     * @throws IllegalStateException if {@code maxSockets} are open
     */
    public ZMQ.Socket socket(SocketType type) {
        requireNonNull(type, "type");
        share.requireOpen();
        return share.whileOpen(opening -> opening.context().rawSocket(type));
    }

    /**
     * The publishers that are open, of all users of the context, in the order in which they were opened; one that
     * closes meanwhile may still be among them. For metrics and the like: see {@link Publisher#name()}. A list of its
     * own each time.
     */
    public List<Publisher> publishers() {
        return share.shared().sockets().ofType(Publisher.class);
    }

    /**
     * The subscribers that are open, as {@link #publishers()}; those that closed themselves, as their
     * {@code SlowPolicy} says, are not among them.
     */
    public List<Subscriber> subscribers() {
        return share.shared().sockets().ofType(Subscriber.class);
    }

    /** The state of threads and connections now. */
    public ContextStats stats() {
        return share.shared().stats();
    }

    /**
     * Whether the context is well at this moment, for the health check of an application.
     *
     * <p>It is {@link Health.Status#DOWN} for good when {@link #close()} was called on this object, an I/O thread has
     * died, or {@link ContextStats#broken()} says something. Else it is {@link Health.Status#DEGRADED}, whoever of the
     * users of the context is concerned:
     *
     * <ul>
     *   <li>as long as a publisher or subscriber connects somewhere over TCP where no peer has said hello, also in the
     *       first moment after {@code open()}; who only binds waits for nobody;
     *   <li>as long as messages have been waiting for a subscriber's application without a break for the threshold of
     *       its {@code SlowPolicy}, or a subscriber has been behind for its publisher's {@code slowAfter};
     *   <li>as long as the queue of a subscriber has been full for a second without a break;
     *   <li>for 10 seconds after a subscriber has counted messages as dropped, a publisher with {@code block(timeout)}
     *       has refused one, a publisher with {@code drop()} has found a queue full, or subscribers have reported
     *       losses to a publisher, as they do about a second late. What is closed does not count;
     *   <li>for 10 seconds after the handler of an {@code onMessage} has thrown;
     *   <li>as long as there are ZeroMQ contexts of other code in the process;
     *   <li>with {@code diagnoseEvery}, while findings of its last window are {@code CRITICAL} or {@code WARNING}.
     * </ul>
     *
     * <p>A loss or refusal may be noticed up to a second after it, and counts from then. Waits for nobody who sends or
     * receives, nor for a network, and takes some ten microseconds and a few for each publisher and subscriber; any
     * number of threads may call it, as often as they like, and nothing changes by that. Never throws for a closed
     * context.
     */
    public Health health() {
        return share.health();
    }

    /**
     * Observes the context for a window of time and says what is wrong, why, and what to change; see {@code
     * core/docs/diagnosis.md}. Waits for the whole window, or until the context closes or the thread is interrupted,
     * whose flag stays set; then it is about what was seen until then.
     *
     * <p>Meanwhile it looks 200 times, but 20 to 100 times a second, at the stacks of the I/O threads and of the
     * threads that receive. Sockets opened meanwhile are left out. Any number of threads may call it.
     *
     * @param window 100 ms to 1 hour; 5 seconds see most causes
     * @throws IllegalArgumentException if out of range
     * @throws ClosedException if the context is closed
     */
    public Diagnosis diagnose(Duration window) {
        requireNonNull(window, "window");
        Checks.range("window", window, Duration.ofMillis(100), Duration.ofHours(1), "5 seconds see most causes");
        return share.diagnose(window);
    }

    private MeasuredContext readings() {
        share.requireOpen();
        return share.shared().readings();
    }

    /**
     * Whether {@link #close()} was called on this object, whoever else uses the context. Then whatever opens something
     * throws {@link ClosedException}, and what was opened through it is closed, or about to be.
     */
    public boolean isClosed() {
        return share.isClosed();
    }

    /**
     * Closes the publishers and subscribers that were opened through this object, and gives queued messages the linger
     * to be delivered. If nobody else has a share of the context, see {@link TunedContextBuilder#getOrBuild}, it ends
     * all threads; else the context goes on for the others. To call it twice takes nothing from them.
     *
     * <p>From any thread, any number of times, also on an interrupted thread, whose flag stays set. Returns within
     * twice the linger plus two seconds, all together, even if an I/O thread is dead or busy, listeners and handlers do
     * not return, or a plain socket was never closed; then daemon threads may stay behind, which is logged. Also inside
     * a listener or handler, which keeps its own subscriber's socket open until it returns. After the last close a new
     * context may be built.
     */
    @Override
    public void close() {
        share.close();
    }

    @Override
    public String toString() {
        return "TunedContext" + share.config();
    }
}

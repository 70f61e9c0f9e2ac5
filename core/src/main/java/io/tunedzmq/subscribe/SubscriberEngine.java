package io.tunedzmq.subscribe;

import io.tunedzmq.internal.CloseCall;
import io.tunedzmq.internal.HeldInterrupt;
import io.tunedzmq.internal.LimitedLog;
import io.tunedzmq.jeromq.Housekeeper;
import io.tunedzmq.jeromq.JeromqServices;
import io.tunedzmq.jeromq.RandomIds;
import io.tunedzmq.jeromq.SocketLock;
import io.tunedzmq.jeromq.TunedSocket;
import io.tunedzmq.ledger.SequenceLedger;
import io.tunedzmq.metrics.EventRecorder;
import io.tunedzmq.metrics.EventSource;
import io.tunedzmq.settings.SubscriberSettings;
import io.tunedzmq.stats.ClosedException;
import io.tunedzmq.stats.Gap;
import io.tunedzmq.wire.TopicFilter;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The subscriber behind the API. One thread at a time receives; the others may ask for {@link #readings()}, wait
 * for readiness or close.
 *
 * <p>The socket lock is held for every call of the XSUB socket, also while waiting for a message; the housekeeper only
 * tries it, since whoever waits looks after the socket.
 */
public final class SubscriberEngine implements Housekeeper.Chore {
    private static final LimitedLog log = LimitedLog.of("io.tunedzmq.Subscriber");

    private static final long CLOSE_NS = 500_000_000;

    /** For a handler that is at work. */
    private static final long HANDLER_NS = 10_000_000_000L;

    /** For the last word to leave; nobody waits for that but the end of the context. */
    private static final Duration BYE = Duration.ofMillis(100);

    /** For an I/O thread to give the endpoints back. */
    private static final long RELEASE_NS = 1_000_000_000;

    private static final long CHORE_NS = 250_000_000;

    private final JeromqServices services;
    private final SubscriberSettings settings;
    private final long id;
    private final ReceivingThread receiver = new ReceivingThread();
    private final SubscriberEnd closed = new SubscriberEnd();
    private volatile @Nullable MessageLoop loop;

    private final SocketLock lock;
    private final TunedSocket socket;
    private final SubscribeSocket subscribeSocket;
    private final Upstream upstream;
    private final SubscriberWatch watch;
    private final SubscriberReadings readings;

    private volatile Runnable closedItself = () -> {};
    private final @Nullable SelectionKey wakeHousekeeper;

    private final SequenceLedger ledger;
    private final EventRecorder.Addresses addresses;
    private final ReceivedFrames incoming;
    private final Reception reception;
    private final MessageWait messages;
    private final ReadinessWait readiness;

    /** Opens the socket, subscribes, binds and connects. */
    public SubscriberEngine(JeromqServices services, SubscriberSettings settings, SubscriberListeners listeners) {
        this.services = services;
        this.settings = settings;
        id = RandomIds.next();
        watch = new SubscriberWatch(id, settings, listeners, services.context().events(), this::closeItself);
        TopicFilter filter = new TopicFilter(settings.topics(), settings.prefixes());
        ledger = new SequenceLedger(filter, settings.maxTopics(), this::lost, watch::ended);
        addresses = ledger::address;
        ledger.onRestart(watch::restarted);
        try (HeldInterrupt held = HeldInterrupt.take()) { // JeroMQ would fail half-way.
            subscribeSocket = new SubscribeSocket(services, settings);
            socket = subscribeSocket.socket();
            socket.watch()
                    .recordAs(
                            EventSource.subscriber(settings.name(), id),
                            services.context().events());
            try {
                lock = new SocketLock(
                        socket, this::sayByeAndClose, services.context().health()::lostLock);
                upstream = new Upstream(id, socket, filter, settings, ledger::answers);
                incoming =
                        new ReceivedFrames(filter, ledger, upstream, new MisspelledTopics(settings.topics(), filter));
                SubscriberParts parts = new SubscriberParts(subscribeSocket, ledger, upstream, incoming, watch);
                reception = new Reception(parts);
                messages = new MessageWait(lock, this::unlock, closed, receiver, parts, reception);
                readiness = new ReadinessWait(lock, this::unlock, closed, parts, reception);
                readings = new SubscriberReadings(settings, id, parts, receiver, closed);
                wakeHousekeeper = open();
            } catch (RuntimeException | Error e) {
                held.takeNow();
                services.handshakeHealer().remove(socket.watch());
                services.housekeeper().remove(this);
                subscribeSocket.close(Duration.ZERO);
                socket.awaitReleased(System.nanoTime() + RELEASE_NS);
                throw e;
            }
        }
    }

    /** Returns the interest of the housekeeper in what arrives. */
    private @Nullable SelectionKey open() {
        lock.lock(); // So that nobody else takes an interrupt of this thread for its own.
        try {
            socket.attach(settings.endpoints().stream().distinct().toList());
            ledger.begin(System.nanoTime());
            // Not before: a pending inproc connection takes its first message for the identity of the peer.
            upstream.subscribe();
            services.handshakeHealer().add(socket.watch());
            services.housekeeper().add(this);
            return services.housekeeper().watch(socket.signal());
        } finally {
            lock.unlock();
        }
    }

    private void lost(Gap gap) {
        watch.lost(gap, addresses);
    }

    private void sayByeAndClose() {
        try {
            upstream.bye();
        } catch (RuntimeException e) {
            log.debug("a subscriber closes without a last word: {}", e);
        } finally {
            subscribeSocket.close(BYE);
        }
    }

    /** What it shows of itself. */
    public SubscriberReadings readings() {
        return readings;
    }

    /**
     * Moves to the next message.
     *
     * @return false if none came in time, the thread was interrupted or the subscriber closed meanwhile
     */
    public boolean next(Duration timeout) {
        return messages.next(timeout);
    }

    /**
     * Moves through the messages that are there, waiting only for the first.
     *
     * @param handler called for each, while it is the current one
     * @return how many were handled, at most {@code limit}
     */
    public int drain(Runnable handler, int limit, Duration timeout) {
        return messages.drain(handler, limit, timeout);
    }

    /**
     * Whether a listener calls, on whichever thread that is: those are told under the lock, when the books are half-way
     * through a frame.
     */
    private boolean insideListener() {
        return lock.isMine();
    }

    private void unlock() {
        if (lock.unlock()) { // And nobody else comes to the watch any more.
            sayTheEnd();
        }
    }

    void sayTheEnd() {
        watch.end(System.nanoTime());
    }

    /** The message that the last {@link #next} or the running {@link #drain} came to. */
    public CurrentMessage current() {
        return incoming.current();
    }

    private void closeItself() {
        closed.beginBySlowPolicy();
        closeSocket(); // Not the handler: it may be stuck, and the housekeeper must not wait for it.
        closedItself.run();
    }

    /** What to do when it closes itself, as its policy says. */
    public void whenClosedItself(Runnable then) {
        closedItself = then;
        if (closed.isClosing()) {
            then.run(); // It has, in between.
        }
    }

    @Override
    public long work(long nowNs) {
        boolean idle = receiver.isIdle();
        readings.look(nowNs);
        if (lock.tryLock()) {
            try {
                if (!closed.isClosing()) {
                    reception.readWhileIdle(nowNs);
                }
            } finally {
                unlock();
            }
        }
        // Who receives answers by itself; waking this thread for each message would only cost.
        Housekeeper.interest(wakeHousekeeper, idle ? SelectionKey.OP_READ : 0);
        return CHORE_NS;
    }

    /** Waits until every publisher connected to has proven that the subscriptions are live. */
    public boolean awaitReady(Duration timeout) {
        if (insideListener()) {
            throw new IllegalStateException("Subscriber waits to be ready inside its own listener, on "
                    + Thread.currentThread() + "; return from it first");
        }
        return readiness.await(timeout);
    }

    /** From here on a loop receives. */
    void handledBy(MessageLoop messageLoop) {
        loop = messageLoop;
    }

    /** What a loop has survived. */
    void failed(Throwable problem) {
        services.context().health().failed(problem);
    }

    /** Whether it is closed, or about to be. From any thread. */
    public boolean closed() {
        return closed.isClosing();
    }

    /**
     * Ends a receive under way and closes the socket; if a gap listener keeps the receiving thread busy, that thread
     * closes it as soon as it is back. From any thread, any number of times.
     */
    public void close() {
        closeSocket();
        awaitHandler(System.nanoTime() + HANDLER_NS);
    }

    private void closeSocket() {
        startClosing(CloseCall.now("close()"));
        if (finishClosing(System.nanoTime() + CLOSE_NS, RELEASE_NS)) {
            sayTheEnd();
        }
    }

    /** Waits for the handler to return, if there is one; not if the handler itself closes. */
    void awaitHandler(long deadlineNs) {
        MessageLoop handling = loop;
        if (handling != null && !handling.awaitEnd(deadlineNs)) {
            log.warn("{} is still inside the handler of a subscriber that has closed; it ends with it", handling);
        }
    }

    /** Begins to close, without waiting: the thread of its loop does the rest. From any thread. */
    public void closeSoon() {
        startClosing(CloseCall.now("cancel()"));
    }

    /** Throws if it is closed. */
    public void requireOpen() {
        closed.requireOpen();
    }

    /** Why it has closed itself; null if somebody else did, or it is open. */
    public @Nullable ClosedException ownReason() {
        return closed.ownReason();
    }

    void startClosing(CloseCall by) {
        closed.begin(by);
        MessageLoop handling = loop;
        if (handling != null) {
            handling.wake(); // It may wait for something else than messages.
        }
        lock.closeWhenUnlocked();
        socket.cancelWaiting();
        services.handshakeHealer().remove(socket.watch());
        services.housekeeper().remove(this);
    }

    /** Waits for the receiving thread, and so much longer for the endpoints; returns whether it closed the socket. */
    boolean finishClosing(long deadlineNs, long releaseNs) {
        try (HeldInterrupt held = new HeldInterrupt()) {
            if (!held.await(lock::tryLock, deadlineNs)) {
                return false;
            }
            boolean last = lock.unlock();
            if (!lock.isMine()) { // Else it closes when that comes back from its listener.
                socket.awaitReleased(deadlineNs + releaseNs);
            }
            return last;
        }
    }
}

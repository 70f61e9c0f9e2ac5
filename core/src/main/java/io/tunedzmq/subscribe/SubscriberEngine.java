package io.tunedzmq.subscribe;

import io.tunedzmq.internal.CloseCall;
import io.tunedzmq.internal.Counter;
import io.tunedzmq.internal.DurationListeners;
import io.tunedzmq.internal.HeldInterrupt;
import io.tunedzmq.internal.LimitedLog;
import io.tunedzmq.internal.Nanos;
import io.tunedzmq.jeromq.Housekeeper;
import io.tunedzmq.jeromq.JeromqServices;
import io.tunedzmq.jeromq.RandomIds;
import io.tunedzmq.jeromq.SocketLock;
import io.tunedzmq.jeromq.TunedSocket;
import io.tunedzmq.ledger.SequenceLedger;
import io.tunedzmq.metrics.EventRecorder;
import io.tunedzmq.metrics.MeasuredSocket;
import io.tunedzmq.metrics.SocketIdentity;
import io.tunedzmq.metrics.SubscriberReading;
import io.tunedzmq.settings.SubscriberSettings;
import io.tunedzmq.stats.Gap;
import io.tunedzmq.stats.PublisherReport;
import io.tunedzmq.stats.SubscriberStats;
import io.tunedzmq.window.ContextSnapshot;
import io.tunedzmq.wire.TopicFilter;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The subscriber behind the API. One thread at a time receives; the others may ask for {@link #stats()}, wait for
 * readiness or close.
 *
 * <p>The socket lock is held for every call of the XSUB socket, also while waiting for a message; the housekeeper only
 * tries it, since whoever waits looks after the socket.
 */
public final class SubscriberEngine implements Housekeeper.Chore, MeasuredSocket<SubscriberReading> {
    private static final LimitedLog log = LimitedLog.of("io.tunedzmq.Subscriber");

    private static final long CLOSE_NS = 500_000_000;

    /** For a handler that is at work. */
    private static final long HANDLER_NS = 10_000_000_000L;

    /** For the last word to leave; nobody waits for that but the end of the context. */
    private static final Duration BYE = Duration.ofMillis(100);

    /** For an I/O thread to give the endpoints back. */
    private static final long RELEASE_NS = 1_000_000_000;

    private static final int LONGEST_POLL_MILLIS = 100;
    private static final long CHORE_NS = 250_000_000;
    /** Beyond its time, a call that does not wait looks for a message behind what holds none. */
    private static final long BEYOND_NS = 10_000_000;

    private final JeromqServices services;
    private final SubscriberSettings settings;
    private final long id;
    private final ReceivingThread receiver = new ReceivingThread();
    private final SubscriberEnd closed = new SubscriberEnd();
    private final Counter handlerFailures = new Counter();
    private volatile @Nullable MessageLoop loop;
    private volatile boolean waiting;

    private final SocketLock lock;
    private final TunedSocket socket;
    private final SubscribeSocket subscribeSocket;
    private final Upstream upstream;
    private final SubscriberWatch watch;
    private final SubscriberTroubles troubles;

    private volatile Runnable closedItself = () -> {};
    private final @Nullable SelectionKey wakeHousekeeper;

    private final SequenceLedger ledger;
    private final EventRecorder.Addresses addresses;
    private final ReceivedFrames incoming;
    private final Reception reception;
    private final ReadinessWait readiness;
    private final Counter emptied = new Counter();

    /** Opens the socket, subscribes, binds and connects. */
    public SubscriberEngine(JeromqServices services, SubscriberSettings settings, SubscriberListeners listeners) {
        this.services = services;
        this.settings = settings;
        id = RandomIds.next();
        watch = new SubscriberWatch(id, settings, listeners, services.context().events(), this::closeItself);
        troubles = new SubscriberTroubles(settings.slow().threshold().toNanos());
        TopicFilter filter = new TopicFilter(settings.topics(), settings.prefixes());
        ledger = new SequenceLedger(filter, settings.maxTopics(), this::lost, watch::ended);
        addresses = ledger::address;
        ledger.onRestart(watch::restarted);
        try (HeldInterrupt held = HeldInterrupt.take()) { // JeroMQ would fail half-way.
            subscribeSocket = new SubscribeSocket(services, settings);
            socket = subscribeSocket.socket();
            socket.watch()
                    .recordAs(
                            SocketIdentity.subscriber(settings.name(), id),
                            services.context().events());
            try {
                lock = new SocketLock(
                        socket, this::sayByeAndClose, services.context().health()::lostLock);
                upstream = new Upstream(id, socket, filter, settings, ledger::answers);
                incoming = new ReceivedFrames(filter, ledger, upstream);
                reception = new Reception(subscribeSocket, ledger, upstream, incoming, watch);
                readiness = new ReadinessWait(lock, this::unlock, closed, reception, upstream, socket);
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

    @Override
    public long id() {
        return id;
    }

    @Override
    public String name() {
        return settings.name();
    }

    @Override
    public List<String> endpoints() {
        return socket.endpoints();
    }

    /**
     * Moves to the next message.
     *
     * @return false if none came in time, the thread was interrupted or the subscriber closed meanwhile
     */
    public boolean next(Duration timeout) {
        if (!enter()) {
            return false;
        }
        try {
            return incoming.nextRecord() || nextFrame(timeout);
        } finally {
            receiver.leave();
        }
    }

    /**
     * Moves through the messages that are there, waiting only for the first.
     *
     * @param handler called for each, while it is the current one
     * @return how many were handled, at most {@code limit}
     */
    public int drain(Runnable handler, int limit, Duration timeout) {
        if (!enter()) {
            return 0;
        }
        try {
            int handled = 0;
            boolean more = incoming.nextRecord() || nextFrame(timeout);
            while (more) {
                handled++;
                handler.run();
                more = handled < limit && !closed.isClosing() && (incoming.nextRecord() || nextFrame(Duration.ZERO));
            }
            return handled;
        } finally {
            receiver.leave();
        }
    }

    /** False if there is nothing to receive because it is closed, which this thread had no chance to know. */
    private boolean enter() {
        if (insideListener()) {
            throw ReceivingThread.receivedInside(Thread.currentThread());
        }
        receiver.enter();
        if (!closed.isClosing()) {
            return true;
        }
        boolean mayBeNews = closed.mayBeNews();
        receiver.leave();
        if (!mayBeNews) {
            closed.requireOpen();
        }
        return false;
    }

    /**
     * Whether a listener calls, on whichever thread that is: those are told under the lock, when the books are half-way
     * through a frame.
     */
    private boolean insideListener() {
        return lock.isMine();
    }

    private boolean nextFrame(Duration timeout) {
        long deadline = System.nanoTime() + Nanos.of(timeout);
        boolean waited = false;
        incoming.current().none();
        lock.lock();
        try {
            while (!closed.isClosing()) {
                long nowNs = System.nanoTime();
                Arrival arrival = reception.next(nowNs);
                if (arrival != null) {
                    if (incoming.open(arrival, nowNs)) {
                        return true;
                    }
                    if (nowNs - deadline >= BEYOND_NS) {
                        return false; // It may come on and on.
                    }
                    continue;
                }
                emptied.add(1);
                services.context().health().require(); // What waits is handed out all the same.
                long leftNs = deadline - System.nanoTime();
                if (socket.terminated() || leftNs <= 0 || (waited && socket.isInterrupted())) {
                    return false;
                }
                if (!reception.giveWay()) {
                    waiting = true;
                    try {
                        socket.awaitMessage(pollMillis(leftNs));
                    } finally {
                        waiting = false;
                    }
                    waited = true;
                }
            }
            closed.wasNoticed();
            return false;
        } finally {
            unlock();
        }
    }

    private static int pollMillis(long leftNs) {
        return (int) Math.min(LONGEST_POLL_MILLIS, Math.max(1, leftNs / 1_000_000));
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
        close();
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
        troubles.look(ledger.dropped(), nowNs);
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

    /** TCP connections to peers that have said hello. From any thread. */
    public int connections() {
        return (int) Math.min(Integer.MAX_VALUE, socket.watch().connected());
    }

    /** Waits until every publisher connected to has proven that the subscriptions are live. */
    public boolean awaitReady(Duration timeout) {
        if (insideListener()) {
            throw new IllegalStateException("Subscriber waits to be ready inside its own listener, on "
                    + Thread.currentThread() + "; return from it first");
        }
        return readiness.await(timeout);
    }

    public SubscriberStats stats() {
        return new SubscriberStats(
                incoming.received(),
                ledger.dropped(),
                ledger.gaps(),
                ledger.duplicates(),
                ledger.restarts(),
                ledger.ended(),
                watch.silences(),
                watch.slowEpisodes(),
                ledger.reconnects(),
                incoming.untagged(),
                incoming.malformed(),
                ledger.untracked(),
                ledger.implausible(),
                ledger.unwanted() + incoming.unwanted(),
                handlerFailures.get());
    }

    /** A handler of messages has thrown. By the receiving thread. */
    public void handlerFailed() {
        handlerFailures.add(1);
    }

    /** From here on a loop receives. */
    void handledBy(MessageLoop messageLoop) {
        loop = messageLoop;
    }

    /** What a loop has survived. */
    void failed(Throwable problem) {
        services.context().health().failed(problem);
    }

    @Override
    public SubscriberReading read() {
        boolean open = !closed.isClosing();
        return new SubscriberReading(
                stats(),
                open,
                open && upstream.ready(),
                open ? connections() : 0,
                subscribeSocket.frames().heldBytes(),
                open ? watch.waitingNs(System.nanoTime()) : 0);
    }

    @Override
    public List<String> troubles() {
        long nowNs = System.nanoTime();
        return closed.isClosing()
                ? List.of()
                : troubles.find(socket.absent(), watch.waitingNs(nowNs), ledger.dropped(), nowNs);
    }

    @Override
    public boolean isOver() {
        return closed.isClosing() && receiver.isIdle();
    }

    @Override
    public DurationListeners durations() {
        return incoming.latencies();
    }

    /** A row for each publisher. From any thread. */
    public List<PublisherReport> publishers() {
        return ledger.publishers(System.nanoTime());
    }

    /** For a diagnosis. From any thread. */
    public ContextSnapshot.Subscriber observe() {
        Thread last = receiver.last();
        return new ContextSnapshot.Subscriber(
                id,
                settings.name(),
                socket.endpoints(),
                stats(),
                settings.hwm().resolve(),
                socket.connections(),
                socket.watch().connected(),
                last != null && last.isAlive(),
                waiting,
                emptied.get(),
                subscribeSocket.frames().connections().backedUp(),
                upstream.unheard(),
                upstream.ready(),
                settings.topics().stream().findFirst().orElse(""));
    }

    /** Whether it is closed, or about to be. From any thread. */
    public boolean closed() {
        return closed.isClosing();
    }

    /** Ports of this machine that its connections use. From any thread. */
    public Set<Integer> localPorts() {
        return socket.localPorts();
    }

    /** The thread that received last; null if none has. From any thread. */
    public @Nullable Thread receivingThread() {
        return receiver.last();
    }

    /**
     * Ends a receive under way and closes the socket; if a gap listener keeps the receiving thread busy, that thread
     * closes it as soon as it is back. From any thread, any number of times.
     */
    public void close() {
        startClosing(CloseCall.now("close()"));
        if (finishClosing(System.nanoTime() + CLOSE_NS, RELEASE_NS)) {
            sayTheEnd();
        }
        awaitHandler(System.nanoTime() + HANDLER_NS);
    }

    /** Waits for the handler to return, if there is one; not if the handler itself closes. */
    void awaitHandler(long deadlineNs) {
        MessageLoop handling = loop;
        if (handling != null && !handling.awaitEnd(deadlineNs)) {
            log.warn("{} is still inside the handler of a subscriber that has closed; it ends with it", handling);
        }
    }

    void startClosing(CloseCall by) {
        closed.begin(by);
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

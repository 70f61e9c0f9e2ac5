package io.tunedzmq.jeromq;

import io.tunedzmq.config.ContextConfig;
import io.tunedzmq.connection.IncomingMemory;
import io.tunedzmq.connection.SpareFrames;
import io.tunedzmq.connection.SubscriptionMemory;
import io.tunedzmq.internal.HeldInterrupt;
import io.tunedzmq.internal.LimitedLog;
import io.tunedzmq.metrics.RecordedEvents;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;
import zmq.ZError;

/**
 * One JeroMQ context with its threads named, watched and ended in bounded time. Thread-safe.
 *
 * <p>The I/O threads start here and not at the first socket, so that their number is fixed when the context is built.
 */
public final class JeromqContext {
    private static final LimitedLog log = LimitedLog.of("io.tunedzmq.TunedContext");

    /** A connection that has not said hello after this long is made anew. JeroMQ's 30 s would hide a stalled one. */
    private static final int HANDSHAKE_MILLIS = 5_000;

    /** A closed socket keeps its place until JeroMQ's reaper comes round. */
    private static final long REAP_NS = 100_000_000;

    /** Frames of raw sockets above this are refused. */
    private static final int LARGEST_RAW_FRAME = 1 << 30;

    /** Part of the heap that subscriptions may take in publishers' trees. */
    private static final int SUBSCRIPTIONS_SHARE = 8;

    private final ContextConfig config;
    private final ZMQ.Context context;
    private final ConnectionCutter channels = new ConnectionCutter();
    private final JeromqHealth health = new JeromqHealth(channels);
    private final JeromqThreads threads = new JeromqThreads(channels, health);
    private final SocketPlaces places;
    private final Set<TunedSocket> tunedSockets = ConcurrentHashMap.newKeySet();
    private final HostNames hostNames = new HostNames();
    private final RecordedEvents events = new RecordedEvents();
    private final AtomicLong stepsBack = new AtomicLong();

    private final SpareFrames spareFrames = new SpareFrames();
    private final IncomingMemory incomingMemory;
    private final SubscriptionMemory subscriptionMemory =
            new SubscriptionMemory(Runtime.getRuntime().maxMemory() / SUBSCRIPTIONS_SHARE);
    private final InprocNames inprocNames = new InprocNames();

    public JeromqContext(ContextConfig config) {
        this.config = config;
        places = new SocketPlaces(config.maxSockets());
        incomingMemory = new IncomingMemory(config.incomingBudget());
        context = ZMQ.context(config.ioThreads());
        // One more for the socket that starts the threads; it is gone in a moment.
        require(context.setMaxSockets(config.maxSockets() + 1), "maxSockets", config.maxSockets());
        require(context.setBlocky(false), "blocky", false);
        threads.makeThoseOf(context);
        start();
    }

    private void start() {
        try {
            ZMQ.Socket first = context.socket(SocketType.PAIR);
            threads.obey(new CommandQueues(first.base().getCtx()));
            first.close();
        } catch (RuntimeException | Error e) {
            threads.stopHalfStarted();
            throw new IllegalStateException(
                    "ioThreads: " + config.ioThreads()
                            + " could not be started (expected: enough file descriptors, about "
                            + "9 for each, and memory; see `ulimit -n`)",
                    e);
        }
    }

    static void require(boolean taken, String name, Object value) {
        if (!taken) {
            throw new IllegalStateException(name + ": " + value + " was refused by JeroMQ");
        }
    }

    public JeromqThreads threads() {
        return threads;
    }

    public JeromqHealth health() {
        return health;
    }

    /** Whether a connection of a publisher or subscriber has something left to write. */
    public boolean writes() {
        return channels.anyMatch(threads::writes);
    }

    ConnectionCutter channels() {
        return channels;
    }

    void opened(TunedSocket socket) {
        tunedSockets.add(socket);
    }

    void closed(TunedSocket socket) {
        tunedSockets.remove(socket);
    }

    /**
     * JeroMQ's times are by the wall clock: what waits is to wait anew, and who is to connect again is to do it now.
     */
    void wallClockSetBack() {
        stepsBack.incrementAndGet();
        threads.timersAnew();
        tunedSockets.forEach(TunedSocket::endWait);
    }

    /** Where it says what happens. */
    public RecordedEvents events() {
        return events;
    }

    /** Looks up the names that sockets connect to. */
    HostNames hostNames() {
        return hostNames;
    }

    /** How often the wall clock was set back. */
    long stepsBack() {
        return stepsBack.get();
    }

    /** A socket for an application, confined to one of its threads at a time. */
    public ZMQ.Socket rawSocket(SocketType type) {
        ZMQ.Socket socket = newSocket(type);
        int mark = config.hwmOf(type.name()).resolve();
        try {
            require(socket.setMsgAllocator(new CappedAllocator(LARGEST_RAW_FRAME)), "allocator", LARGEST_RAW_FRAME);
            apply(socket, type, mark, mark, LARGEST_RAW_FRAME);
            places.giveAway(socket);
            return socket;
        } catch (RuntimeException | Error e) {
            socket.close();
            places.giveBack();
            throw e;
        }
    }

    /** A socket that counts until its place is given back. */
    ZMQ.Socket newSocket(SocketType type) {
        places.take();
        try {
            return reapedSocket(type);
        } catch (RuntimeException | Error e) {
            places.giveBack();
            throw e;
        }
    }

    SocketPlaces places() {
        return places;
    }

    private ZMQ.Socket reapedSocket(SocketType type) {
        long deadlineNs = System.nanoTime() + REAP_NS;
        while (true) {
            try {
                return context.socket(type);
            } catch (ZMQException e) {
                if (e.getErrorCode() != ZError.EMFILE || System.nanoTime() - deadlineNs >= 0) {
                    throw e;
                }
                LockSupport.parkNanos(1_000_000);
            } catch (ZError.IOException e) { // Of the system, which gives it nothing to wait on.
                throw new IllegalStateException(
                        "a socket of type " + type
                                + " could not be made (expected: enough file descriptors, about 5 for each, and one for"
                                + " each connection; see `ulimit -n`)",
                        e);
            }
        }
    }

    void apply(ZMQ.Socket socket, SocketType type, int sndHwm, int rcvHwm, int mostFrame) {
        boolean subscribes = type == SocketType.SUB || type == SocketType.XSUB;
        // Subscriptions travel in the send queue; above its mark they would vanish without a word.
        require(socket.setSndHWM(subscribes ? 0 : sndHwm), "sndHwm", sndHwm);
        require(socket.setRcvHWM(rcvHwm), "rcvHwm", rcvHwm);
        require(socket.setLinger((int) config.linger().toMillis()), "linger", config.linger());
        require(socket.setHandshakeIvl(HANDSHAKE_MILLIS), "handshakeIvl", HANDSHAKE_MILLIS);
        require(socket.setMaxMsgSize(mostFrame), "maxMsgSize", mostFrame);
    }

    /** Memory for the frames of all subscribers. */
    public SpareFrames spareFrames() {
        return spareFrames;
    }

    /** What all subscribers hold of frames that no application has taken yet. */
    public IncomingMemory incomingMemory() {
        return incomingMemory;
    }

    /** What the subscriptions at all publishers take. */
    public SubscriptionMemory subscriptionMemory() {
        return subscriptionMemory;
    }

    /** What the connections of tuned sockets get; 0 leaves it to the system. */
    int socketBufferBytes() {
        return config.socketBufferBytes();
    }

    InprocNames inprocNames() {
        return inprocNames;
    }

    /**
     * Ends the context. Threads blocked on raw sockets get ETERM and may close these; those still open after the grace
     * are closed for them.
     *
     * @return whether everything ended within the bound; if not, daemon threads are left behind
     */
    public boolean terminate(Duration grace, Duration bound) {
        threads.startClosing();
        hostNames.stop();
        CountDownLatch done = new CountDownLatch(1);
        Thread closer = new Thread(
                () -> {
                    context.term();
                    threads.awaitEnd();
                    done.countDown();
                },
                "tunedzmq-closer");
        closer.setDaemon(true);
        closer.setUncaughtExceptionHandler((thread, problem) -> log.error("the context did not end cleanly", problem));
        closer.start();
        boolean owners = places.anyGivenAway();
        if (await(done, owners ? grace : grace.plus(bound))) {
            return true;
        }
        places.closeGivenAway();
        if (owners && await(done, bound)) {
            return true;
        }
        log.error(
                JeromqThreads.stackOf(closer),
                "the context did not end within {}; {} of {} I/O threads alive. Its threads are daemons and stay behind.",
                bound,
                threads.ioAlive(),
                threads.io().size());
        return false;
    }

    private static boolean await(CountDownLatch done, Duration bound) {
        try (HeldInterrupt held = HeldInterrupt.take()) {
            return held.await(left -> done.await(left, TimeUnit.NANOSECONDS), System.nanoTime() + bound.toNanos());
        }
    }
}

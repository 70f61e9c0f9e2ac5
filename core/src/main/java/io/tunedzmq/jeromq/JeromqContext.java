package io.tunedzmq.jeromq;

import io.tunedzmq.config.ContextConfig;
import io.tunedzmq.internal.FailureRehearsal;
import io.tunedzmq.internal.HeldInterrupt;
import io.tunedzmq.internal.LimitedLog;
import io.tunedzmq.peer.IncomingMemory;
import io.tunedzmq.peer.PostponedEnd;
import io.tunedzmq.peer.SpareFrames;
import io.tunedzmq.peer.SubscriptionMemory;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;
import zmq.ZError;
import zmq.poll.Poller;

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

    private static final String DIED = Health.lastWords("a thread of the context", "it does not go on");
    private static final String CONNECTIONS_DEAD = "its connections carry nothing any more";
    private static final String SOCKETS_OPEN = "what is closed is not cleaned up any more";

    /** A socket given away, and the channel that JeroMQ closes with it: the only public sign that it is gone. */
    private record RawSocket(ZMQ.Socket socket, SelectableChannel signal) {}

    private final ContextConfig config;
    private final ZMQ.Context context;
    private final ConnectionCutter channels = new ConnectionCutter();
    private final Health health = new Health(channels);
    private final Map<String, String> lastWords = new ConcurrentHashMap<>();
    private final List<Poller> pollers = new CopyOnWriteArrayList<>();
    private final List<IoThread> ioThreads = new CopyOnWriteArrayList<>();
    private final List<RawSocket> rawSockets = new CopyOnWriteArrayList<>();
    private final Object places = new Object();
    private final Set<TunedSocket> tunedSockets = ConcurrentHashMap.newKeySet();
    private final HostNames hostNames = new HostNames();
    private final AtomicLong stepsBack = new AtomicLong();

    /** Those that say when they are closed; guarded by {@link #places}. */
    private int openSockets;

    private final SpareFrames spareFrames = new SpareFrames();
    private final IncomingMemory incomingMemory;
    private final SubscriptionMemory subscriptionMemory =
            new SubscriptionMemory(Runtime.getRuntime().maxMemory() / SUBSCRIPTIONS_SHARE);
    private final Set<String> inprocNames = new HashSet<>();
    private volatile boolean closing;

    public JeromqContext(ContextConfig config) {
        this.config = config;
        incomingMemory = new IncomingMemory(config.incomingBudget());
        context = ZMQ.context(config.ioThreads());
        // One more for the socket that starts the threads, one for a kick; both are gone in a moment.
        require(context.setMaxSockets(config.maxSockets() + 2), "maxSockets", config.maxSockets());
        require(context.setBlocky(false), "blocky", false);
        context.setThreadFactor(this::newThread);
        context.setNotificationExceptionHandler(this::survived);
        context.setUncaughtExceptionHandler(this::died);
        died(Thread.currentThread(), new FailureRehearsal());
        start();
    }

    private void start() {
        try {
            context.socket(SocketType.PAIR).close();
        } catch (RuntimeException | Error e) {
            stopHalfStarted();
            throw new IllegalStateException(
                    "ioThreads: " + config.ioThreads()
                            + " could not be started (expected: enough file descriptors, about "
                            + "9 for each, and memory; see `ulimit -n`)",
                    e);
        }
    }

    /** JeroMQ cannot end a context that started half; its pollers can be told to. */
    private void stopHalfStarted() {
        closing = true;
        // First: loading a class takes a descriptor, too.
        ioThreads.forEach(thread -> thread.doorbell().close());
        for (Poller poller : pollers) {
            try {
                poller.stop();
            } catch (RuntimeException e) {
                // Its constructor failed: it has nothing to stop, and no thread.
                log.debug("a poller was not finished: {}", e);
            }
        }
    }

    static void require(boolean taken, String name, Object value) {
        if (!taken) {
            throw new IllegalStateException(name + ": " + value + " was refused by JeroMQ");
        }
    }

    private Thread newThread(Runnable work, String jeromqName) {
        if (!(work instanceof Poller poller)) {
            throw new IllegalStateException(jeromqName + " is not a thread of JeroMQ 0.6.0");
        }
        Thread thread = jeromqName.startsWith("reaper") ? reaper(poller) : ioThread(poller);
        watch(thread, thread instanceof IoThread ? CONNECTIONS_DEAD : SOCKETS_OPEN);
        pollers.add(poller);
        return thread;
    }

    private Thread reaper(Poller poller) {
        Revival revival = new Revival(poller, health);
        Thread thread = new Thread(() -> revival.run(unharmed -> {}), "tunedzmq-reaper");
        thread.setDaemon(true);
        return thread;
    }

    private Thread ioThread(Poller poller) {
        IoThread thread = new IoThread(poller, "tunedzmq-io-" + (ioThreads.size() + 1), channels, health);
        ioThreads.add(thread);
        return thread;
    }

    /** Something is given to JeroMQ or taken from it, which may wake I/O threads. */
    void used() {
        Thread current = Thread.currentThread(); // An I/O thread cannot starve itself.
        for (IoThread thread : ioThreads) {
            if (thread != current) {
                thread.used();
            }
        }
    }

    /** Listeners that rest listen again. */
    void listenAgain() {
        ioThreads.forEach(IoThread::listenAgain);
    }

    private void survived(Thread thread, Throwable problem) {
        if (problem instanceof PostponedEnd) {
            return; // As it should be.
        }
        if (closing) {
            log.debug("{}: {}", thread.getName(), problem);
        } else {
            log.warnOf(problem.getClass(), "{}: a connection failed", thread.getName(), problem);
        }
    }

    /** The last words are prepared, so that this needs no memory. */
    private void died(Thread thread, Throwable problem) {
        String words = lastWords.getOrDefault(thread.getName(), DIED);
        if (!closing && !(problem instanceof FailureRehearsal)) {
            health.broke(words);
        }
        log.error("{} died", thread.getName(), problem);
    }

    /** To be told if the thread dies, with what that means. */
    void watch(Thread thread, String consequence) {
        lastWords.put(thread.getName(), Health.lastWords(thread.getName(), consequence));
        thread.setUncaughtExceptionHandler(this::died);
    }

    public Health health() {
        return health;
    }

    /** Whether a connection of a publisher or subscriber has something left to write. */
    public boolean writes() {
        return channels.anyMatch(this::writes);
    }

    /** Whether a connection has something left to write that the system does not take. */
    boolean writes(SocketChannel channel) {
        return ioThreads.stream().anyMatch(thread -> thread.writes(channel));
    }

    ConnectionCutter channels() {
        return channels;
    }

    /** Has the I/O threads do again what they failed to do for want of memory. */
    void lookAtIoThreads() {
        ioThreads.forEach(IoThread::look);
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
        ioThreads.forEach(IoThread::timersAnew);
        tunedSockets.forEach(TunedSocket::endWait);
    }

    /** Looks up the names that sockets connect to. */
    HostNames hostNames() {
        return hostNames;
    }

    /** How often the wall clock was set back. */
    long stepsBack() {
        return stepsBack.get();
    }

    /** I/O threads that run. */
    public int ioThreadsAlive() {
        return (int) ioThreads.stream().filter(Thread::isAlive).count();
    }

    boolean allIoThreadsAlive() {
        return ioThreadsAlive() == ioThreads.size();
    }

    /** The I/O threads, as started. */
    public List<Thread> ioThreads() {
        return List.copyOf(ioThreads);
    }

    /** Listeners and connections that each I/O thread serves. */
    public List<Integer> polled() {
        return ioThreads.stream().map(IoThread::polled).toList();
    }

    /** A socket for an application, confined to one of its threads at a time. */
    public ZMQ.Socket rawSocket(SocketType type) {
        ZMQ.Socket socket = newSocket(type);
        int mark = config.hwmOf(type.name()).resolve();
        try {
            require(socket.setMsgAllocator(new CappedAllocator(LARGEST_RAW_FRAME)), "allocator", LARGEST_RAW_FRAME);
            apply(socket, type, mark, mark, LARGEST_RAW_FRAME);
            RawSocket raw = new RawSocket(socket, socket.getFD());
            synchronized (
                    places) { // From here on it counts by its channel: whoever has it closes it without telling us.
                rawSockets.add(raw);
                openSockets--;
            }
            return socket;
        } catch (RuntimeException | Error e) {
            socket.close();
            closedSocket();
            throw e;
        }
    }

    /** A socket that counts until {@link #closedSocket()} is told. */
    ZMQ.Socket newSocket(SocketType type) {
        synchronized (places) {
            rawSockets.removeIf(raw -> !raw.signal.isOpen());
            if (openSockets + rawSockets.size() >= config.maxSockets()) {
                throw new IllegalStateException("maxSockets: " + config.maxSockets()
                        + " are open (expected: fewer; close some or raise maxSockets(n))");
            }
            openSockets++;
        }
        try {
            return reapedSocket(type);
        } catch (RuntimeException | Error e) {
            closedSocket();
            throw e;
        }
    }

    void closedSocket() {
        synchronized (places) {
            openSockets--;
        }
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

    /** Claims an inproc name; JeroMQ lets a second bind take the name away from the first before it fails. */
    boolean claimInproc(String endpoint) {
        synchronized (inprocNames) {
            return inprocNames.add(endpoint);
        }
    }

    void releaseInproc(String endpoint) {
        synchronized (inprocNames) {
            inprocNames.remove(endpoint);
        }
    }

    /** Makes every I/O thread look at all its connections anew: that brings a stalled fresh one to life. */
    void kickIoThreads() {
        for (int i = 0; i < config.ioThreads() && !closing; i++) {
            try (ZMQ.Socket kick = reapedSocket(SocketType.PAIR)) {
                kick.setLinger(0);
                kick.setAffinity(1L << i);
                kick.bind("tcp://127.0.0.1:*");
            } catch (RuntimeException e) {
                // The handshake timeout heals it later.
                log.debug("could not kick I/O thread {}: {}", i + 1, e);
            }
        }
    }

    /** From here on failures of connections are part of closing. */
    public void startClosing() {
        closing = true;
    }

    /**
     * Ends the context. Threads blocked on raw sockets get ETERM and may close these; those still open after the grace
     * are closed for them.
     *
     * @return whether everything ended within the bound; if not, daemon threads are left behind
     */
    public boolean terminate(Duration grace, Duration bound) {
        closing = true;
        hostNames.stop();
        CountDownLatch done = new CountDownLatch(1);
        Thread closer = new Thread(
                () -> {
                    context.term();
                    awaitIoThreads();
                    done.countDown();
                },
                "tunedzmq-closer");
        closer.setDaemon(true);
        closer.setUncaughtExceptionHandler((thread, problem) -> log.error("the context did not end cleanly", problem));
        closer.start();
        boolean owners = !rawSockets.isEmpty();
        if (await(done, owners ? grace : grace.plus(bound))) {
            return true;
        }
        for (RawSocket raw : rawSockets) {
            try {
                raw.socket.close();
            } catch (RuntimeException e) {
                log.warn("a raw socket could not be closed: {}", e);
            }
        }
        if (owners && await(done, bound)) {
            return true;
        }
        log.error(
                stackOf(closer),
                "the context did not end within {}; {} of {} I/O threads alive. Its threads are daemons and stay behind.",
                bound,
                ioThreadsAlive(),
                ioThreads.size());
        return false;
    }

    /** Shows what the end of the context waits for. */
    private static Throwable stackOf(Thread thread) {
        Throwable stack = new Throwable(thread.getName() + " is here");
        stack.setStackTrace(thread.getStackTrace());
        return stack;
    }

    /** They have been told to end, and only do so a moment after JeroMQ says they have. */
    private void awaitIoThreads() {
        try {
            for (Thread thread : ioThreads) {
                thread.join(100);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // Nobody knows this thread; it ends here anyway.
        }
    }

    private static boolean await(CountDownLatch done, Duration bound) {
        try (HeldInterrupt held = HeldInterrupt.take()) {
            return held.await(left -> done.await(left, TimeUnit.NANOSECONDS), System.nanoTime() + bound.toNanos());
        }
    }
}

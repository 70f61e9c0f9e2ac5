package io.tunedzmq.jeromq;

import io.tunedzmq.connection.DeferredDisconnect;
import io.tunedzmq.internal.FailureRehearsal;
import io.tunedzmq.internal.LimitedLog;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.zeromq.ZMQ;
import zmq.io.IOThread;
import zmq.poll.Poller;

/** The threads of one JeroMQ context: made, named and watched. Thread-safe. */
public final class JeromqThreads {
    private static final LimitedLog log = LimitedLog.of("io.tunedzmq.TunedContext");

    private static final String DIED = JeromqHealth.lastWords("a thread of the context", "it does not go on");
    private static final String CONNECTIONS_DEAD = "its connections carry nothing any more";
    private static final String SOCKETS_OPEN = "what is closed is not cleaned up any more";

    /** For an I/O thread that was told to end. */
    private static final long END_MILLIS = 100;

    private final ConnectionCutter channels;
    private final JeromqHealth health;
    private final Map<String, String> lastWords = new ConcurrentHashMap<>();
    private final List<Poller> pollers = new CopyOnWriteArrayList<>();
    private final List<IoThread> ioThreads = new CopyOnWriteArrayList<>();
    private volatile boolean closing;

    JeromqThreads(ConnectionCutter channels, JeromqHealth health) {
        this.channels = channels;
        this.health = health;
    }

    /** To be called before the context starts its threads. */
    void makeThoseOf(ZMQ.Context context) {
        context.setThreadFactor(this::newThread);
        context.setNotificationExceptionHandler(this::survived);
        context.setUncaughtExceptionHandler(this::died);
        died(Thread.currentThread(), new FailureRehearsal());
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
        PollerRevival revival = new PollerRevival(poller, health);
        Thread thread = new Thread(() -> revival.run(unharmed -> {}), "tunedzmq-reaper");
        thread.setDaemon(true);
        return thread;
    }

    private Thread ioThread(Poller poller) {
        IoThread thread = new IoThread(poller, "tunedzmq-io-" + (ioThreads.size() + 1), channels, health);
        ioThreads.add(thread);
        return thread;
    }

    /** To be called once they are started. */
    void obey(CommandQueues queues) {
        for (int i = 0; i < ioThreads.size(); i++) {
            IOThread queue = queues.of(i);
            if (queue != null) {
                ioThreads.get(i).doorbell().leavesTo(queue);
            }
        }
    }

    private void survived(Thread thread, Throwable problem) {
        if (problem instanceof DeferredDisconnect) {
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

    /** For the log: shows where a thread is. */
    static Throwable stackOf(Thread thread) {
        Throwable stack = new Throwable(thread.getName() + " is here");
        stack.setStackTrace(thread.getStackTrace());
        return stack;
    }

    /** To be told if the thread dies, with what that means. */
    void watch(Thread thread, String consequence) {
        lastWords.put(thread.getName(), JeromqHealth.lastWords(thread.getName(), consequence));
        thread.setUncaughtExceptionHandler(this::died);
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

    /** Every I/O thread looks at all its connections anew. */
    void pollAnew() {
        ioThreads.forEach(IoThread::pollAnew);
    }

    /** Has the I/O threads do again what they failed to do for want of memory. */
    void look() {
        ioThreads.forEach(IoThread::look);
    }

    /** Has the I/O threads look at their timers anew. */
    void timersAnew() {
        ioThreads.forEach(IoThread::timersAnew);
    }

    /** Whether a connection has something left to write that the system does not take. */
    boolean writes(SocketChannel channel) {
        return ioThreads.stream().anyMatch(thread -> thread.writes(channel));
    }

    /** The I/O threads, as started. */
    public List<IoThread> io() {
        return List.copyOf(ioThreads);
    }

    /** I/O threads that run and come back from what they do. */
    public int ioAtWork() {
        return (int) ioThreads.stream().filter(IoThread::atWork).count();
    }

    int ioAlive() {
        return (int) ioThreads.stream().filter(Thread::isAlive).count();
    }

    boolean allIoAlive() {
        return ioAlive() == ioThreads.size();
    }

    /** Listeners and connections that each I/O thread serves. */
    public List<Integer> polled() {
        return ioThreads.stream().map(IoThread::polled).toList();
    }

    /** From here on failures of connections are part of closing. */
    public void startClosing() {
        closing = true;
    }

    boolean closing() {
        return closing;
    }

    /** JeroMQ cannot end a context that started half; its pollers can be told to. */
    void stopHalfStarted() {
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

    /** They have been told to end, and only do so a moment after JeroMQ says they have. */
    void awaitEnd() {
        try {
            for (Thread thread : ioThreads) {
                thread.join(END_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // Nobody knows this thread; it ends here anyway.
        }
    }
}

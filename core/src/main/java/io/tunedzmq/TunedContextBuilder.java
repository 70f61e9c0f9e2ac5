package io.tunedzmq;

import static java.util.Objects.requireNonNull;

import io.tunedzmq.config.ContextConfig;
import io.tunedzmq.config.HwmPolicy;
import io.tunedzmq.diagnosis.Diagnosis;
import io.tunedzmq.internal.Checks;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.zeromq.SocketType;

/**
 * Settings of a {@link TunedContext}. Each setter checks its value at once; the last call wins; the builder may be used
 * again. Confined: one thread at a time.
 */
public final class TunedContextBuilder {
    private int ioThreads;
    private int maxSockets;
    private HwmPolicy hwm;
    private final Map<String, HwmPolicy> hwmBySocketType = new HashMap<>();
    private Duration linger;
    private long memoryBudget;
    private int socketBufferBytes;
    private Duration diagnosisInterval = Duration.ZERO;
    private @Nullable Consumer<? super Diagnosis> diagnosisListener;
    private boolean jmx;

    TunedContextBuilder() {
        ContextConfig defaults = ContextConfig.defaults();
        ioThreads = defaults.ioThreads();
        maxSockets = defaults.maxSockets();
        hwm = defaults.hwm();
        linger = defaults.linger();
        memoryBudget = defaults.memoryBudget();
        socketBufferBytes = defaults.socketBufferBytes();
    }

    /**
     * Number of I/O threads, JeroMQ's background threads that move bytes. Default 1, range 1 to 63, fixed for the life
     * of the context. A connection stays on one I/O thread, so more threads than busy connections do nothing; more than
     * CPUs is allowed and warned of.
     *
     * @throws IllegalArgumentException if out of range
     */
    public TunedContextBuilder ioThreads(int ioThreads) {
        this.ioThreads = ContextConfig.checkIoThreads(ioThreads);
        return this;
    }

    /**
     * Sockets open at the same time. Default 1,024, range 2 to 65,535. A publisher, a subscriber and a plain socket
     * take one each.
     *
     * @throws IllegalArgumentException if out of range
     */
    public TunedContextBuilder maxSockets(int maxSockets) {
        this.maxSockets = ContextConfig.checkMaxSockets(maxSockets);
        return this;
    }

    /** High water mark of every socket that has no nearer policy. Default {@code HwmPolicy.messages(1_000)}. */
    public TunedContextBuilder hwm(HwmPolicy policy) {
        hwm = requireNonNull(policy, "policy");
        return this;
    }

    /**
     * High water mark of every socket of a type. A Publisher takes the policy of {@code XPUB}, its type, or else of
     * {@code PUB}, and a Subscriber that of {@code XSUB} or else of {@code SUB}; their own builders come first.
     */
    public TunedContextBuilder hwm(SocketType type, HwmPolicy policy) {
        hwmBySocketType.put(requireNonNull(type, "type").name(), requireNonNull(policy, "policy"));
        return this;
    }

    /**
     * How long close keeps trying to deliver what is queued. Default 1 s, zero discards, at most one hour.
     *
     * @throws IllegalArgumentException if out of range
     */
    public TunedContextBuilder linger(Duration linger) {
        this.linger = ContextConfig.checkLinger(linger);
        return this;
    }

    /**
     * Bytes that all queues of this context together may hold: one half for what publishers queue, one for what
     * subscribers queue. Default half of the largest heap, at least 1 MiB, at most three quarters of the largest heap.
     *
     * <p>When publishers have queued their half, those with {@code drop()} give up their oldest messages, which are
     * those that the slowest subscribers have not taken, and these are told; those with {@code block()} wait. The half
     * also limits how full frames are packed and how large a message may be, and opening a publisher whose high water
     * mark cannot fit fails with the arithmetic. {@code stats()} of the context says what is queued.
     *
     * @throws IllegalArgumentException if below 1 MiB or above three quarters of the largest heap
     */
    public TunedContextBuilder memoryBudget(long bytes) {
        memoryBudget = ContextConfig.checkMemoryBudget(bytes);
        return this;
    }

    /**
     * Send and receive buffer of each TCP connection of a Publisher or Subscriber ({@code SO_SNDBUF},
     * {@code SO_RCVBUF}), and how much JeroMQ hands to the system at once. Default 0: the operating system sizes them
     * by itself, and JeroMQ hands over at most 8 KiB or one frame. Range 8 KiB to 16 MiB; the system may cap it
     * ({@code net.core.wmem_max}).
     *
     * <p>256 KiB spares system calls where messages of 16 KiB and more go over a fast network. A fixed size is a limit
     * over a distant one: no connection gets beyond buffer / round-trip time. Takes as much memory outside the heap
     * again, for each connection and direction.
     *
     * @throws IllegalArgumentException if out of range
     */
    public TunedContextBuilder socketBufferBytes(int bytes) {
        socketBufferBytes = ContextConfig.checkSocketBufferBytes(bytes);
        return this;
    }

    /**
     * Diagnoses one window after the other, see {@link TunedContext#diagnose}, and tells each finding when it begins
     * and again when it gets worse, as a warning that becomes critical: in the log with its fix, and to the listener.
     * That it gets better is not told; after a window without it, it begins anew. Default: never.
     *
     * <p>A context has one such diagnosis. {@link #getOrBuild} that joins a context starts it if there is none; else
     * the listener is told as well what begins or gets worse after it joined, unless an equal one is told already, and
     * the interval stays the first one; that another was asked for is logged once as a warning.
     *
     * <p>Costs a daemon thread that looks at the threads of the context 100 to 200 times in each window, and at least
     * 20 times a second; {@code core/docs/diagnosis.md} has figures.
     *
     * @param interval length of a window, 1 second to 1 hour
     * @param listener called by that thread with only the findings that have begun or got worse; may take its time,
     *     what it throws is logged
     * @throws IllegalArgumentException if out of range
     */
    public TunedContextBuilder diagnoseEvery(Duration interval, Consumer<? super Diagnosis> listener) {
        requireNonNull(interval, "interval");
        diagnosisListener = requireNonNull(listener, "listener");
        diagnosisInterval =
                Checks.range("interval", interval, Duration.ofSeconds(1), Duration.ofHours(1), "a minute costs little");
        return this;
    }

    /**
     * Whether the context, its I/O threads, and its publishers and subscribers while they are open are shown in JMX, as
     * {@code io.tunedzmq:type=Context} and the like; see {@code core/docs/metrics.md}. Default false.
     *
     * <p>A context is shown until it ends, if one of its users has asked for it. That somebody else has a name already
     * is logged, and the next one taken.
     */
    public TunedContextBuilder jmx(boolean shown) {
        jmx = shown;
        return this;
    }

    private TunedContext observed(ContextShare share) {
        if (jmx) {
            share.showInJmx();
        }
        if (diagnosisListener != null) {
            share.diagnoseEvery(diagnosisInterval, diagnosisListener);
        }
        return (TunedContext) share.user();
    }

    ContextConfig config() {
        return new ContextConfig(ioThreads, maxSockets, hwm, hwmBySocketType, linger, memoryBudget, socketBufferBytes);
    }

    /**
     * Builds the process's context and starts its threads: the I/O threads, JeroMQ's reaper, a housekeeper and a
     * flusher, all daemons named {@code tunedzmq-...}.
     *
     * @throws IllegalStateException if the process has one already, in this class loader or another; the text shows its
     *     settings and where it was built
     */
    public TunedContext build() {
        return observed(SharedContext.open(config(), TunedContext::new));
    }

    /**
     * A share of the process's context if its settings are these, or a new context if there is none. Each call returns
     * an object of its own, which is to be closed once, as one that {@link #build} returned; the context ends when all
     * of them are closed. So parts of an application that do not know each other, as two Spring contexts in one
     * process, may each open and close it.
     *
     * <p>What was opened through such an object closes with it. Settings, threads, memory budget, {@code stats()},
     * {@code diagnose} and the lists of publishers and subscribers are of the whole context. A listener of
     * {@link #diagnoseEvery} is told until its object closes.
     *
     * @throws IllegalStateException if there is one with other settings, which are named side by side with its users,
     *     or one of another class loader, which cannot be shared
     */
    public TunedContext getOrBuild() {
        return observed(SharedContext.join(config(), TunedContext::new));
    }
}

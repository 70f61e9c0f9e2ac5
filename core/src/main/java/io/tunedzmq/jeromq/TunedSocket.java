package io.tunedzmq.jeromq;

import io.tunedzmq.config.Endpoint;
import io.tunedzmq.config.EndpointException;
import io.tunedzmq.diagnosis.Observation;
import io.tunedzmq.internal.HeldInterrupt;
import io.tunedzmq.internal.LimitedLog;
import io.tunedzmq.peer.Peers;
import java.nio.channels.SelectableChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;
import zmq.Msg;
import zmq.SocketBase;
import zmq.ZError;
import zmq.msg.MsgAllocator;

/**
 * A JeroMQ socket with the policy applied, its connections watched and its errors told apart. Confined: guarded by its
 * owner's lock, except {@link #cancelWaiting()} and the watch.
 *
 * <p>Works on {@code SocketBase}, which answers with an error number where {@code ZMQ.Socket} throws.
 */
public final class TunedSocket {
    private static final LimitedLog log = LimitedLog.of(TunedSocket.class);

    private static final long REBIND_NS = 250_000_000;
    private static final long MEND_NS = 2_000_000_000L;

    private static final String HALF_HEARD =
            Health.broken("an error, as for want of memory, came between the subscriptions of a peer");
    private static final String DAMAGED = Health.broken(
            "an error, as for want of memory, has left the books of JeroMQ in disorder (the log says where)");

    private final JeromqContext context;
    private final ZMQ.Socket socket;
    private final SocketBase base;
    private final ConnectionWatch watch;
    private final AtomicBoolean canceled = new AtomicBoolean();

    /**
     * By which JeroMQ is told to end a wait; replaced, under the lock of canceled, when that is not to end later ones.
     */
    private volatile AtomicBoolean waitEnd = new AtomicBoolean();

    private final List<String> boundInproc = new ArrayList<>();
    private final List<String> endpoints = new ArrayList<>();

    private final Peers peers;
    private final OutgoingConnections connects;
    private final int bufferBytes;
    private final boolean bindsIpv6;
    private long seenErrors;
    private long seenStepsBack;
    private final HeldInterrupt held = new HeldInterrupt();
    /** Whether JeroMQ walks over a tree of subscriptions when a connection ends. */
    private final boolean walks;

    private boolean harmed;
    private long mendedNs = System.nanoTime() - MEND_NS;
    private boolean terminated;
    private boolean closed; // guarded by canceled

    /**
     * @param mostFrame bytes of the largest frame taken
     * @param peers makes what watches the other ends, given the way to install an allocator
     */
    public TunedSocket(
            JeromqContext context,
            SocketType type,
            int sndHwm,
            int rcvHwm,
            int mostFrame,
            Function<Consumer<MsgAllocator>, Peers> peers,
            Runnable wake) {
        this.context = context;
        walks = type == SocketType.XPUB;
        socket = context.newSocket(type);
        base = socket.base();
        bindsIpv6 = socket.isIPv6();
        seenErrors = context.health().survivedErrors();
        seenStepsBack = context.stepsBack();
        try {
            this.peers = peers.apply(allocator -> base.setSocketOpt(zmq.ZMQ.ZMQ_MSG_ALLOCATOR, allocator));
            watch = new ConnectionWatch(this.peers, wake, context.channels());
            context.apply(socket, type, sndHwm, rcvHwm, mostFrame);
            connects = new OutgoingConnections(
                    socket, watch, mostFrame, absence(type), context.hostNames(), wake, this::readable, held);
            bufferBytes = context.socketBufferBytes();
            JeromqContext.require(socket.setReceiveBufferSize(bufferBytes), "receiveBufferSize", bufferBytes);
            base.setEventHook(watch, ConnectionWatch.EVENTS);
            context.opened(this);
        } catch (RuntimeException | Error e) { // Nobody else knows it.
            socket.close();
            context.closedSocket();
            throw e;
        }
    }

    /** Binds and connects; after a failure the socket is to be closed. */
    public void attach(List<Endpoint> wanted) {
        for (Endpoint endpoint : wanted) {
            attach(endpoint);
        }
        socket.setIPv6(true); // JeroMQ looks at the addresses that it connects to again before each attempt.
    }

    private void attach(Endpoint endpoint) {
        boolean bind = endpoint.side() == Endpoint.Side.BIND;
        String text = endpoint.text();
        if (bind && endpoint.inproc()) {
            if (!context.claimInproc(text)) {
                throw new EndpointException("bind: " + text + " (expected: a name not bound yet in this context)");
            }
            boundInproc.add(text);
        }
        try {
            long deadlineNs = System.nanoTime() + REBIND_NS;
            boolean again = true;
            while (again) {
                again = attach(endpoint, bind, deadlineNs);
            }
        } catch (ZMQException e) {
            String reason = bind && !endpoint.inproc()
                    ? BindFailure.reason(endpoint, e)
                    : "cannot " + (bind ? "listen" : "connect") + " there: " + e.getMessage();
            throw new EndpointException((bind ? "bind: " : "connect: ") + text + " (" + reason + ")", e);
        } catch (IllegalArgumentException e) {
            throw new EndpointException((bind ? "bind: " : "connect: ") + text + " (" + e.getMessage() + ")", e);
        }
        endpoints.add(bind ? socket.getLastEndpoint() : text);
    }

    /** Returns whether it is to be done again: an interrupt came between, or the port is not free yet. */
    private boolean attach(Endpoint endpoint, boolean bind, long deadlineNs) {
        try {
            if (bind) {
                sendBuffer(0); // A listener has none, and JeroMQ would try to set it.
                bind(endpoint);
                sendBuffer(bufferBytes); // Of the connections that it will accept.
            } else {
                sendBuffer(bufferBytes);
                socket.setIPv6(true); // Takes IPv4 addresses, too.
                if (endpoint.inproc()) {
                    socket.connect(endpoint.text());
                } else {
                    connects.open(endpoint);
                }
            }
            return false;
        } catch (ZMQException e) {
            if (e.getErrorCode() == ZError.EINTR) {
                held.noteTaken();
            }
            // A listener closed a moment ago keeps its port until its I/O thread comes round.
            boolean mayComeFree = e.getErrorCode() == ZError.EADDRINUSE && System.nanoTime() - deadlineNs < 0;
            if (e.getErrorCode() != ZError.EINTR && !mayComeFree) {
                throw e;
            }
            LockSupport.parkNanos(1_000_000);
            return true;
        }
    }

    /**
     * A name gets its first IPv4 address, and an IPv6 address if it has no other; * is all of IPv4. Unless the JVM
     * prefers IPv6.
     */
    private void bind(Endpoint endpoint) {
        socket.setIPv6(endpoint.ipv6() || bindsIpv6);
        try {
            socket.bind(endpoint.text());
        } catch (ZMQException e) {
            if (e.getErrorCode() != ZError.EADDRNOTAVAIL || endpoint.inproc() || endpoint.ipv6()) {
                throw e;
            }
            socket.setIPv6(true);
            socket.bind(endpoint.text());
        }
    }

    private static Absence absence(SocketType type) {
        return type == SocketType.XSUB
                ? new Absence("a subscriber", "a publisher")
                : new Absence("a publisher", "a subscriber");
    }

    /** Connects again where JeroMQ has given up, and says where nobody is. To be called often. */
    public void reconnect() {
        try {
            mend();
            makeAgain();
        } catch (RuntimeException | Error e) {
            harmedBy(e);
            throw e;
        }
    }

    private void makeAgain() {
        long errors = context.health().survivedErrors();
        long stepsBack = context.stepsBack();
        if (errors != seenErrors || stepsBack != seenStepsBack) {
            seenErrors = errors;
            seenStepsBack = stepsBack;
            connects.doubt();
        }
        connects.makeAgain();
        connects.lookForAbsent();
    }

    /**
     * An error in the midst of JeroMQ's work, as when the heap is full, leaves something half done: a signal that was
     * not given, a message that was not passed on. Nobody knows which, so that all connections of the socket are to be
     * made anew.
     */
    private void harmedBy(Throwable problem) {
        if (problem instanceof Error) {
            harmed = true;
            context.health().survived(Thread.currentThread().getName(), problem);
            if (halfHeard(problem)) {
                context.health().broke(HALF_HEARD);
            }
        } else if (isDefect(problem) && context.health().survivedErrors() > 0 && !canceled.get()) {
            log.error("JeroMQ failed after an error that was survived", problem);
            context.health().broke(DAMAGED);
        }
    }

    /** What JeroMQ throws where its own books are not as they should be. */
    private static boolean isDefect(Throwable problem) {
        return problem instanceof NullPointerException
                || problem instanceof IndexOutOfBoundsException
                || problem instanceof ClassCastException;
    }

    /**
     * JeroMQ never again reads from a queue of subscriptions in the midst of which it failed, nor lets go of it:
     * subscriptions are lost, and who blocks for its subscribers waits for ever.
     */
    private static boolean halfHeard(Throwable problem) {
        for (StackTraceElement frame : problem.getStackTrace()) {
            if (frame.getClassName().endsWith(".XPub") && frame.getMethodName().equals("xreadActivated")) {
                return true;
            }
        }
        return false;
    }

    /** Makes all connections anew: something has come over one of them that is never found. */
    public void makeAnew() {
        context.channels().cutThoseOf(peers, System.nanoTime());
        connects.makeAllAnew();
    }

    private void mend() {
        if (harmed) {
            context.channels().cutThoseOf(peers, System.nanoTime());
            harmed = false;
        }
        if (context.health().survivedErrors() > 0) {
            long nowNs = System.nanoTime();
            if (nowNs - mendedNs >= MEND_NS && context.channels().overdue(peers, nowNs)) {
                mendedNs = nowNs;
                connects.makeAllAnew();
            }
        }
    }

    private void sendBuffer(int bytes) {
        JeromqContext.require(socket.setSendBufferSize(bytes), "sendBufferSize", bytes);
    }

    /** What was bound and connected, as resolved. */
    public List<String> endpoints() {
        return List.copyOf(endpoints);
    }

    /** Those that it makes over TCP. From any thread. */
    public List<Observation.Connection> connections() {
        return connects.observe();
    }

    /** Ports of this machine at which it listens, and from which it connected last. From any thread. */
    public Set<Integer> localPorts() {
        Set<Integer> ports = new HashSet<>();
        endpoints.stream()
                .filter(endpoint -> endpoint.startsWith("tcp:") && !connects.contains(endpoint))
                .forEach(endpoint -> ports.add(port(endpoint)));
        watch.localAddresses().forEach(address -> ports.add(port(address)));
        return ports;
    }

    private static int port(String address) {
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    /** The other ends of its TCP connections. From any thread. */
    Peers peers() {
        return peers;
    }

    public ConnectionWatch watch() {
        return watch;
    }

    /** Readable when a command waits for the socket. */
    public SelectableChannel signal() {
        return socket.getFD();
    }

    public void setOption(int option, boolean value) {
        base.setSocketOpt(option, value);
    }

    /** Sends without waiting; false if a queue is full or the context has ended. */
    public boolean send(Msg msg) {
        context.used();
        callBegins();
        try {
            while (!base.send(msg, zmq.ZMQ.ZMQ_DONTWAIT)) {
                if (!interrupted()) {
                    return false;
                }
            }
            return true;
        } catch (RuntimeException | Error e) {
            harmedBy(e);
            throw e;
        } finally {
            callEnds();
        }
    }

    /** Waits up to the timeout for room; false also after {@link #cancelWaiting()} or {@link #endWait()}. */
    public boolean send(Msg msg, int timeoutMillis) {
        if (canceled.get()) {
            return false;
        }
        base.setSocketOpt(zmq.ZMQ.ZMQ_SNDTIMEO, timeoutMillis);
        boolean sent;
        try {
            sent = base.send(msg, 0, waitEnd);
        } catch (RuntimeException | Error e) {
            harmedBy(e);
            throw e;
        }
        return sent || (interrupted() && send(msg));
    }

    /** The next message that is there, or null. */
    @Nullable
    public Msg receive() {
        context.used(); // Half of a queue read wakes the I/O thread that fills it.
        callBegins();
        try {
            while (true) {
                Msg msg = base.recv(zmq.ZMQ.ZMQ_DONTWAIT);
                if (msg != null || !interrupted()) {
                    return msg;
                }
                // JeroMQ skips its regular look at commands after an interrupt until the queue is empty: look here.
                processCommands();
            }
        } catch (RuntimeException | Error e) {
            harmedBy(e);
            throw e;
        } finally {
            callEnds();
        }
    }

    private void callBegins() {
        if (walks) {
            peers.callBegins();
        }
    }

    private void callEnds() {
        if (walks) {
            peers.callEnds();
        }
    }

    /** Whether a message waits. */
    public boolean readable() {
        int events = events();
        return events > 0 && (events & zmq.ZMQ.ZMQ_POLLIN) != 0;
    }

    private int events() {
        callBegins();
        try {
            return base.getSocketOpt(zmq.ZMQ.ZMQ_EVENTS);
        } catch (RuntimeException | Error e) {
            harmedBy(e);
            throw e;
        } finally {
            callEnds();
        }
    }

    /**
     * Waits up to the timeout for a message; ends early on an interrupt, {@link #cancelWaiting()} or
     * {@link #endWait()}.
     */
    public void awaitMessage(int timeoutMillis) {
        try {
            if (!canceled.get() && base.poll(zmq.ZMQ.ZMQ_POLLIN, timeoutMillis, waitEnd) < 0) {
                interrupted();
            }
        } catch (RuntimeException | Error e) {
            harmedBy(e);
            throw e;
        }
    }

    /** Lets JeroMQ do what its I/O threads asked for. */
    public void processCommands() {
        boolean again = true;
        while (again) {
            again = events() < 0 && interrupted();
        }
    }

    /** Whether the call that just failed did so for an interrupt, whose flag JeroMQ clears. */
    private boolean interrupted() {
        int errno = base.errno();
        if (errno == ZError.EINTR) {
            held.noteTaken();
            return true;
        }
        terminated |= errno == ZError.ETERM;
        return false;
    }

    /** An interrupt that JeroMQ took away from the thread that holds the socket's lock. */
    HeldInterrupt heldInterrupt() {
        return held;
    }

    /** Whether this thread was interrupted; if JeroMQ took the flag, it is set again. */
    public boolean isInterrupted() {
        held.close();
        return Thread.currentThread().isInterrupted();
    }

    /** Whether the context has ended under the socket. */
    public boolean terminated() {
        return terminated;
    }

    /** Ends every wait now and from now on. From any thread. */
    public void cancelWaiting() {
        synchronized (canceled) {
            canceled.set(true);
            if (!closed) { // A closed socket's mailbox may be another's already.
                base.cancel(waitEnd);
            }
        }
    }

    /** Ends a wait that is under way, as if its time were over. From any thread. */
    void endWait() {
        synchronized (canceled) {
            if (!closed && !canceled.get()) {
                AtomicBoolean underWay = waitEnd;
                waitEnd = new AtomicBoolean();
                base.cancel(underWay);
            }
        }
    }

    /** Whether waits have been ended for good. */
    public boolean canceled() {
        return canceled.get();
    }

    /** Closes; what is queued is delivered for up to the linger. Waits for nothing. */
    public void close(Duration linger) {
        if (closeNow(linger)) {
            context.closed(this);
            boundInproc.forEach(context::releaseInproc);
            context.closedSocket();
        }
    }

    /**
     * Waits, after it was closed, until its endpoints are free again; not if an I/O thread calls, or is too busy to say
     * so before the deadline.
     */
    public void awaitReleased(long deadlineNs) {
        while (watch.holdsPorts()
                && !IoThread.isCurrent()
                && context.allIoThreadsAlive()
                && System.nanoTime() - deadlineNs < 0) {
            LockSupport.parkNanos(100_000);
        }
    }

    /** False if it is closed already. */
    private boolean closeNow(Duration linger) {
        synchronized (canceled) {
            if (closed) {
                return false;
            }
            closed = true;
            peers.close();
            try {
                socket.setLinger((int) linger.toMillis());
                // A name must be free before the reaper comes round: a bind that fails takes it over.
                boundInproc.forEach(socket::unbind);
                socket.close();
            } catch (ZMQException e) {
                log.debug("closing a socket of an ended context: {}", e);
            }
            return true;
        }
    }
}

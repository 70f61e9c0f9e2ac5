package io.tunedzmq.jeromq;

import io.tunedzmq.connection.TcpConnections;
import io.tunedzmq.connection.TcpEnds;
import io.tunedzmq.internal.HeldInterrupt;
import io.tunedzmq.internal.LimitedLog;
import io.tunedzmq.settings.Endpoint;
import io.tunedzmq.window.ContextSnapshot;
import java.nio.channels.SelectableChannel;
import java.time.Duration;
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

    private final JeromqContext context;
    private final ZMQ.Socket socket;
    private final SocketBase base;
    private final ConnectionWatch watch;
    private final AtomicBoolean canceled = new AtomicBoolean();

    /**
     * By which JeroMQ is told to end a wait; replaced, under the lock of canceled, when that is not to end later ones.
     */
    private volatile AtomicBoolean waitEnd = new AtomicBoolean();

    private final TcpConnections connections;
    private final DialedConnections connects;
    private final SocketEndpoints endpoints;
    private final SocketHarm harm;
    private final UnreadUpstream unreadUpstream = new UnreadUpstream();
    private long seenErrors;
    private long seenStepsBack;
    private final HeldInterrupt held = new HeldInterrupt();
    /** Whether JeroMQ walks over a tree of subscriptions when a connection ends. */
    private final boolean walks;

    private boolean terminated;
    private boolean closed; // guarded by canceled

    /**
     * @param mostFrame bytes of the largest frame taken
     * @param connections makes what watches the other ends, given the way to install an allocator
     */
    public TunedSocket(
            JeromqContext context,
            SocketType type,
            int sndHwm,
            int rcvHwm,
            int mostFrame,
            Function<Consumer<MsgAllocator>, TcpConnections> connections,
            Runnable wake) {
        this.context = context;
        walks = type == SocketType.XPUB;
        socket = context.newSocket(type);
        base = socket.base();
        seenErrors = context.health().survivedErrors();
        seenStepsBack = context.stepsBack();
        try {
            this.connections = connections.apply(allocator -> base.setSocketOpt(zmq.ZMQ.ZMQ_MSG_ALLOCATOR, allocator));
            base.setSocketOpt(zmq.ZMQ.ZMQ_SELFADDR_PROPERTY_NAME, TcpEnds.LOCAL_PROPERTY);
            watch = new ConnectionWatch(this.connections, wake, context.channels());
            context.apply(socket, type, sndHwm, rcvHwm, mostFrame);
            connects = new DialedConnections(
                    socket, watch, mostFrame, absentPeers(type), context.hostNames(), wake, this::readable, held);
            endpoints = new SocketEndpoints(context, socket, connects, held);
            harm = new SocketHarm(context.health(), context.channels(), this.connections, connects, canceled::get);
            base.setEventHook(watch, ConnectionWatch.EVENTS);
            context.opened(this);
        } catch (RuntimeException | Error e) { // Nobody else knows it.
            socket.close();
            context.places().giveBack();
            throw e;
        }
    }

    /** Binds and connects; after a failure the socket is to be closed. */
    public void attach(List<Endpoint> wanted) {
        endpoints.attach(wanted);
    }

    private static AbsentPeerLog absentPeers(SocketType type) {
        return type == SocketType.XSUB
                ? new AbsentPeerLog("a subscriber", "a publisher")
                : new AbsentPeerLog("a publisher", "a subscriber");
    }

    /** Connects again where JeroMQ has given up, and says where nobody is. To be called often. */
    public void reconnect() {
        try {
            harm.mend();
            makeAgain();
        } catch (RuntimeException | Error e) {
            if (!mayGoOn(e)) {
                throw e;
            }
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

    /** Makes all connections anew: something has come over one of them that is never found. */
    public void makeAnew() {
        harm.makeAnew();
    }

    /**
     * Ends connections that take nothing of what is said; of a socket whose queues have no limit. To be called often.
     *
     * @param said messages that were sent to all so far
     */
    public void cutUnread(long said, long nowNs) {
        if (unreadUpstream.isDue(nowNs)) {
            unreadUpstream
                    .look(context.channels().of(connections), context.threads()::writes, said, nowNs)
                    .forEach(connections::cutUnread);
        }
    }

    /** What was bound and connected, as resolved. */
    public List<String> endpoints() {
        return endpoints.all();
    }

    /** Those that it makes over TCP. From any thread. */
    public List<ContextSnapshot.Connection> connections() {
        return connects.observe();
    }

    /** Ports of this machine at which it listens, and from which it connected last. From any thread. */
    public Set<Integer> localPorts() {
        Set<Integer> ports = endpoints.boundPorts();
        watch.localAddresses().forEach(address -> ports.add(SocketEndpoints.port(address)));
        return ports;
    }

    /** Whether it is at this port of this machine that it listens. From any thread. */
    public boolean listensAt(int port) {
        return endpoints.boundPorts().contains(port);
    }

    /** The other ends of its TCP connections. From any thread. */
    TcpConnections tcpConnections() {
        return connections;
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
        context.threads().used();
        callBegins();
        try {
            while (true) {
                try {
                    if (base.send(msg, zmq.ZMQ.ZMQ_DONTWAIT)) {
                        return true;
                    }
                    if (!interrupted()) {
                        return false;
                    }
                } catch (RuntimeException | Error e) {
                    if (!mayGoOn(e)) { // Else it was not sent: JeroMQ hears of ends before.
                        throw e;
                    }
                }
            }
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
            if (!mayGoOn(e)) {
                throw e;
            }
            return send(msg);
        }
        return sent || (interrupted() && send(msg));
    }

    /** The next message that is there, or null. */
    @Nullable
    public Msg receive() {
        context.threads().used(); // Half of a queue read wakes the I/O thread that fills it.
        callBegins();
        try {
            while (true) {
                try {
                    Msg msg = base.recv(zmq.ZMQ.ZMQ_DONTWAIT);
                    if (msg != null || !interrupted()) {
                        return msg;
                    }
                } catch (RuntimeException | Error e) {
                    if (!mayGoOn(e)) {
                        throw e;
                    }
                }
                // JeroMQ skips its regular look at commands after an interrupt until the queue is empty: look here.
                processCommands();
            }
        } finally {
            callEnds();
        }
    }

    private void callBegins() {
        if (walks) {
            connections.callBegins();
        }
    }

    private void callEnds() {
        if (walks) {
            connections.callEnds();
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
            while (true) {
                try {
                    return base.getSocketOpt(zmq.ZMQ.ZMQ_EVENTS);
                } catch (RuntimeException | Error e) {
                    if (!mayGoOn(e)) {
                        throw e;
                    }
                }
            }
        } finally {
            callEnds();
        }
    }

    /** Whether the call that threw may be made again, as JeroMQ only heard of the end of a peer. */
    private boolean mayGoOn(Throwable problem) {
        if (!ClosedInprocPeer.isEnd(problem)) {
            harm.by(problem);
            return false;
        }
        boolean again = true;
        while (again) { // What the peer has answered is here already.
            try {
                again = base.getSocketOpt(zmq.ZMQ.ZMQ_EVENTS) < 0 && interrupted();
            } catch (RuntimeException | Error e) {
                if (!ClosedInprocPeer.isEnd(e) && !ClosedInprocPeer.isAnswer(e)) {
                    harm.by(e);
                    throw e;
                }
            }
        }
        return true;
    }

    /**
     * Waits up to the timeout for a message; ends early on an interrupt, the end of a peer, {@link #cancelWaiting()}
     * or {@link #endWait()}.
     */
    public void awaitMessage(int timeoutMillis) {
        try {
            if (!canceled.get() && base.poll(zmq.ZMQ.ZMQ_POLLIN, timeoutMillis, waitEnd) < 0) {
                interrupted();
            }
        } catch (RuntimeException | Error e) {
            if (!mayGoOn(e)) {
                throw e;
            }
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
            endpoints.release();
            context.places().giveBack();
        }
    }

    /**
     * Waits, after it was closed, until its endpoints are free again; not if an I/O thread calls, or is too busy to say
     * so before the deadline.
     */
    public void awaitReleased(long deadlineNs) {
        while (watch.holdsPorts()
                && !IoThread.isCurrent()
                && context.threads().allIoAlive()
                && System.nanoTime() - deadlineNs < 0) {
            LockSupport.parkNanos(100_000);
        }
    }

    private void unbindInproc() {
        try {
            endpoints.unbindInproc();
        } catch (RuntimeException | Error e) {
            if (!mayGoOn(e)) {
                throw e;
            }
            endpoints.unbindInproc();
        }
    }

    /** False if it is closed already. */
    private boolean closeNow(Duration linger) {
        synchronized (canceled) {
            if (closed) {
                return false;
            }
            closed = true;
            connections.close();
            try {
                socket.setLinger((int) linger.toMillis());
                unbindInproc();
                socket.close();
            } catch (ZMQException e) {
                log.debug("closing a socket of an ended context: {}", e);
            }
            return true;
        }
    }
}

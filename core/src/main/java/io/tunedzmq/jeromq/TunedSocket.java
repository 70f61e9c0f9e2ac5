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
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;
import zmq.Msg;
import zmq.SocketBase;
import zmq.msg.MsgAllocator;

/**
 * A JeroMQ socket with the policy applied and its connections watched; {@link SocketCalls} tells its errors apart.
 * Confined: guarded by its
 * owner's lock, except {@link #cancelWaiting()} and the watch.
 */
public final class TunedSocket {
    private static final LimitedLog log = LimitedLog.of(TunedSocket.class);

    private final JeromqContext context;
    private final ZMQ.Socket socket;
    private final SocketBase base;
    private final ConnectionWatch watch;
    private final TcpConnections connections;
    private final DialedConnections connects;
    private final SocketEndpoints endpoints;
    private final SocketHarm harm;
    private final SocketWaits waits;
    private final SocketCalls calls;
    private final StuckUpstream unreadUpstream = new StuckUpstream();
    private long seenErrors;
    private long seenStepsBack;

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
        socket = context.newSocket(type);
        base = socket.base();
        waits = new SocketWaits(base);
        seenErrors = context.health().survivedErrors();
        seenStepsBack = context.stepsBack();
        try {
            this.connections = connections.apply(allocator -> base.setSocketOpt(zmq.ZMQ.ZMQ_MSG_ALLOCATOR, allocator));
            base.setSocketOpt(zmq.ZMQ.ZMQ_SELFADDR_PROPERTY_NAME, TcpEnds.LOCAL_PROPERTY);
            watch = new ConnectionWatch(this.connections, wake, context.channels());
            context.apply(socket, type, sndHwm, rcvHwm, mostFrame);
            connects = new DialedConnections(
                    socket,
                    watch,
                    mostFrame,
                    absentPeers(type),
                    context.hostNames(),
                    wake,
                    this::readable,
                    waits.interrupt());
            endpoints = new SocketEndpoints(context, socket, connects, waits.interrupt());
            harm = new SocketHarm(context.health(), context.channels(), this.connections, connects, waits::canceled);
            calls = new SocketCalls(base, context.threads(), waits, harm, walked(type));
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

    /** Whose subscriptions JeroMQ walks over, as a tree, when a connection ends. */
    private @Nullable TcpConnections walked(SocketType type) {
        return type == SocketType.XPUB ? connections : null;
    }

    private static AbsentEndpointLog absentPeers(SocketType type) {
        return type == SocketType.XSUB
                ? new AbsentEndpointLog("a subscriber", "a publisher")
                : new AbsentEndpointLog("a publisher", "a subscriber");
    }

    /** Connects again where JeroMQ has given up, and says where nobody is. To be called often. */
    public void reconnect() {
        try {
            harm.mend();
            makeAgain();
        } catch (RuntimeException | Error e) {
            if (!calls.mayGoOn(e)) {
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
        endpoints.makeInprocAgain();
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

    /** Where it connects over TCP, and has no connection to a peer that has said hello. From any thread. */
    public List<String> absent() {
        return connections().stream()
                .filter(each -> each.state() != ContextSnapshot.Connection.State.UP)
                .map(ContextSnapshot.Connection::endpoint)
                .toList();
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
        return calls.send(msg);
    }

    /** Waits up to the timeout for room; false also after {@link #cancelWaiting()} or {@link #endWait()}. */
    public boolean send(Msg msg, int timeoutMillis) {
        return calls.send(msg, timeoutMillis);
    }

    /** The next message that is there, or null. */
    @Nullable
    public Msg receive() {
        return calls.receive();
    }

    /** Whether a message waits. */
    public boolean readable() {
        return calls.readable();
    }

    /**
     * Waits up to the timeout for a message; ends early on an interrupt, the end of a peer, {@link #cancelWaiting()}
     * or {@link #endWait()}.
     */
    public void awaitMessage(int timeoutMillis) {
        calls.awaitMessage(timeoutMillis);
    }

    /** Lets JeroMQ do what its I/O threads asked for. */
    public void processCommands() {
        calls.processCommands();
    }

    /** An interrupt that JeroMQ took away from the thread that holds the socket's lock. */
    HeldInterrupt heldInterrupt() {
        return waits.interrupt();
    }

    /** Whether this thread was interrupted; if JeroMQ took the flag, it is set again. */
    public boolean isInterrupted() {
        waits.interrupt().close();
        return Thread.currentThread().isInterrupted();
    }

    /** Whether the context has ended under the socket. */
    public boolean terminated() {
        return calls.terminated();
    }

    /** Ends every wait now and from now on. From any thread. */
    public void cancelWaiting() {
        waits.cancel();
    }

    /** Ends a wait that is under way, as if its time were over. From any thread. */
    void endWait() {
        waits.endOne();
    }

    /** Whether waits have been ended for good. */
    public boolean canceled() {
        return waits.canceled();
    }

    /** Closes; what is queued is delivered for up to the linger. Waits for nothing. */
    public void close(Duration linger) {
        if (waits.close(() -> closeNow(linger))) {
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
        while (watch.listeners().holdPorts()
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
            if (!calls.mayGoOn(e)) {
                throw e;
            }
            endpoints.unbindInproc();
        }
    }

    private void closeNow(Duration linger) {
        connections.close();
        try {
            socket.setLinger((int) linger.toMillis());
            unbindInproc();
            socket.close();
        } catch (ZMQException e) {
            log.debug("closing a socket of an ended context: {}", e);
        }
    }
}

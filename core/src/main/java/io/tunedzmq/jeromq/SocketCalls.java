package io.tunedzmq.jeromq;

import io.tunedzmq.connection.TcpConnections;
import org.jspecify.annotations.Nullable;
import zmq.Msg;
import zmq.SocketBase;
import zmq.ZError;

/**
 * The calls of a JeroMQ socket, each made again where it failed for an interrupt or for the end of a peer; what else
 * it throws is {@link SocketHarm}. Confined: guarded by the socket's lock.
 *
 * <p>Works on {@code SocketBase}, which answers with an error number where {@code ZMQ.Socket} throws.
 */
final class SocketCalls {
    private final SocketBase base;
    private final JeromqThreads threads;
    private final SocketWaits waits;
    private final SocketHarm harm;
    private final @Nullable TcpConnections walked;
    private boolean terminated;

    /** @param walked connections at whose end JeroMQ walks over a tree of subscriptions, within any call; or null */
    SocketCalls(
            SocketBase base,
            JeromqThreads threads,
            SocketWaits waits,
            SocketHarm harm,
            @Nullable TcpConnections walked) {
        this.base = base;
        this.threads = threads;
        this.waits = waits;
        this.harm = harm;
        this.walked = walked;
    }

    /** Sends without waiting; false if a queue is full or the context has ended. */
    boolean send(Msg msg) {
        threads.used();
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

    /** Waits up to the timeout for room; false also after {@link SocketWaits#cancel} or {@link SocketWaits#endOne}. */
    boolean send(Msg msg, int timeoutMillis) {
        if (waits.canceled()) {
            return false;
        }
        base.setSocketOpt(zmq.ZMQ.ZMQ_SNDTIMEO, timeoutMillis);
        boolean sent;
        try {
            sent = base.send(msg, 0, waits.end());
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
    Msg receive() {
        threads.used(); // Half of a queue read wakes the I/O thread that fills it.
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
        if (walked != null) {
            walked.callBegins();
        }
    }

    private void callEnds() {
        if (walked != null) {
            walked.callEnds();
        }
    }

    /** Whether a message waits. */
    boolean readable() {
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
    boolean mayGoOn(Throwable problem) {
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
     * Waits up to the timeout for a message; ends early on an interrupt, the end of a peer, {@link SocketWaits#cancel}
     * or {@link SocketWaits#endOne}.
     */
    void awaitMessage(int timeoutMillis) {
        try {
            if (!waits.canceled() && base.poll(zmq.ZMQ.ZMQ_POLLIN, timeoutMillis, waits.end()) < 0) {
                interrupted();
            }
        } catch (RuntimeException | Error e) {
            if (!mayGoOn(e)) {
                throw e;
            }
        }
    }

    /** Lets JeroMQ do what its I/O threads asked for. */
    void processCommands() {
        boolean again = true;
        while (again) {
            again = events() < 0 && interrupted();
        }
    }

    /** Whether the call that just failed did so for an interrupt, whose flag JeroMQ clears. */
    private boolean interrupted() {
        int errno = base.errno();
        if (errno == ZError.EINTR) {
            waits.interrupt().noteTaken();
            return true;
        }
        terminated |= errno == ZError.ETERM;
        return false;
    }

    /** Whether the context has ended under the socket. */
    boolean terminated() {
        return terminated;
    }
}

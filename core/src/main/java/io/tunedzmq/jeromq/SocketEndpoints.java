package io.tunedzmq.jeromq;

import io.tunedzmq.config.EndpointException;
import io.tunedzmq.internal.HeldInterrupt;
import io.tunedzmq.settings.Endpoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;
import zmq.ZError;

/** What a socket is bound and connected to. Confined: guarded by the socket's lock, except what only asks. */
final class SocketEndpoints {
    private static final long REBIND_NS = 250_000_000;

    private final ZMQ.Socket socket;
    private final DialedConnections connects;
    private final HeldInterrupt held;
    private final int bufferBytes;
    private final boolean bindsIpv6;
    private final InprocNames names;
    private final List<String> boundInproc = new ArrayList<>();

    /** By inproc name that it connects to: how often that had come free before. */
    private final Map<String, Long> connectedInproc = new HashMap<>();

    /** How often any name had come free when all who could be were connected again. */
    private long seenEnds;

    private final List<String> resolved = new ArrayList<>();

    /** @param held keeps interrupts from JeroMQ */
    SocketEndpoints(JeromqContext context, ZMQ.Socket socket, DialedConnections connects, HeldInterrupt held) {
        this.socket = socket;
        this.connects = connects;
        this.held = held;
        names = context.inprocNames();
        bufferBytes = context.socketBufferBytes();
        bindsIpv6 = socket.isIPv6();
        JeromqContext.require(socket.setReceiveBufferSize(bufferBytes), "receiveBufferSize", bufferBytes);
    }

    /** Binds and connects; after a failure the socket is to be closed. */
    void attach(List<Endpoint> wanted) {
        for (Endpoint endpoint : wanted) {
            attach(endpoint);
        }
        socket.setIPv6(true); // JeroMQ looks at the addresses that it connects to again before each attempt.
    }

    private void attach(Endpoint endpoint) {
        boolean bind = endpoint.side() == Endpoint.Side.BIND;
        String text = endpoint.text();
        if (bind && endpoint.inproc()) {
            if (!names.claim(text)) {
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
        } catch (NullPointerException e) { // JeroMQ closes a listener that it could not open.
            throw new EndpointException("bind: " + text + " (" + BindFailure.reason(endpoint) + ")", e);
        } catch (IllegalArgumentException e) {
            throw new EndpointException((bind ? "bind: " : "connect: ") + text + " (" + e.getMessage() + ")", e);
        }
        resolved.add(bind ? socket.getLastEndpoint() : text);
    }

    /** Returns whether it is to be done again: an interrupt came between, or the port is not free yet. */
    private boolean attach(Endpoint endpoint, boolean bind, long deadlineNs) {
        try {
            if (bind) {
                sendBuffer(0); // A listener has none, and JeroMQ would try to set it.
                bind(endpoint);
                if (endpoint.inproc()) {
                    names.bound(endpoint.text());
                }
                sendBuffer(bufferBytes); // Of the connections that it will accept.
            } else {
                sendBuffer(bufferBytes);
                socket.setIPv6(true); // Takes IPv4 addresses, too.
                if (endpoint.inproc()) {
                    connectInproc(endpoint.text());
                } else {
                    connects.open(endpoint);
                }
            }
            return false;
        } catch (ZMQException e) {
            boolean interrupted = e.getErrorCode() == ZError.EINTR;
            if (interrupted) {
                held.noteTaken();
            }
            // A listener closed a moment ago keeps its port until its I/O thread comes round.
            boolean mayComeFree = e.getErrorCode() == ZError.EADDRINUSE && System.nanoTime() - deadlineNs < 0;
            if (!interrupted && !mayComeFree) {
                throw e;
            }
            LockSupport.parkNanos(1_000_000);
            return true;
        }
    }

    private void connectInproc(String name) {
        long ends = names.ends(name);
        socket.connect(name);
        connectedInproc.put(name, ends);
    }

    /**
     * Connects again to inproc names whose owner has ended and that are bound anew, which JeroMQ does over TCP alone;
     * not before, as a connection that waits for a bind loses the first subscription. To be called often.
     */
    void makeInprocAgain() {
        long ends = connectedInproc.isEmpty() ? seenEnds : names.allEnds();
        if (ends == seenEnds) {
            return;
        }
        boolean all = true;
        for (Map.Entry<String, Long> each : connectedInproc.entrySet()) {
            String name = each.getKey();
            if (names.isBoundAnew(name, each.getValue())) {
                long its = names.ends(name);
                held.takeNow(); // JeroMQ would fail half-way.
                socket.connect(name);
                each.setValue(its);
            } else {
                all &= names.ends(name) == each.getValue();
            }
        }
        seenEnds = all ? ends : seenEnds;
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

    private void sendBuffer(int bytes) {
        JeromqContext.require(socket.setSendBufferSize(bytes), "sendBufferSize", bytes);
    }

    /** All of them, as resolved. */
    List<String> all() {
        return List.copyOf(resolved);
    }

    /** Ports of this machine at which it listens. From any thread. */
    Set<Integer> boundPorts() {
        Set<Integer> ports = new HashSet<>();
        resolved.stream()
                .filter(endpoint -> endpoint.startsWith("tcp:") && !connects.contains(endpoint))
                .forEach(endpoint -> ports.add(port(endpoint)));
        return ports;
    }

    /** The port at the end of an address. */
    static int port(String address) {
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    /** A name must be free before the reaper comes round: a bind that fails takes it over. */
    void unbindInproc() {
        boundInproc.forEach(socket::unbind);
    }

    /** The names are free again. */
    void release() {
        boundInproc.forEach(names::release);
    }
}

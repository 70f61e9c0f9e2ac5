package io.tunedzmq.jeromq;

import io.tunedzmq.internal.HeldInterrupt;
import io.tunedzmq.internal.LimitedLog;
import io.tunedzmq.settings.Endpoint;
import io.tunedzmq.window.ContextSnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;
import zmq.ZError;

/**
 * The connections that a socket makes over TCP, and makes again where JeroMQ has given up: after an error of ZeroMQ's
 * protocol it never does and tells nobody. Confined: guarded by the socket's owner, except what only asks.
 *
 * <p>JeroMQ is given addresses, no host names: it would take one address of several, and look names up on its I/O
 * threads, before each attempt, while all connections of theirs wait. See {@link HostNameAddresses}.
 */
final class DialedConnections {
    private static final LimitedLog log = LimitedLog.of("io.tunedzmq.TunedContext");

    /** JeroMQ says at once that it will connect again; on a busy machine a little later. */
    private static final int LOOKS = 4;

    /** So long an address is waited for at first, which mostly is known at once. */
    private static final long FIRST_LOOK_UP_NS = 50_000_000;

    /**
     * The system tries for two minutes, at ever longer intervals, to connect to a host that does not answer: one that
     * is back could wait for a minute of them. So an attempt is begun anew after this.
     */
    private static final long LONGEST_ATTEMPT_NS = 10_000_000_000L;

    private static final long WARN_NS = 60_000_000_000L;

    private final ZMQ.Socket socket;
    private final ConnectionWatch watch;
    private final int largestFrame;
    private final AbsentEndpointLog absentPeers;
    private final HostNames names;
    private final Runnable wake;
    private final BooleanSupplier unread;
    private final HeldInterrupt held;

    /** By endpoint: the address that it has; its own text while it has none. Replaced, never changed. */
    private volatile Map<Endpoint, String> addresses = Map.of();

    /** By endpoint: what JeroMQ knows the connection by, where that is not the text of the endpoint. */
    private final Map<Endpoint, String> texts = new HashMap<>();

    private final Map<Endpoint, HostNameAddresses> named = new LinkedHashMap<>();

    private final Map<Endpoint, Long> warnedNs = new HashMap<>();
    private final Set<String> doubted = new HashSet<>();
    private long lookedNs = System.nanoTime();
    private long lookedForAbsentNs = System.nanoTime();

    /**
     * @param largestFrame bytes of the largest frame that the socket takes
     * @param wake has the owner look soon
     * @param unread whether a message waits to be read
     * @param held keeps interrupts from JeroMQ
     */
    DialedConnections(
            ZMQ.Socket socket,
            ConnectionWatch watch,
            int largestFrame,
            AbsentEndpointLog absentPeers,
            HostNames names,
            Runnable wake,
            BooleanSupplier unread,
            HeldInterrupt held) {
        this.socket = socket;
        this.watch = watch;
        this.largestFrame = largestFrame;
        this.absentPeers = absentPeers;
        this.names = names;
        this.wake = wake;
        this.unread = unread;
        this.held = held;
    }

    /**
     * Connects there from now on; to a host name when it has an address.
     *
     * @throws ZMQException as JeroMQ throws it
     */
    void open(Endpoint endpoint) {
        if (!endpoint.named()) {
            socket.connect(endpoint.text());
            made(endpoint, socket.getLastEndpoint());
            return;
        }
        HostNameAddresses peer = new HostNameAddresses(endpoint, named.size(), names, wake);
        named.put(endpoint, peer);
        made(endpoint, endpoint.text());
        long deadlineNs = System.nanoTime() + FIRST_LOOK_UP_NS;
        while (!peer.hasNews() && System.nanoTime() - deadlineNs < 0) {
            LockSupport.parkNanos(1_000_000);
        }
        turn(endpoint, peer, System.nanoTime());
    }

    /** Goes on to another address where a name has one and there is no connection. */
    private void turn(Endpoint endpoint, HostNameAddresses peer, long nowNs) {
        // Whoever accepts and says nothing, as a process that is stopped, must not keep the others from their turn.
        boolean there =
                watch.to(addresses.getOrDefault(endpoint, endpoint.text())).isUp();
        String next = peer.next(there, !there && unread.getAsBoolean(), nowNs);
        while (next != null) {
            next = connectAgain(endpoint, next) == ZError.EINTR ? next : null;
        }
    }

    /** The socket connects there from now on. */
    void made(Endpoint endpoint, String address) {
        Map<Endpoint, String> now = new LinkedHashMap<>(addresses);
        now.put(endpoint, address);
        addresses = now;
    }

    /** Whether it connects there; from any thread. */
    boolean contains(String endpoint) {
        return addresses.keySet().stream().anyMatch(each -> each.text().equals(endpoint));
    }

    /** For a diagnosis; from any thread. */
    List<ContextSnapshot.Connection> observe() {
        List<ContextSnapshot.Connection> observed = new ArrayList<>();
        addresses.forEach((endpoint, address) -> observed.add(watch.to(address).observe(endpoint.text())));
        return observed;
    }

    /** Goes on to other addresses, and says who has been away for long; to be called often. */
    void lookForAbsent() {
        long nowNs = System.nanoTime();
        boolean due = nowNs - lookedForAbsentNs >= DialedConnection.LOOK_NS;
        for (Map.Entry<Endpoint, HostNameAddresses> each : named.entrySet()) {
            if (due || each.getValue().hasNews()) {
                turn(each.getKey(), each.getValue(), nowNs);
            }
        }
        if (due) {
            lookedForAbsentNs = nowNs;
            for (Map.Entry<Endpoint, String> each : addresses.entrySet()) {
                beginAnewIfItHangs(each.getKey(), watch.to(each.getValue()), nowNs);
            }
            addresses.forEach((endpoint, address) -> {
                HostNameAddresses peer = named.get(endpoint);
                absentPeers.look(endpoint, watch.to(address).isUp(), peer == null ? "" : peer.why(), nowNs);
            });
        }
    }

    private void beginAnewIfItHangs(Endpoint endpoint, DialedConnection connection, long nowNs) {
        if (isConnected(endpoint)
                && connection.hangs(LONGEST_ATTEMPT_NS, nowNs)
                && !(connection.mayHaveLeftSomething() && unread.getAsBoolean())) {
            connectAgain(endpoint);
        }
    }

    /** Makes those again that JeroMQ has given up. */
    void makeAgain() {
        if (!watch.mayHaveGivenUp()) {
            return;
        }
        long nowNs = System.nanoTime();
        if (nowNs - lookedNs < DialedConnection.LOOK_NS) {
            return;
        }
        lookedNs = nowNs;
        for (String address : watch.givenUp(address -> LOOKS, nowNs)) {
            makeAgain(address, nowNs);
        }
    }

    /**
     * After an error a connecter may have stopped for good, and may wait for an hour when the wall clock was set back
     * by one: those that are not there are made again, unless it is heard of.
     */
    void doubt() {
        long nowNs = System.nanoTime();
        addresses.forEach((endpoint, address) -> {
            if (isConnected(endpoint) && !watch.to(address).isThere()) {
                doubted.add(address);
                watch.stillGivenUp(address, nowNs);
            }
        });
    }

    /** Whether JeroMQ was told to connect there; not while a name has no address yet. */
    private boolean isConnected(Endpoint endpoint) {
        return texts.containsKey(endpoint) || !named.containsKey(endpoint);
    }

    /** Makes all anew, for one that does not end. What had come over them is lost, and counted. */
    void makeAllAnew() {
        for (Endpoint endpoint : List.copyOf(addresses.keySet())) {
            if (isConnected(endpoint)) {
                connectAgain(endpoint);
            }
        }
    }

    /** Whoever has a connection keeps it. */
    private void makeAgain(String givenUp, long nowNs) {
        boolean failed = false;
        boolean sure = !doubted.remove(givenUp);
        for (Map.Entry<Endpoint, String> each : addresses.entrySet()) {
            Endpoint endpoint = each.getKey();
            String address = each.getValue();
            if (address.equals(givenUp) && !watch.to(address).isThere()) {
                if (sure) {
                    tell(endpoint, address, nowNs);
                }
                failed |= connectAgain(endpoint) != 0;
            }
        }
        if (failed) {
            watch.stillGivenUp(givenUp, nowNs);
        } else if (sure) {
            watch.to(givenUp).cutOff();
        }
    }

    private int connectAgain(Endpoint endpoint) {
        return connectAgain(endpoint, texts.getOrDefault(endpoint, endpoint.text()));
    }

    /** Returns JeroMQ's error number; 0 if it worked. */
    private int connectAgain(Endpoint endpoint, String text) {
        held.takeNow(); // JeroMQ would fail half-way.
        try {
            // By its text, as JeroMQ knows it: else there would be two.
            String before = texts.getOrDefault(endpoint, endpoint.text());
            if (isConnected(endpoint) && !socket.disconnect(before) && socket.errno() == ZError.EINTR) {
                held.noteTaken();
                return ZError.EINTR;
            }
            socket.connect(text);
            texts.put(endpoint, text);
            String address = socket.getLastEndpoint();
            made(endpoint, address);
            watch.to(address).begunAnew(System.nanoTime());
            return 0;
        } catch (ZMQException e) {
            log.debug("connecting to {} again: {}", endpoint, e);
            if (e.getErrorCode() == ZError.EINTR) {
                held.noteTaken();
            }
            return e.getErrorCode();
        }
    }

    private void tell(Endpoint endpoint, String address, long nowNs) {
        Long warned = warnedNs.get(endpoint);
        if (warned == null || nowNs - warned >= WARN_NS) {
            warnedNs.put(endpoint, nowNs);
            String refusal = watch.to(address).refusal();
            if (refusal != null) {
                log.warn("the connection to {} was cut here: {}; connecting again", endpoint, refusal);
                return;
            }
            log.warn(
                    "the connection to {} was cut off by a protocol error (expected: a ZeroMQ peer of the other kind, without"
                            + " security, no frame above {} bytes); connecting again",
                    endpoint,
                    largestFrame);
        } else {
            log.debug("the connection to {} was cut off again", endpoint);
        }
    }
}

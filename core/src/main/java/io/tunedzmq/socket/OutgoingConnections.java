package io.tunedzmq.socket;

import io.tunedzmq.config.Endpoint;
import io.tunedzmq.diagnosis.Observation;
import io.tunedzmq.internal.LimitedLog;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;
import zmq.ZError;

/**
 * The connections that a socket makes over TCP, and makes again where JeroMQ has given up: after an error of ZeroMQ's
 * protocol it never does and tells nobody. Confined: guarded by the socket's owner, except what only asks.
 *
 * <p>JeroMQ's events name the address of the moment. That of a host name changes when JeroMQ looks the name up again, before
 * each attempt: so an address that no endpoint had is that of a name with this port which has no connection else.
 */
final class OutgoingConnections {
    private static final LimitedLog log = LimitedLog.of("io.tunedzmq.TunedContext");

    /** JeroMQ says at once that it will connect again; on a busy machine a little later. */
    private static final int LOOKS = 4;

    /** Unless it looks the name up before it says so: 10 s. */
    private static final int LOOKS_FOR_NAME = 40;

    private static final long WARN_NS = 60_000_000_000L;

    private final ZMQ.Socket socket;
    private final ConnectionWatch watch;
    private final int largestFrame;
    private final Absence absence;

    /** By endpoint: the address that it had when we connected. Replaced, never changed. */
    private volatile Map<Endpoint, String> addresses = Map.of();

    private final Map<Endpoint, Long> warnedNs = new HashMap<>();
    private final Set<String> doubted = new HashSet<>();
    private long lookedNs = System.nanoTime();
    private long lookedForAbsentNs = System.nanoTime();

    /** @param largestFrame bytes of the largest frame that the socket takes */
    OutgoingConnections(ZMQ.Socket socket, ConnectionWatch watch, int largestFrame, Absence absence) {
        this.socket = socket;
        this.watch = watch;
        this.largestFrame = largestFrame;
        this.absence = absence;
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
    List<Observation.Connection> observe() {
        List<Observation.Connection> observed = new ArrayList<>();
        current().forEach((endpoint, address) -> observed.add(watch.to(address).observe(endpoint.text())));
        return observed;
    }

    /** By endpoint: the address at which it has a connection, if it has one; else that which it had. */
    private Map<Endpoint, String> current() {
        Map<Endpoint, String> now = new LinkedHashMap<>(addresses);
        Set<String> others = new LinkedHashSet<>(watch.addresses());
        now.values().forEach(others::remove);
        others.removeIf(each -> !watch.to(each).isThere());
        now.replaceAll((endpoint, address) -> {
            if (!endpoint.named() || watch.to(address).isThere()) {
                return address;
            }
            String moved = others.stream()
                    .filter(each -> samePort(each, address))
                    .findFirst()
                    .orElse(address);
            others.remove(moved);
            return moved;
        });
        return now;
    }

    /** Says who has been away for long; to be called often. */
    void lookForAbsent() {
        long nowNs = System.nanoTime();
        if (nowNs - lookedForAbsentNs >= OutgoingConnection.LOOK_NS) {
            lookedForAbsentNs = nowNs;
            current()
                    .forEach((endpoint, address) ->
                            absence.look(endpoint, watch.to(address).isUp(), nowNs));
        }
    }

    private static boolean samePort(String address, String other) {
        return address.substring(address.lastIndexOf(':')).equals(other.substring(other.lastIndexOf(':')));
    }

    /** Makes those again that JeroMQ has given up; returns whether that took an interrupt from the thread. */
    boolean makeAgain() {
        if (!watch.mayHaveGivenUp()) {
            return false;
        }
        long nowNs = System.nanoTime();
        if (nowNs - lookedNs < OutgoingConnection.LOOK_NS) {
            return false;
        }
        lookedNs = nowNs;
        boolean interrupted = false;
        for (String address : watch.givenUp(this::enough, nowNs)) {
            interrupted |= makeAgain(address, nowNs);
        }
        return interrupted;
    }

    /**
     * After an error a connecter may have stopped for good, and may wait for an hour when the wall clock was set back by one: those that are
     * not there are made again, unless it is heard of.
     */
    void doubt() {
        long nowNs = System.nanoTime();
        for (String address : addresses.values()) {
            if (!watch.to(address).isThere()) {
                doubted.add(address);
                watch.stillGivenUp(address, nowNs);
            }
        }
    }

    private int enough(String address) {
        return addresses.entrySet().stream()
                        .anyMatch(each -> each.getValue().equals(address)
                                && !each.getKey().named())
                ? LOOKS
                : LOOKS_FOR_NAME;
    }

    /** Whoever has a connection keeps it: what was given up at its old address is not its own. */
    private boolean makeAgain(String givenUp, long nowNs) {
        boolean interrupted = false;
        boolean failed = false;
        boolean sure = !doubted.remove(givenUp) && !retriedElsewhere(givenUp);
        for (Map.Entry<Endpoint, String> each : current().entrySet()) {
            Endpoint endpoint = each.getKey();
            String address = each.getValue();
            boolean maybeIts = address.equals(givenUp) || (endpoint.named() && samePort(address, givenUp));
            if (maybeIts && !watch.to(address).isThere()) {
                if (sure) {
                    tell(endpoint, nowNs);
                }
                interrupted |= Thread.interrupted(); // JeroMQ would fail half-way.
                int error = connectAgain(endpoint);
                failed |= error != 0;
                interrupted |= error == ZError.EINTR;
            }
        }
        if (failed) {
            watch.stillGivenUp(givenUp, nowNs);
        } else if (sure) {
            watch.to(givenUp).cutOff();
        }
        return interrupted;
    }

    /** Whether JeroMQ connects again to another address that may be the same name's. */
    private boolean retriedElsewhere(String givenUp) {
        return watch.addresses().stream()
                .anyMatch(each -> !each.equals(givenUp)
                        && samePort(each, givenUp)
                        && !addresses.containsValue(each)
                        && watch.to(each).retriedSince(watch.to(givenUp).madeNs()));
    }

    /**
     * Returns JeroMQ's error number; 0 if it worked. Looks the name up, which may take a while; so does JeroMQ, on an I/O thread, for
     * each attempt.
     */
    private int connectAgain(Endpoint endpoint) {
        try {
            // By its text, as JeroMQ knows it: else there would be two.
            if (!socket.disconnect(endpoint.text()) && socket.errno() == ZError.EINTR) {
                return ZError.EINTR;
            }
            socket.connect(endpoint.text());
            made(endpoint, socket.getLastEndpoint());
            return 0;
        } catch (ZMQException e) {
            log.debug("connecting to {} again: {}", endpoint, e); // Its name may not be found at this moment.
            return e.getErrorCode();
        }
    }

    private void tell(Endpoint endpoint, long nowNs) {
        Long warned = warnedNs.get(endpoint);
        if (warned == null || nowNs - warned >= WARN_NS) {
            warnedNs.put(endpoint, nowNs);
            log.warn(
                    "the connection to {} was cut off by a protocol error (expected: a ZeroMQ peer of the other kind, without"
                            + " security, no frame above {} bytes); connecting again",
                    endpoint,
                    largestFrame);
        } else {
            log.debug("the connection to {} was cut off again by a protocol error", endpoint);
        }
    }
}

package io.tunedzmq.socket;

import io.tunedzmq.diagnosis.Observation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;
import zmq.ZError;

/**
 * The connections that a socket makes over TCP, and makes again where JeroMQ has given up: after an error of ZeroMQ's
 * protocol it never does, tells nobody, and takes no second connect to the same address. Confined: guarded by the
 * socket's owner, except what only asks.
 */
final class OutgoingConnections {
    private static final Logger log = LoggerFactory.getLogger("io.tunedzmq.TunedContext");

    private final ZMQ.Socket socket;
    private final ConnectionWatch watch;
    private final int largestMessage;

    /** Endpoints by the address that JeroMQ found for them. Replaced, never changed. */
    private volatile Map<String, String> endpoints = Map.of();

    /** @param largestMessage bytes of the largest message that the socket takes */
    OutgoingConnections(ZMQ.Socket socket, ConnectionWatch watch, int largestMessage) {
        this.socket = socket;
        this.watch = watch;
        this.largestMessage = largestMessage;
    }

    /** The socket connects there from now on. */
    void made(String address, String endpoint) {
        Map<String, String> now = new LinkedHashMap<>(endpoints);
        now.values().remove(endpoint); // Its name may have had another address.
        now.put(address, endpoint);
        endpoints = now;
    }

    /** Whether it connects there; from any thread. */
    boolean contains(String endpoint) {
        return endpoints.containsValue(endpoint);
    }

    /** For a diagnosis; from any thread. */
    List<Observation.Connection> observe() {
        return endpoints.entrySet().stream()
                .map(each -> watch.to(each.getKey()).observe(each.getValue()))
                .toList();
    }

    /** Makes those again that JeroMQ has given up; returns whether that took an interrupt from the thread. */
    boolean makeAgain() {
        boolean interrupted = false;
        if (watch.mayHaveGivenUp()) {
            long nowNs = System.nanoTime();
            for (String address : watch.givenUp(nowNs)) {
                String endpoint = endpoints.get(address);
                if (endpoint != null) { // Else it has another address by now.
                    tell(watch.to(address), endpoint);
                    interrupted |= Thread.interrupted(); // JeroMQ would fail half-way.
                    interrupted |= makeAgain(address, endpoint, nowNs);
                }
            }
        }
        return interrupted;
    }

    private boolean makeAgain(String address, String endpoint, long nowNs) {
        int error = connectAgain(address, endpoint);
        if (error != 0) {
            watch.to(address).stillGivenUp(nowNs);
        }
        return error == ZError.EINTR;
    }

    /** Returns JeroMQ's error number; 0 if it worked. */
    private int connectAgain(String address, String endpoint) {
        try {
            if (!socket.disconnect(address) && socket.errno() == ZError.EINTR) {
                return ZError.EINTR;
            }
            socket.connect(endpoint);
            made(socket.getLastEndpoint(), endpoint);
            return 0;
        } catch (ZMQException e) {
            log.debug(
                    "connecting to {} again: {}", endpoint, e.toString()); // Its name may not be found at this moment.
            return e.getErrorCode();
        }
    }

    private void tell(OutgoingConnection connection, String endpoint) {
        if (connection.givenUpAgain()) {
            log.debug("the connection to {} was cut off again by a protocol error", endpoint);
        } else {
            log.warn(
                    "the connection to {} was cut off by a protocol error (expected: a ZeroMQ peer of the other kind,"
                            + " without security, messages of at most {} bytes); connecting again",
                    endpoint,
                    largestMessage);
        }
    }
}

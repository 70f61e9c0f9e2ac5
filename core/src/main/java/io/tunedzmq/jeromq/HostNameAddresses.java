package io.tunedzmq.jeromq;

import io.tunedzmq.settings.Endpoint;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The addresses of a host name that a socket connects to, and whose turn it is: each has two seconds, as long as there
 * is no connection. Meanwhile the name is looked up again and again. Confined: guarded by the socket's owner.
 */
final class HostNameAddresses {
    static final long TURN_NS = 2_000_000_000L;
    private static final long SECOND_NS = 1_000_000_000;
    private static final long LONGEST_PAUSE_NS = 10 * SECOND_NS;

    /**
     * A lost connection may have left messages unread, which an end to it would discard: so long they are waited for.
     */
    private static final long LONGEST_UNREAD_NS = 30 * SECOND_NS;

    private final HostNames names;
    private final Runnable wake;
    private final String host;
    private final String port;
    private HostNames.LookUp lookUp;
    private boolean waits = true;
    private long lookedUpNs;
    private long pauseNs = SECOND_NS;
    private List<InetAddress> known = List.of();
    private @Nullable InetAddress current;
    private long turnNs;
    private boolean wasThere;
    private boolean mayHaveLeftSomething;
    private String failure = "";

    /**
     * @param number of the endpoint in its socket
     * @param wake called when a look-up is done
     */
    HostNameAddresses(Endpoint endpoint, int number, HostNames names, Runnable wake) {
        this.names = names;
        this.wake = wake;
        host = endpoint.host();
        // JeroMQ knows connections by their text: each of a socket is to have one of its own.
        port = "0".repeat(number) + endpoint.text().substring(endpoint.text().lastIndexOf(':') + 1);
        lookUp = names.start(host, wake);
    }

    /** Whether a look-up was done that nobody has looked at. */
    boolean hasNews() {
        return waits && lookUp.done();
    }

    /**
     * The endpoint to connect to from now on, in place of the one before; null if that stays.
     *
     * @param there whether there is a connection, and the peer has said hello
     * @param unread whether a message waits to be read
     */
    @Nullable
    String next(boolean there, boolean unread, long nowNs) {
        takeNews(nowNs);
        if (there) {
            wasThere = true;
            mayHaveLeftSomething = true;
            return null;
        }
        if (wasThere) {
            wasThere = false;
            turnNs = nowNs;
        }
        if (!waits && nowNs - lookedUpNs >= pauseNs) {
            waits = true;
            lookUp = names.start(host, wake);
        }
        InetAddress next = whoseTurn(nowNs);
        boolean discards = mayHaveLeftSomething && unread && nowNs - turnNs < LONGEST_UNREAD_NS;
        if (next == null || next.equals(current) || discards) {
            return null;
        }
        current = next;
        turnNs = nowNs;
        mayHaveLeftSomething = false;
        String address = next.getHostAddress();
        return "tcp://" + (next instanceof Inet6Address ? "[" + address + "]" : address) + ":" + port;
    }

    private void takeNews(long nowNs) {
        if (hasNews()) {
            waits = false;
            lookedUpNs = nowNs;
            failure = lookUp.failure();
            known = lookUp.found().isEmpty() ? known : lookUp.found();
            pauseNs = lookUp.found().isEmpty() ? Math.min(2 * pauseNs, LONGEST_PAUSE_NS) : SECOND_NS;
        }
    }

    private @Nullable InetAddress whoseTurn(long nowNs) {
        int index = current == null ? -1 : known.indexOf(current);
        if (known.isEmpty() || (index >= 0 && nowNs - turnNs < TURN_NS)) {
            return current;
        }
        return known.get((index + 1) % known.size());
    }

    /** Why there is no connection, as far as it is known; empty if the name has an address. */
    String why() {
        if (waits && known.isEmpty()) {
            return "; no name server has told the address of " + host + " yet";
        }
        return failure.isEmpty() ? "" : "; the host name has no address: " + failure;
    }
}

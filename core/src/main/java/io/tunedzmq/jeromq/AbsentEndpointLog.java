package io.tunedzmq.jeromq;

import io.tunedzmq.internal.LimitedLog;
import io.tunedzmq.settings.Endpoint;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Says of each endpoint that a socket connects to when nobody has been there for a while, and when somebody is; each
 * once in an episode. Confined: guarded by the socket's owner.
 */
final class AbsentEndpointLog {
    /** In a minute, of all sockets. */
    private static final int LINES = 20;

    private static final LimitedLog log = LimitedLog.of("io.tunedzmq.TunedContext", LINES);

    static final long PATIENCE_NS = 5_000_000_000L;
    private static final long SECOND_NS = 1_000_000_000;

    private final String role;
    private final String wanted;
    private final Map<Endpoint, Long> absentSinceNs = new HashMap<>();
    private final Set<Endpoint> told = new HashSet<>();

    /**
     * @param role of the socket
     * @param wanted what it expects there
     */
    AbsentEndpointLog(String role, String wanted) {
        this.role = role;
        this.wanted = wanted;
    }

    /**
     * Takes how it is.
     *
     * @param there whether a peer has said hello and is connected
     * @param why what is known of the reason if not
     */
    void look(Endpoint endpoint, boolean there, String why, long nowNs) {
        if (there) {
            Long sinceNs = absentSinceNs.remove(endpoint);
            if (sinceNs != null && told.remove(endpoint)) {
                log.warn("{} is connected to {}, after {} s", role, endpoint, (nowNs - sinceNs) / SECOND_NS);
            }
            return;
        }
        Long sinceNs = absentSinceNs.putIfAbsent(endpoint, nowNs);
        if (sinceNs != null && nowNs - sinceNs >= PATIENCE_NS && told.add(endpoint)) {
            log.warn(
                    "{} has had no connection to {} for {} s (expected: {} that is running, at this address, and that the network lets "
                            + "through to); it goes on trying{}",
                    role,
                    endpoint,
                    (nowNs - sinceNs) / SECOND_NS,
                    wanted,
                    why);
        }
    }
}

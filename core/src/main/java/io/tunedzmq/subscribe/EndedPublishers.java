package io.tunedzmq.subscribe;

import io.tunedzmq.ledger.HeardConnection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * The publishers that have said their end, each over the connection that it was said on: anybody can read the epoch of
 * another publisher, so it ends nothing that comes elsewhere. And what became of that connection: one that stays leads
 * to a proxy. Confined to the socket lock.
 */
final class EndedPublishers {
    /** Of one connection. */
    private static final int MOST_KEPT = 64;

    /** A connection that is there so long after its publisher has ended leads to a proxy. */
    private static final long STAYS_NS = 500_000_000;

    private final Map<HeardConnection, Set<Long>> epochs = new HashMap<>();

    /** When something ended last over a connection of which it is not known yet whether it stays. */
    private final Map<HeardConnection, Long> lastNs = new HashMap<>();

    /** Returns false if it is known: a publisher repeats its end. */
    boolean add(long epoch, HeardConnection connection, long nowNs) {
        if (contains(epoch, connection)) {
            return false;
        }
        epochs.keySet().removeIf(HeardConnection::closed);
        Set<Long> ended = epochs.computeIfAbsent(connection, unused -> new LinkedHashSet<>());
        if (ended.size() >= MOST_KEPT) {
            ended.remove(ended.iterator().next());
        }
        ended.add(epoch);
        if (connection.address() != null) { // All publishers of a process share one without, which stays.
            lastNs.put(connection, nowNs);
        }
        return true;
    }

    boolean contains(long epoch, HeardConnection connection) {
        return epochs.getOrDefault(connection, Set.of()).contains(epoch);
    }

    /** Whether a connection has stayed after the last end over it; true once. */
    boolean takeProxy(long nowNs) {
        if (lastNs.isEmpty()) {
            return false;
        }
        lastNs.keySet().removeIf(HeardConnection::closed);
        return lastNs.values().removeIf(endedNs -> nowNs - endedNs >= STAYS_NS);
    }
}

package io.tunedzmq.subscribe;

import io.tunedzmq.ledger.PeerConnection;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The publishers that have said their end, and what became of the connection over which the last one said it: one that
 * stays leads to a proxy. Confined to the socket lock.
 */
final class EndedPublishers {
    private static final int MOST_KEPT = 64;

    /** A connection that is there so long after its publisher has ended leads to a proxy. */
    private static final long STAYS_NS = 500_000_000;

    private final Set<Long> epochs = new LinkedHashSet<>();
    private @Nullable PeerConnection last;
    private long lastNs;

    /** Returns false if it is known: a publisher repeats its end. */
    boolean add(long epoch, PeerConnection connection, long nowNs) {
        if (connection.address() == null || !epochs.add(epoch)) {
            return false;
        }
        if (epochs.size() > MOST_KEPT) {
            epochs.remove(epochs.iterator().next());
        }
        last = connection;
        lastNs = nowNs;
        return true;
    }

    boolean contains(long epoch) {
        return epochs.contains(epoch);
    }

    /** Whether the last one's connection has stayed; true once. */
    boolean takeProxy(long nowNs) {
        PeerConnection over = last;
        if (over == null || nowNs - lastNs < STAYS_NS) {
            return false;
        }
        last = null;
        return !over.closed();
    }
}

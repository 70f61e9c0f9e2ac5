package io.tunedzmq.subscribe;

import io.tunedzmq.ledger.HeardConnection;
import io.tunedzmq.window.ContextSnapshot;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * What publishers lack and are told again, each connection for itself: whoever is at the other end can say what it
 * likes of itself, also in the name of another publisher, and changes nothing of what is known of the others. Confined:
 * guarded by the socket's lock; {@link #unheard()} from any thread.
 */
final class SubscriptionRepetitions {
    /** While something is pending; what comes over a connection is looked at when it comes. */
    private static final long LOOK_NS = 1_000_000;

    private final Function<HeardConnection, SubscriptionRepetition> begin;
    private final Map<HeardConnection, SubscriptionRepetition> byConnection = new ConcurrentHashMap<>();
    private boolean heard;
    private boolean pending;
    private long lookedNs = System.nanoTime() - LOOK_NS;

    /** @param begin makes what is known of a connection from here on */
    SubscriptionRepetitions(Function<HeardConnection, SubscriptionRepetition> begin) {
        this.begin = begin;
    }

    /** What publishers have not heard. */
    ContextSnapshot.Unheard unheard() {
        ContextSnapshot.Unheard all = ContextSnapshot.Unheard.NONE;
        for (SubscriptionRepetition each : List.copyOf(byConnection.values())) {
            ContextSnapshot.Unheard its = each.unheard();
            if (its.atNs() != 0) {
                boolean later = all.atNs() == 0 || its.atNs() - all.atNs() > 0;
                all = new ContextSnapshot.Unheard(
                        Math.max(all.subscriptions(), its.subscriptions()),
                        all.publishers() + its.publishers(),
                        later ? its.atNs() : all.atNs());
            }
        }
        return all;
    }

    /** Whether some publisher has ever said that it lacks something. */
    boolean heardOfAny() {
        return heard;
    }

    /** See {@link SubscriptionRepetition#lacks}. */
    void lacks(long epoch, HeardConnection connection, long round, boolean some, long nowNs) {
        heard = true;
        pending = true;
        of(connection).lacks(epoch, round, some, nowNs);
    }

    /** See {@link SubscriptionRepetition#echoed}. */
    boolean echoed(long epoch, HeardConnection connection, long round, long nowNs) {
        return of(connection).echoed(epoch, round, nowNs);
    }

    private SubscriptionRepetition of(HeardConnection connection) {
        SubscriptionRepetition known = byConnection.get(connection);
        if (known == null) {
            forgetClosed();
            known = begin.apply(connection);
            byConnection.put(connection, known);
        }
        return known;
    }

    /** See {@link SubscriptionRepetition#sign}. */
    void sign(long epoch, HeardConnection connection, long round, long nowNs) {
        SubscriptionRepetition known = byConnection.get(connection);
        if (known != null) {
            known.sign(epoch, round, nowNs);
        }
    }

    /** A publisher has ended. */
    void ended(long epoch, HeardConnection connection) {
        SubscriptionRepetition known = byConnection.get(connection);
        if (known != null) {
            known.ended(epoch);
        }
    }

    /** Whether some publisher lacks something. */
    boolean pending() {
        return pending;
    }

    /** Does what is due; cheap while nobody lacks anything. */
    void maintain(long nowNs) {
        if (!pending || nowNs - lookedNs < LOOK_NS) {
            return;
        }
        lookedNs = nowNs;
        forgetClosed();
        pending = false;
        for (SubscriptionRepetition each : byConnection.values()) {
            each.maintain(nowNs);
            pending |= each.pending();
        }
    }

    /** Whatever comes over a new connection is new. */
    private void forgetClosed() {
        byConnection.forEach((connection, each) -> {
            if (connection.closed()) {
                byConnection.remove(connection);
                each.lost();
            }
        });
    }
}

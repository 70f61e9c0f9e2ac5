package io.tunedzmq.subscribe;

import io.tunedzmq.connection.ConnectionReadFlow;
import io.tunedzmq.ledger.HeardConnection;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Finds connections whose other end is gone without a word, as where a NAT forgets them: TCP itself notices nothing on
 * the side that only reads, and after a quarter of an hour on the side that writes.
 *
 * <p>A connection over which a publisher of this library was proven, and over which nothing at all has come for the
 * time of a silence while it was read, is asked: readiness is lost, and a publisher that is there proves it anew. One
 * that waits for another subscriber, with {@code block()}, cannot; but a PING of ZMTP is asked with it, which the other
 * end's JeroMQ answers. If nothing comes the connection is cut, and JeroMQ makes it again: after five seconds if the
 * system knows that the question itself has not come through; else after thirty, as the process of the other end may
 * stand still. Of the new one nothing is expected until a publisher has proven itself over it. One that answers and
 * sends nothing else is asked more and more rarely.
 *
 * <p>Confined: guarded by the subscriber's lock.
 */
final class HalfOpenDetector {
    static final long ANSWER_NS = 5_000_000_000L;
    static final long LONGEST_ANSWER_NS = 30_000_000_000L;
    private static final long SECOND_NS = 1_000_000_000;

    /** Above the time between two signs of life, unless a publisher was told to give fewer. */
    private static final long LEAST_PATIENCE_NS = 3_000_000_000L;

    /** The pause before the next question is doubled so often at most. */
    private static final int MOST_DOUBLED = 6;

    /** Signs at different looks, after which a publisher is taken for one that sends by itself. */
    private static final int MANY_SIGNS = 8;

    private static final long PAUSE_NS = 1_000_000_000;

    private static final class Watched {
        final ConnectionReadFlow flow;
        int questions;
        int signs;
        boolean asked;
        long signNs;
        long askedNs;
        long lookedNs;

        Watched(ConnectionReadFlow flow, long nowNs) {
            this.flow = flow;
            signNs = nowNs;
            lookedNs = nowNs;
        }
    }

    private final long patienceNs;
    private final BiConsumer<HeardConnection, Long> ask;
    private final Map<HeardConnection, Watched> watched = new HashMap<>();
    private long lookedNs = System.nanoTime();

    /**
     * @param silentAfter how long nothing may come before it is asked
     * @param ask is given the connection that is not ready any more, and the time
     */
    HalfOpenDetector(Duration silentAfter, BiConsumer<HeardConnection, Long> ask) {
        patienceNs = Math.max(LEAST_PATIENCE_NS, silentAfter.toNanos());
        this.ask = ask;
    }

    /** Looks at all connections, whose flows were looked at just now. */
    void look(Map<HeardConnection, ConnectionReadFlow> flows, long nowNs) {
        watched.keySet().retainAll(flows.keySet());
        long missedNs = nowNs - lookedNs >= PAUSE_NS ? nowNs - lookedNs : 0;
        lookedNs = nowNs;
        flows.forEach((connection, flow) -> {
            if (!connection.closed() && connection.isProven()) {
                Watched known = watched.computeIfAbsent(connection, unused -> new Watched(flow, nowNs));
                known.askedNs += missedNs; // The whole process paused.
                known.signNs += missedNs;
                look(connection, known, nowNs);
            }
        });
    }

    private static boolean isGone(Watched known, long nowNs) {
        long waitedNs = nowNs - known.askedNs;
        if (waitedNs < ANSWER_NS || nowNs - known.lookedNs < SECOND_NS) {
            return false;
        }
        known.lookedNs = nowNs;
        return waitedNs >= LONGEST_ANSWER_NS || known.flow.holdsUnacknowledged();
    }

    private void look(HeardConnection connection, Watched known, long nowNs) {
        long signNs = known.flow.signNs();
        if (signNs - known.signNs > 0) {
            known.signNs = signNs;
            known.asked = false;
            known.signs++;
            known.questions = known.signs >= MANY_SIGNS ? 0 : known.questions;
        } else if (known.asked) {
            if (isGone(known, nowNs)) {
                watched.remove(connection);
                known.flow.cutUnanswered();
            }
        } else if (nowNs - known.signNs >= patienceNs << Math.min(known.questions, MOST_DOUBLED)) {
            known.asked = true;
            known.askedNs = nowNs;
            known.questions++;
            known.signs = 0;
            ask.accept(connection, nowNs);
        }
    }
}

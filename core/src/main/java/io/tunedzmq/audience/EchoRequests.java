package io.tunedzmq.audience;

import io.tunedzmq.internal.Deques;
import io.tunedzmq.wire.ControlRequest.Ready;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for an echo. The connections take turns, so that a flood over one of them delays the others by no more than
 * an echo. On each, subscribers that introduced themselves come first, with one request each; of the rest, which a
 * stock peer may send, too, a few wait and are answered now and then. Confined: guarded by the sending lock.
 */
final class EchoRequests {
    /**
     * Of those that did not introduce themselves, or that ask again at once, on each connection; the oldest go first.
     */
    static final int MOST_STRANGERS = 16;

    /**
     * Of the others, on each connection, the oldest go first; and on all together, beyond which they wait with the
     * strangers.
     */
    static final int MOST_KNOWN_OF_A_CONNECTION = 4_096;

    static final int MOST_KNOWN = 16_384;

    private static final long BETWEEN_STRANGERS_NS = 20_000_000;

    /** Connections looked at in vain before it is left to the next visit. */
    private static final int TRIES = 64;

    private final Map<Long, Turn> byConnection = new HashMap<>();
    private final ArrayDeque<Turn> inTurn = new ArrayDeque<>();
    private int known;

    private static final class Turn {
        final long connection;
        final Map<Long, Ready> known = new LinkedHashMap<>();
        final Set<Ready> strangers = new LinkedHashSet<>();
        long strangerNs;
        boolean closed;

        Turn(long connection, long nowNs) {
            this.connection = connection;
            strangerNs = nowNs - BETWEEN_STRANGERS_NS;
        }

        boolean isEmpty() {
            return known.isEmpty() && strangers.isEmpty();
        }

        @Nullable
        Ready pollStranger(long nowNs) {
            if (!strangers.isEmpty() && nowNs - strangerNs >= BETWEEN_STRANGERS_NS) {
                strangerNs = nowNs;
                return removeFirst(strangers.iterator());
            }
            return null;
        }

        private static Ready removeFirst(Iterator<Ready> requests) {
            Ready first = requests.next();
            requests.remove();
            return first;
        }
    }

    /**
     * A request.
     *
     * @param connection that it came over
     * @param isKnown whether it came from a subscriber that had introduced itself
     */
    record Waiting(Ready request, long connection, boolean isKnown) {}

    /**
     * @param isKnown whether it comes from a subscriber that introduced itself and has not been answered a moment ago
     */
    void add(Ready request, long connection, boolean isKnown, long nowNs) {
        Turn turn = byConnection.get(connection);
        if (turn == null) {
            turn = new Turn(connection, nowNs);
            byConnection.put(connection, turn);
            Deques.add(inTurn, turn);
        }
        if (isKnown && known < MOST_KNOWN) {
            known += turn.known.put(request.subscriberId(), request) == null ? 1 : 0;
            if (turn.known.size() > MOST_KNOWN_OF_A_CONNECTION) {
                Ready unused = takeKnown(turn);
            }
        } else if (turn.strangers.add(request) && turn.strangers.size() > MOST_STRANGERS) {
            Ready unused = Turn.removeFirst(turn.strangers.iterator());
        }
    }

    /** A subscriber that introduced itself is to have one more echo, if it does not wait for one. */
    void addAgain(Ready request, long connection, long nowNs) {
        Turn turn = byConnection.get(connection);
        if (turn == null || !turn.known.containsKey(request.subscriberId())) {
            add(request, connection, true, nowNs);
        }
    }

    private Ready takeKnown(Turn turn) {
        known--;
        return Turn.removeFirst(turn.known.values().iterator());
    }

    /** The next one to be answered now, or null. */
    @Nullable
    Waiting poll(long nowNs) {
        for (int i = Math.min(TRIES, inTurn.size()); i > 0; i--) {
            Turn turn = inTurn.remove();
            boolean isKnown = !turn.known.isEmpty();
            Ready request = isKnown ? takeKnown(turn) : turn.pollStranger(nowNs);
            // One with nothing left stays for a while, or whoever asks again and again would never have to wait.
            boolean over = turn.closed || (turn.isEmpty() && nowNs - turn.strangerNs >= BETWEEN_STRANGERS_NS);
            if (over) {
                byConnection.remove(turn.connection, turn);
            } else {
                Deques.add(inTurn, turn);
            }
            if (request != null) {
                return new Waiting(request, turn.connection, isKnown);
            }
        }
        return null;
    }

    /** Whether a request waits, or a connection is remembered for a moment. */
    boolean isEmpty() {
        return inTurn.isEmpty();
    }

    /** A request was taken back. */
    void remove(Ready request, long connection) {
        Turn turn = byConnection.get(connection);
        if (turn != null) {
            known -= turn.known.remove(request.subscriberId(), request) ? 1 : 0;
            turn.strangers.remove(request);
        }
    }

    void closed(long connection) {
        Turn turn = byConnection.remove(connection);
        if (turn != null) {
            known -= turn.known.size();
            turn.known.clear();
            turn.strangers.clear();
            turn.closed = true; // Leaves the line when its turn comes.
        }
    }
}

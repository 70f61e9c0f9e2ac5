package io.tunedzmq.subscribe;

import io.tunedzmq.internal.Deques;
import io.tunedzmq.ledger.HeardConnection;
import io.tunedzmq.ledger.RouteOrder;
import io.tunedzmq.wire.FrameReader;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Frames put aside, those of each epoch over each connection on their own, so that nobody makes another one's wait:
 * until what they leave out has come over another connection of their publisher, or until that is done for. Bounded in
 * frames and bytes. Confined: guarded by the socket's lock.
 */
final class FramesPutAside {
    /** Of one epoch over one connection; then the first goes on, or is given up. */
    private static final int MOST_OF_ONE = 10_000;

    private static final long HEAP = Runtime.getRuntime().maxMemory();
    private static final long MOST_BYTES_OF_ONE = Math.min(16L << 20, HEAP / 64);
    private static final long MOST_BYTES = Math.min(64L << 20, HEAP / 16);

    /** What is left out before it has not come for so long, although nothing was left to be read. */
    private static final long LONGEST_NS = 60_000_000_000L;

    /** What a frame takes besides its bytes. */
    private static final int OVERHEAD = 256;

    /** Looked at for each frame that is read; the others have their turn. */
    private static final int LOOKS = 4;

    private record Key(long epoch, HeardConnection connection) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key key && key.epoch == epoch && key.connection == connection;
        }

        @Override
        public int hashCode() {
            return Long.hashCode(epoch) * 31 + System.identityHashCode(connection);
        }
    }

    /** Frames of one epoch over one connection. */
    private static final class Waiting {
        final Key key;
        final ArrayDeque<Aside> frames = new ArrayDeque<>();
        long bytes;

        Waiting(Key key) {
            this.key = key;
        }
    }

    /** @param sinceNs since when it is put aside, by {@link RouteOrder#quietNs} */
    private record Aside(Arrival arrival, long sinceNs) {}

    private final RouteOrder order;
    private final Map<Key, Waiting> waiting = new HashMap<>();
    private final ArrayDeque<Waiting> turns = new ArrayDeque<>();
    private long bytes;

    FramesPutAside(RouteOrder order) {
        this.order = order;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Whether frames of the same epoch over the same connection are put aside. */
    boolean has(FrameReader frame, HeardConnection connection) {
        return !waiting.isEmpty() && waiting.containsKey(new Key(frame.epoch(), connection));
    }

    /** Whether frames of the epoch are put aside. */
    boolean holds(long epoch) {
        return waiting.keySet().stream().anyMatch(key -> key.epoch() == epoch);
    }

    /**
     * Puts a frame aside.
     *
     * @param arrival a frame of ours
     * @return one that goes on instead; null if there is room
     */
    @Nullable
    Arrival add(Arrival arrival, long nowNs) {
        Waiting mine = waiting.computeIfAbsent(new Key(arrival.frame().epoch(), arrival.connection()), key -> {
            Waiting added = new Waiting(key);
            Deques.add(turns, added);
            return added;
        });
        Deques.add(mine.frames, new Aside(arrival, order.quietNs()));
        account(mine, cost(arrival));
        while (!mine.frames.isEmpty() && isFull(mine)) { // What comes can be larger than what makes room for it.
            if (goesOnIfFull(mine.frames.element().arrival(), nowNs)) {
                return remove(mine);
            }
            giveUpFirst(mine); // The other connection lives and brings it, or shows that it is lost.
        }
        return null;
    }

    private boolean isFull(Waiting mine) {
        return mine.frames.size() >= MOST_OF_ONE || mine.bytes >= MOST_BYTES_OF_ONE || bytes >= MOST_BYTES;
    }

    private boolean goesOnIfFull(Arrival first, long nowNs) {
        FrameReader frame = first.frame();
        if (order.isUndecided(frame, first.connection(), nowNs)) {
            order.waitNoMore(frame, first.connection());
        }
        return !order.mustWait(frame, first.connection()) || order.mayGoOn(frame, first.connection());
    }

    private void giveUpFirst(Waiting mine) {
        Arrival first = remove(mine);
        order.tooFarAhead(first.frame(), first.connection());
    }

    /** One that waits for nothing any longer; null if there is none among those whose turn it is. */
    @Nullable
    Arrival ready(long nowNs) {
        return look(Math.min(LOOKS, turns.size()), false, nowNs);
    }

    /** Nothing else is there: one that goes on because what it waits for will not come. */
    @Nullable
    Arrival whenNothingIsLeft(long nowNs) {
        return look(turns.size(), true, nowNs);
    }

    private @Nullable Arrival look(int looks, boolean nothingIsLeft, long nowNs) {
        for (int i = 0; i < looks; i++) {
            Waiting next = turns.element();
            Aside aside = next.frames.element();
            Arrival first = aside.arrival();
            HeardConnection connection = first.connection();
            FrameReader frame = first.frame();
            if (!order.isUndecided(frame, connection, nowNs)
                    && (!order.mustWait(frame, connection) || (nothingIsLeft && order.mayGoOn(frame, connection)))) {
                return remove(next);
            }
            turns.add(turns.remove());
            if (order.quietNs() - aside.sinceNs() >= LONGEST_NS) {
                giveUpFirst(next);
            }
        }
        return null;
    }

    private Arrival remove(Waiting mine) {
        Arrival first = mine.frames.remove().arrival();
        account(mine, -cost(first));
        if (mine.frames.isEmpty()) {
            waiting.remove(mine.key);
            turns.remove(mine);
        }
        return first;
    }

    private void account(Waiting mine, long more) {
        mine.bytes += more;
        bytes += more;
    }

    private static long cost(Arrival arrival) {
        return (long) arrival.bytes().length + OVERHEAD;
    }
}

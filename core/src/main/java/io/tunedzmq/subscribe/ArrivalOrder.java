package io.tunedzmq.subscribe;

import io.tunedzmq.ledger.HeardConnection;
import io.tunedzmq.ledger.RouteOrder;
import io.tunedzmq.ledger.SequenceLedger;
import io.tunedzmq.wire.FrameReader;
import org.jspecify.annotations.Nullable;

/**
 * The order in which what came may be accounted for. Frames of a publisher that came back over another connection are
 * put aside until what its old connection has left was read: ZeroMQ reads from both in turn. Confined: guarded by the
 * socket's lock.
 */
final class ArrivalOrder {
    /** In one go. */
    private static final int MOST_LOOKS = 10_000;

    private final ReadAhead read;
    private final SequenceLedger ledger;
    private final RouteOrder order;
    private final FramesPutAside aside;
    private long emptiedNs = System.nanoTime();

    ArrivalOrder(ReadAhead read, SequenceLedger ledger) {
        this.read = read;
        this.ledger = ledger;
        order = ledger.order();
        aside = new FramesPutAside(order);
    }

    /**
     * The next one that may be accounted for.
     *
     * @return null if there is none at present
     */
    @Nullable
    Arrival next(long nowNs) {
        for (int looks = 0; looks < MOST_LOOKS; looks++) {
            Arrival ready = aside.isEmpty() ? null : aside.ready(nowNs);
            if (ready != null) {
                return ready;
            }
            Arrival arrival = read.next(nowNs);
            if (arrival == null) {
                ledger.nothingIsLeft(nowNs);
                Arrival late = aside.isEmpty() ? null : aside.whenNothingIsLeft(nowNs);
                if (late == null) {
                    noteEmptied(nowNs);
                }
                return late;
            }
            if (!mustWait(arrival, nowNs)) {
                return arrival;
            }
            arrival.taken();
            Arrival instead = aside.add(arrival, nowNs);
            if (instead != null) {
                return instead;
            }
        }
        return null; // There may be no end of what has to wait, and who receives wants to go on at some time.
    }

    /** The first one that was read ahead, if it carries no message and may be accounted for; null if not. */
    @Nullable
    Arrival nextControl(long nowNs) {
        Arrival first = read.peek();
        if (first == null || !first.isTagged() || first.frame().kind().holdsMessages() || mustWait(first, nowNs)) {
            return null;
        }
        return read.next(nowNs);
    }

    /** Whether it has to wait for others, which may still come. */
    private boolean mustWait(Arrival arrival, long nowNs) {
        if (!arrival.isTagged()) {
            return false;
        }
        FrameReader frame = arrival.frame();
        HeardConnection connection = arrival.connection();
        return aside.has(frame, connection)
                || (!order.flowsOn(frame, connection)
                        && (order.isUndecided(frame, connection, nowNs) || order.mustWait(frame, connection)));
    }

    /** Nothing was there to be read: if nothing waits either, all that had come by now is done with. */
    void noteEmptied(long nowNs) {
        if (read.isEmpty() && aside.isEmpty()) {
            emptiedNs = nowNs;
        }
    }

    /** When nothing waited last, read or not. */
    long emptiedNs() {
        return emptiedNs;
    }

    /** Whether frames of the epoch are put aside. */
    boolean holds(long epoch) {
        return aside.holds(epoch);
    }
}

package io.tunedzmq.subscribe;

import io.tunedzmq.ledger.HeardConnection;
import io.tunedzmq.ledger.RouteOrder;
import io.tunedzmq.ledger.SequenceLedger;
import io.tunedzmq.wire.FrameReader;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The order in which what came may be accounted for. Frames of a publisher that came back over another connection are
 * put aside until what its old connection has left was read: ZeroMQ reads from both in turn. Confined: guarded by the
 * socket's lock.
 */
final class ArrivalOrder {
    /** In one go. */
    private static final int MOST_LOOKS = 10_000;

    private final SequenceLedger ledger;
    private final RouteOrder order;
    private final FramesPutAside aside;

    ArrivalOrder(SequenceLedger ledger) {
        this.ledger = ledger;
        order = ledger.order();
        aside = new FramesPutAside(order);
    }

    /**
     * The next one that may be accounted for.
     *
     * @param source gives at this time what was read, in that order; null when nothing is left
     * @return null if there is none at present
     */
    @Nullable
    Arrival next(LongFunction<@Nullable Arrival> source, long nowNs) {
        for (int looks = 0; looks < MOST_LOOKS; looks++) {
            Arrival ready = aside.isEmpty() ? null : aside.ready(nowNs);
            if (ready != null) {
                return ready;
            }
            Arrival arrival = source.apply(nowNs);
            if (arrival == null) {
                ledger.nothingIsLeft(nowNs);
                return aside.isEmpty() ? null : aside.whenNothingIsLeft(nowNs);
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

    /** Whether it has to wait for others, which may still come. */
    boolean mustWait(Arrival arrival, long nowNs) {
        if (!arrival.isTagged()) {
            return false;
        }
        FrameReader frame = arrival.frame();
        HeardConnection connection = arrival.connection();
        return aside.has(frame, connection)
                || (!order.flowsOn(frame, connection)
                        && (order.isUndecided(frame, connection, nowNs) || order.mustWait(frame, connection)));
    }

    /** Whether nothing is put aside. */
    boolean isEmpty() {
        return aside.isEmpty();
    }

    /** Whether frames of the epoch are put aside. */
    boolean holds(long epoch) {
        return aside.holds(epoch);
    }
}

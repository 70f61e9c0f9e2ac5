package io.tunedzmq.subscribe;

import io.tunedzmq.connection.SpareFrames;
import org.jspecify.annotations.Nullable;

/**
 * Hands out what came, in the order in which it may be accounted for, and takes its memory back. Confined: guarded by
 * the socket's lock.
 */
final class Inbox {
    /** Frames in a row after which the next ones are on their way. */
    private static final int STREAM = 8;

    private final ArrivalOrder order;
    private final SpareFrames spares;

    private int inARow;

    /** The one handed out last, if its bytes may be given back. */
    private byte @Nullable [] out;

    Inbox(ArrivalOrder order, SpareFrames spares) {
        this.order = order;
        this.spares = spares;
    }

    /**
     * The next frame; the one before is done with.
     *
     * @return null if there is none at present
     */
    @Nullable
    Arrival next(long nowNs) {
        if (out != null) {
            spares.giveBack(out);
            out = null;
        }
        Arrival arrival = order.next(nowNs);
        if (arrival != null) {
            inARow++;
            arrival.taken();
            if (arrival.reusable()) {
                out = arrival.bytes();
            }
        }
        return arrival;
    }

    /**
     * The next frame, if it was read ahead, carries no message and may be accounted for now.
     *
     * @return null if there is none, or messages come first
     */
    @Nullable
    Arrival nextControl(long nowNs) {
        Arrival arrival = order.nextControl(nowNs);
        if (arrival != null) {
            arrival.taken();
        }
        return arrival;
    }

    /**
     * When there is no next frame: lets the I/O thread run for a moment if many came in a row, which costs less than to
     * sleep and be woken.
     *
     * @return false if few came: then wait for the next
     */
    @SuppressWarnings("ThreadPriorityCheck") // A hint: nothing depends on what the scheduler makes of it.
    boolean giveWay() {
        boolean stream = inARow >= STREAM;
        inARow = 0;
        if (stream) {
            Thread.yield();
        }
        return stream;
    }
}

package io.tunedzmq.publish;

import java.lang.ref.WeakReference;

/**
 * A frame in the books of a {@link PublishBacklog}, which guards it. The pipes keep the frame, not the books: what was
 * in the pipe of a connection that broke is garbage, and leaves the books when it is collected, if not before.
 */
final class BacklogFrame extends WeakReference<OutgoingFrame> {
    final long cost;
    final int messages;
    final int number;

    /** Whether a subscriber that is connected has yet to take it, as far as it was looked at. */
    boolean awaited;

    /** One that holds no message: nobody asks for its number. */
    BacklogFrame(OutgoingFrame frame) {
        this(frame, 0);
    }

    BacklogFrame(OutgoingFrame frame, int number) {
        super(frame);
        cost = frame.cost();
        messages = frame.messages();
        this.number = number;
    }

    /** Lets its content go, if nobody is about to fetch that; false if it has to stay. */
    boolean expire() {
        OutgoingFrame frame = get();
        return frame != null && frame.expire();
    }

    /** Whether a connection has yet to take it, which may be one that is there. */
    boolean isMissing(long lostNow) {
        OutgoingFrame frame = get();
        return frame != null && frame.missing(lostNow) > 0;
    }

    boolean isOver() {
        OutgoingFrame frame = get();
        return frame == null || frame.fetchedByAll() || frame.isExpired();
    }
}

package io.tunedzmq.publish;

import org.jspecify.annotations.Nullable;

/**
 * Whether a subscriber that was found full is passed over still. JeroMQ does that without a word until half of its
 * queue was read; a stock subscriber says nothing either. But what it has not taken is in the books: of the frames that
 * were sent before it was found full it holds at least as many as the HWM says, and gets no other until then. Confined:
 * guarded by the sending lock; {@link #wasFull} from any thread.
 */
final class FullQueue {
    private final PublishBacklog backlog;
    private final int half;
    private volatile boolean found;
    private int sentUntil;

    /** Who has yet to take it has yet to take half of a queue. */
    private @Nullable BacklogFrame middle;

    /** @param half frames that are at most half of a queue; 0 if nobody can tell who has left */
    FullQueue(PublishBacklog backlog, int half) {
        this.backlog = backlog;
        this.half = half;
    }

    /** A frame found no room. */
    void foundFull() {
        found = half > 0;
        sentUntil = backlog.frames();
        middle = null;
    }

    /** Whether it was full when this was looked at last. From any thread. */
    boolean wasFull() {
        return found;
    }

    /** Whether half of a queue that was full is yet to be taken by somebody. */
    boolean isFull() {
        if (found && (middle == null || !backlog.isMissing(middle))) {
            middle = backlog.missing(sentUntil, half);
            found = middle != null;
        }
        return found;
    }
}

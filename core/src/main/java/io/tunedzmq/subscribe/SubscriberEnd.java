package io.tunedzmq.subscribe;

import io.tunedzmq.internal.CloseCall;
import io.tunedzmq.stats.ClosedException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Whether a subscriber is closed, and by whom; and what a receive says then. Thread-safe but for what says so. */
final class SubscriberEnd {
    /** Who closed it, or is about to; null while it is open. */
    private final AtomicReference<@Nullable CloseCall> closedBy = new AtomicReference<>();

    /** Set after {@link #closedBy}. */
    private volatile boolean closing;

    private volatile boolean tooSlow;

    /** Confined to the receiving thread. */
    private boolean told;

    /** The first one to close it is who has closed it. */
    void begin(CloseCall by) {
        closedBy.compareAndSet(null, by);
        closing = true;
    }

    /** As {@link #begin}, because its application is too slow; the subscriber is still to be closed. */
    void beginBySlowPolicy() {
        tooSlow = closedBy.compareAndSet(null, CloseCall.now("its SlowPolicy"));
    }

    /** Whether it is closed, or about to be. */
    boolean isClosing() {
        return closing;
    }

    /** Throws if it is closed. */
    void requireOpen() {
        if (closing) {
            ClosedException own = ownReason();
            throw own != null
                    ? own
                    : new ClosedException("Subscriber is closed, " + closedBy.get() + "; open a new one to receive");
        }
    }

    /** Why it has closed itself, or is about to; null if it has not. */
    @Nullable
    ClosedException ownReason() {
        return tooSlow
                ? new ClosedException(
                        "Subscriber has closed itself, as its SlowPolicy says: the application was too slow;"
                                + " make it faster or allow more, and open a new one")
                : null;
    }

    /**
     * Whether this receive may still say that nothing came: of a close on another thread it could not know, so it ends
     * like one that the close finds waiting. Else a loop that asks {@code isClosed()} each time would end with an
     * exception now and then. Confined to the receiving thread.
     */
    boolean mayBeNews() {
        CloseCall by = closedBy.get();
        boolean first = !told;
        told = true;
        return first && !tooSlow && by != null && !by.isMe();
    }

    /** A receive that was under way ends because of it. Confined to the receiving thread. */
    void wasNoticed() {
        told = true;
    }
}

package io.tunedzmq.jeromq;

import io.tunedzmq.connection.TcpEnds;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The connections of a socket that are gone, for who comes to look. Bounded: whoever connects and leaves again and
 * again must not fill our memory. Thread-safe, and never blocks.
 */
public final class ClosedConnections {
    static final int MOST = 1_000;

    private final Queue<TcpEnds> ends = new ConcurrentLinkedQueue<>();
    private final AtomicInteger kept = new AtomicInteger();
    private volatile boolean missed;

    void add(TcpEnds gone) {
        if (kept.get() >= MOST) {
            missed = true;
        } else {
            kept.incrementAndGet();
            ends.add(gone);
        }
    }

    /** One that is gone; null if there is none more. */
    @Nullable
    public TcpEnds poll() {
        TcpEnds gone = ends.poll();
        if (gone != null) {
            kept.decrementAndGet();
        }
        return gone;
    }

    /** Whether more are gone than were kept, since this was asked last: then nobody knows which. */
    public boolean takeMissed() {
        boolean some = missed;
        if (some) {
            missed = false;
        }
        return some;
    }
}

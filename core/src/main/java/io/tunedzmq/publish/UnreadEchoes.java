package io.tunedzmq.publish;

import io.tunedzmq.internal.Deques;
import java.util.ArrayDeque;
import java.util.Iterator;

/**
 * The answers of all publishers of a context that somebody has yet to take. Where there are many topics an answer is
 * thousands of times as long as the request for it; so whoever asks again and again, and takes nothing, would fill the
 * memory with them. They keep to a bound of their own: the oldest go first, and who gets what stands for one asks
 * again. Thread-safe.
 */
final class UnreadEchoes {
    private final long limit;

    // Guarded by this.
    private final ArrayDeque<BacklogFrame> unread = new ArrayDeque<>();
    private long bytes;

    /** @param limit bytes of all together */
    UnreadEchoes(long limit) {
        this.limit = limit;
    }

    /** One more was given to those who asked. */
    synchronized void sent(OutgoingFrame answer) {
        BacklogFrame loose = new BacklogFrame(answer);
        Deques.add(unread, loose);
        bytes += loose.cost;
        Iterator<BacklogFrame> oldest = unread.iterator();
        while (bytes > limit && oldest.hasNext()) {
            BacklogFrame next = oldest.next();
            if (next.isOver() || next.expire()) {
                oldest.remove();
                bytes -= next.cost;
            }
        }
    }
}

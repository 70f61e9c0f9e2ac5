package io.tunedzmq.internal;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Who closed something, and when: for the text of what fails afterwards. Immutable.
 *
 * @param call what was called
 * @param thread by which thread
 * @param threadId its number, because a name may serve several
 * @param at when
 */
public record CloseCall(String call, String thread, long threadId, Instant at) {
    /** The current thread, now. */
    public static CloseCall now(String call) {
        Thread me = Thread.currentThread();
        return new CloseCall(call, me.getName(), me.getId(), Instant.now().truncatedTo(ChronoUnit.MILLIS));
    }

    /** Whether the current thread did it. */
    public boolean isMe() {
        return Thread.currentThread().getId() == threadId;
    }

    @Override
    public String toString() {
        return "by " + call + " on thread '" + thread + "' at " + at;
    }
}

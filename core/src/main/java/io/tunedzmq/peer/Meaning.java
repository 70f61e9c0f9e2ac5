package io.tunedzmq.peer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the messages of subscribers mean, as far as that decides what becomes of them. */
public interface Meaning {
    /** Whether JeroMQ is only to tell of it, without a subscription in its tree. */
    boolean isTold(byte[] message);

    /** Whether it promises to say something again soon, or takes that back. */
    boolean isPromise(byte[] message);

    /** What it says again; null if it does not. */
    @Nullable
    Repeated repeated(byte[] message);

    /** Subscriptions without which the answer to it is another one, as they stand in messages. */
    List<byte[]> asksFor(byte[] message);

    /** Whether it is one of those that {@link #asksFor} names. */
    boolean isProof(byte[] message);

    /**
     * A subscription that is said again.
     *
     * @param speech which time
     * @param index of what is said that time, from 0
     * @param skipped bytes, behind the first one, that are not of what is said
     */
    record Repeated(long speech, int index, int skipped) {}
}

package io.tunedzmq.connection;

import io.tunedzmq.internal.Sum64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the messages of subscribers mean, as far as that decides what becomes of them. */
public interface UpstreamMeaning {
    /** Whether JeroMQ is only to tell of it, without a subscription in its tree. */
    boolean isTold(byte[] message);

    /** Whether it promises to say something again soon, or takes that back. */
    boolean isPromise(byte[] message);

    /** What it says again; null if it does not. */
    @Nullable
    Repeated repeated(byte[] message);

    /** Sums, as {@link Sum64} makes them, of subscriptions that it says it has; null if it says something else. */
    long @Nullable [] have(byte[] message);

    /** Whether it says that a connection was lost, not this one. */
    boolean isLoss(byte[] message);

    /** Whether everything came, is what it asks; null if it does not. */
    @Nullable
    Question question(byte[] message);

    /** Whether it is one of those that {@link Question#proofs} names. */
    boolean isProof(byte[] message);

    /**
     * A question to which the answer is another one where not everything came.
     *
     * @param proofs subscriptions, as they stand in messages, that come last
     * @param speech in which the subscriber has said what there is
     * @param said how much that was; 0 if nothing
     */
    record Question(List<byte[]> proofs, long speech, int said) {}

    /**
     * A subscription that is said again.
     *
     * @param speech which time
     * @param index of what is said that time, from 0
     * @param skipped bytes, behind the first one, that are not of what is said
     */
    record Repeated(long speech, int index, int skipped) {}

    /** Whether a ZMTP command shows that nobody stands between its sender and this publisher. */
    boolean isDirect(byte[] command);

    /** Whether a subscription selects messages of the application. */
    boolean selectsMessages(byte[] message);
}

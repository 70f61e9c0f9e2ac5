package io.tunedzmq.connection;

import io.tunedzmq.internal.Counter;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What subscribers have promised to say over a connection, and whether they do: the other end of it may be gone without
 * a word. Most say something every ten seconds, the others every twenty. A subscriber says everything over all of its
 * connections; so where it is back over another one, and nothing comes over this one, this one is gone. But others may
 * know its key and claim that it is back. So either the promise has to be broken, or the system has to know that
 * nothing gets through.
 *
 * <p>What is said is counted on the connection's I/O thread, and looked at by one thread.
 */
final class PromisedSigns {
    private static final long LONGEST_NS = 35_000_000_000L;
    private static final long LONGEST_REPLACED_NS = 22_000_000_000L;
    private static final long LONGEST_UNANSWERED_NS = 5_000_000_000L;

    private static final long NEVER = -1;

    private final Counter said = new Counter();

    /** How many subscribers have promised to go on. Written on the I/O thread. */
    private volatile int promises;

    /** How much had been said when the subscriber came back over another connection: what comes later denies it. */
    private volatile long saidBeforeReplaced = NEVER;

    private long saidThen;
    private long saidNs;

    PromisedSigns(long nowNs) {
        saidNs = nowNs;
    }

    /** Something was said. */
    void said() {
        said.add(1);
    }

    /**
     * A subscriber promises to say something every now and then, or takes that back.
     *
     * @param again whether it may have been heard before: rather one too few, or nobody could take it back
     */
    void promised(boolean begins, boolean again) {
        boolean counts = !again || promises == 0;
        promises = Math.max(0, promises + (!begins ? -1 : counts ? 1 : 0));
    }

    boolean arePromised() {
        return promises > 0;
    }

    /** The only subscriber behind the connection says that it is back over another one. From any thread. */
    void replaced() {
        saidBeforeReplaced = said.get();
    }

    /**
     * Why the connection is to be given up; null if it is not.
     *
     * @param excused whether something may have come and have been left unread
     * @param isUnanswered whether the system knows that nothing gets through to the other end
     * @param direct whether nobody stands between
     */
    @Nullable
    CutReason broken(boolean excused, BooleanSupplier isUnanswered, boolean direct, long nowNs) {
        long now = said.get();
        if (now != saidThen || promises == 0 || excused) {
            saidThen = now;
            saidNs = nowNs;
            return null;
        }
        long unsaidNs = nowNs - saidNs;
        if (direct && now == saidBeforeReplaced) {
            boolean gone = unsaidNs >= LONGEST_REPLACED_NS
                    || (unsaidNs >= LONGEST_UNANSWERED_NS && isUnanswered.getAsBoolean());
            return gone ? CutReason.REPLACED : null;
        }
        return unsaidNs >= LONGEST_NS ? CutReason.UNHEARD : null;
    }
}

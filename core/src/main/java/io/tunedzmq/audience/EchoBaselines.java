package io.tunedzmq.audience;

import java.util.Arrays;
import java.util.OptionalLong;

/**
 * The echoes that a subscriber was sent, and what had been sent of its topics before each; of the last few, oldest
 * first. In arrays, since strangers can make us keep many. Confined: guarded by the lock of {@link RemoteSubscribers}.
 */
final class EchoBaselines {
    private static final int MOST = 16;
    private static final long[] NONE = {};

    private long[] echoes = NONE;
    private long[] sent = NONE;
    private int count;
    private boolean missed;

    /** The first and the last echo; 0: none. */
    private long first;

    private long last;
    private long lastNs;

    /** It was sent an echo. */
    void echoed(long echo, long nowNs) {
        first = first == 0 ? echo : first;
        last = echo;
        lastNs = nowNs;
    }

    /** Whether it can have been sent the echo. */
    boolean mayHave(long echo) {
        return first != 0 && echo >= first && echo <= last;
    }

    /** Whether it was sent none within the time. */
    boolean noneFor(long ns, long nowNs) {
        return last == 0 || nowNs - lastNs >= ns;
    }

    /** What had been sent before an echo is known. */
    void add(long echo, long sentBefore) {
        missed |= !put(echo, sentBefore);
    }

    /** What had been sent before an echo is not known. */
    void miss() {
        missed = true;
    }

    /** Whether that is not known of some echo, or no longer. */
    boolean someMissed() {
        return missed;
    }

    /** Takes over one of the same subscriber over a connection that is gone. */
    void inherit(EchoBaselines before, long echo) {
        before.get(echo).ifPresent(sentBefore -> put(echo, sentBefore));
    }

    /** Returns false if the oldest was forgotten for it. */
    private boolean put(long echo, long sentBefore) {
        boolean full = count == MOST;
        if (full) {
            System.arraycopy(echoes, 1, echoes, 0, --count);
            System.arraycopy(sent, 1, sent, 0, count);
        } else if (count == echoes.length) {
            int length = Math.max(1, 2 * count);
            echoes = Arrays.copyOf(echoes, length);
            sent = Arrays.copyOf(sent, length);
        }
        echoes[count] = echo;
        sent[count++] = sentBefore;
        return !full;
    }

    OptionalLong get(long echo) {
        for (int i = 0; i < count; i++) {
            if (echoes[i] == echo) {
                return OptionalLong.of(sent[i]);
            }
        }
        return OptionalLong.empty();
    }

    /** The one that holds is known: the others are of no use any more. */
    void keepOnly(long echo) {
        get(echo).ifPresent(sentBefore -> {
            echoes = new long[] {echo};
            sent = new long[] {sentBefore};
            count = 1;
        });
    }

    OptionalLong oldest() {
        return count == 0 ? OptionalLong.empty() : OptionalLong.of(sent[0]);
    }

    /** Whether the echo is older than all of them. */
    boolean allAfter(long echo) {
        return count == 0 || echo < echoes[0];
    }
}

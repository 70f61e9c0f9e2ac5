package io.tunedzmq.audience;

import io.tunedzmq.wire.EchoSums;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.function.LongPredicate;

/**
 * The echoes that a subscriber was sent, and what had been sent of its topics before each; the first and the last few,
 * oldest first. In arrays, since strangers can make us keep many. Confined: guarded by the lock of
 * {@link RemoteSubscribers}.
 */
final class EchoBaselines {
    static final int MOST = 16;

    /** Of what had been sent before an echo. */
    static final long UNKNOWN = -1;

    private static final long[] NONE = {};

    private final long key;
    private final long epoch;

    /** The numbers, what is said of each in reports, and what had been sent before. */
    private long[] echoes = NONE;

    private long[] sums = NONE;
    private long[] sent = NONE;
    private int count;

    /** Whether the first one is the one that holds: the others only show who has received them. */
    private boolean held;

    private boolean missed;
    private long lastNs;

    EchoBaselines(long key, long epoch) {
        this.key = key;
        this.epoch = epoch;
    }

    /**
     * It is sent an echo.
     *
     * @param sentBefore {@link #UNKNOWN} if it is
     */
    void echoed(long echo, long sentBefore, long nowNs) {
        lastNs = nowNs;
        if (held) {
            count = Math.min(count, 1);
            add(echo, UNKNOWN);
        } else {
            missed |= sentBefore == UNKNOWN || count == MOST;
            add(echo, sentBefore);
        }
    }

    /** When it was sent the last one, if it was. */
    long lastNs() {
        return lastNs;
    }

    /** Whether it was sent none within the time. */
    boolean noneFor(long ns, long nowNs) {
        return count == 0 || nowNs - lastNs >= ns;
    }

    /** The latest echo of which that is true; 0 if it is of none. */
    long find(LongPredicate isIt) {
        for (int i = count - 1; i >= 0; i--) {
            if (isIt.test(echoes[i])) {
                return echoes[i];
            }
        }
        return 0;
    }

    /** Whether it was sent that one last. */
    boolean isLast(long echo) {
        return count > 0 && echoes[count - 1] == echo;
    }

    /** Whether what had been sent before an echo is not known, or no longer. */
    boolean someMissed() {
        return missed;
    }

    /**
     * Goes on from those of the same subscriber over a connection that is gone. Which of all holds, its next report
     * says.
     *
     * @param sameFilter whether what was counted as sent before them are the same topics
     */
    void inherit(EchoBaselines before, boolean sameFilter) {
        if (held) {
            return;
        }
        int own = count;
        long[] ownEchoes = Arrays.copyOf(echoes, own);
        long[] ownSent = Arrays.copyOf(sent, own);
        count = 0;
        for (int i = 0; i < (before.held ? 1 : before.count); i++) {
            add(before.echoes[i], sameFilter ? before.sent[i] : UNKNOWN);
        }
        missed |= before.missed && !before.held;
        for (int i = 0; i < own; i++) {
            add(ownEchoes[i], ownSent[i]);
        }
    }

    /** Adds one; where there is no room, the oldest but the first goes: that is mostly the one that counts. */
    private void add(long echo, long sentBefore) {
        if (count == MOST) {
            remove(1);
        }
        if (count == echoes.length) {
            int length = Math.max(1, 2 * count);
            echoes = Arrays.copyOf(echoes, length);
            sums = Arrays.copyOf(sums, length);
            sent = Arrays.copyOf(sent, length);
        }
        echoes[count] = echo;
        sums[count] = EchoSums.baseline(key, epoch, echo);
        sent[count++] = sentBefore;
    }

    private void remove(int at) {
        count--;
        System.arraycopy(echoes, at + 1, echoes, at, count - at);
        System.arraycopy(sums, at + 1, sums, at, count - at);
        System.arraycopy(sent, at + 1, sent, at, count - at);
    }

    /** What had been sent before the echo with this sum; empty if that is not known. */
    OptionalLong get(long sum) {
        int at = indexOf(sum);
        return at < 0 || sent[at] == UNKNOWN ? OptionalLong.empty() : OptionalLong.of(sent[at]);
    }

    /** Whether the echo with this sum is one of them. */
    boolean holds(long sum) {
        return indexOf(sum) >= 0;
    }

    private int indexOf(long sum) {
        for (int i = 0; i < count; i++) {
            if (sums[i] == sum) {
                return i;
            }
        }
        return -1;
    }

    /** The one with this sum is known to hold: of the others only the last is of use, as it may be answered yet. */
    void keepOnly(long sum) {
        int at = indexOf(sum);
        if (at < 0 || held) {
            return;
        }
        held = true;
        int last = count - 1;
        int kept = at == last ? 1 : 2;
        long[] both = {echoes[at], echoes[last]};
        long before = sent[at];
        count = 0;
        echoes = NONE;
        sums = NONE;
        sent = NONE;
        add(both[0], before);
        if (kept == 2) {
            add(both[1], UNKNOWN);
        }
    }

    /** What had been sent before the oldest of which that is known. */
    OptionalLong oldest() {
        for (int i = 0; i < count; i++) {
            if (sent[i] != UNKNOWN) {
                return OptionalLong.of(sent[i]);
            }
        }
        return OptionalLong.empty();
    }
}

package io.tunedzmq.subscribe;

import java.util.HashSet;
import java.util.Set;

/**
 * Which questions of publishers are to be answered: each once, since a publisher repeats it until it has heard enough,
 * and not too many in a second. Confined to the socket lock.
 */
final class SubscriberAnswers {
    private static final int MOST_KEPT = 1_000;

    /** All publishers hear each answer; so one that asks without end must not make us answer without end. */
    private static final int MOST_A_SECOND = 2_000;

    private static final long SECOND_NS = 1_000_000_000;

    private final Set<Long> answered = new HashSet<>();
    private long secondNs;
    private int left = MOST_A_SECOND;

    SubscriberAnswers(long nowNs) {
        secondNs = nowNs;
    }

    /** Whether to answer it; it counts as answered from then on. */
    boolean take(long question, long nowNs) {
        if (answered.contains(question) || !mayAnswer(nowNs)) {
            return false;
        }
        if (answered.size() >= MOST_KEPT) {
            answered.clear();
        }
        return answered.add(question);
    }

    private boolean mayAnswer(long nowNs) {
        if (nowNs - secondNs >= SECOND_NS) {
            secondNs = nowNs;
            left = MOST_A_SECOND;
        }
        return left-- > 0;
    }

    /** Whoever has asked may not have heard the answer. */
    void forget() {
        answered.clear();
    }
}

package io.tunedzmq.subscribe;

import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What those share that say things again, each to the publishers behind one connection. All connections hear what is
 * said over any. So one is at it at a time: the parts of several together would not fit into the queue of a proxy. They
 * take turns: who never has enough, or answers slowly, keeps nobody else waiting for ever. And what all of them say in
 * a second is bounded, because the receiving thread says it. Confined to the socket lock.
 */
final class RepetitionTurns {
    /** Words that are said in a second, each once for each connection that it goes to: some tenth of a core. */
    static final long MOST_A_SECOND = 200_000;

    /** For so long nothing need have been said before what is said at once. */
    static final long BURST_NS = 100_000_000;

    /** A turn, while others wait. */
    static final long LONGEST_NS = 5_000_000_000L;

    /** For an answer, before the question is asked again. */
    static final long ANSWER_NS = 1_000_000_000;

    private static final long SECOND_NS = 1_000_000_000;

    /** What all publishers are asked; who answers one answers those before it, too. */
    enum Question {
        WHO_LACKS,
        SIGN,
        ECHO
    }

    private final LongSupplier said;
    private final LongSupplier connections;
    private final Set<SubscriptionRepetition> waiting = new LinkedHashSet<>();
    private final Map<Question, Long> askedNs = new EnumMap<>(Question.class);
    private @Nullable SubscriptionRepetition holder;
    private long sinceNs;

    /** When all that was said is within the bound. */
    private long paidNs = System.nanoTime() - BURST_NS;

    /**
     * @param said words that were said to all connections so far
     * @param connections that hear each of them at present
     */
    RepetitionTurns(LongSupplier said, LongSupplier connections) {
        this.said = said;
        this.connections = connections;
    }

    /** Gives the turn to who asks first of those that have asked and not passed since; returns whether it has it. */
    boolean take(SubscriptionRepetition who, long nowNs) {
        if (has(who)) {
            return true;
        }
        waiting.add(who);
        if (holder != null || !waiting.iterator().next().equals(who)) {
            return false;
        }
        waiting.remove(who);
        holder = who;
        sinceNs = nowNs;
        return true;
    }

    /** Whether it is its turn. */
    boolean has(SubscriptionRepetition who) {
        return who.equals(holder);
    }

    /** It has had its turn, or does not wait for one any more. */
    void pass(SubscriptionRepetition who) {
        waiting.remove(who);
        if (has(who)) {
            holder = null;
        }
    }

    /** For how long it has had its turn; 0 if it does not have it. */
    long heldNs(SubscriptionRepetition who, long nowNs) {
        return has(who) ? nowNs - sinceNs : 0;
    }

    /** Whether who has its turn has had it for so long, and keeps others waiting. */
    boolean isLonger(long thanNs, long nowNs) {
        return !waiting.isEmpty() && nowNs - sinceNs >= thanNs;
    }

    /** Whether more may be said now. */
    boolean maySpeak(long nowNs) {
        return nowNs - paidNs >= 0;
    }

    /** Says something that counts. */
    void speak(Runnable words, long nowNs) {
        long before = said.getAsLong();
        words.run();
        long each = Math.max(1, connections.getAsLong()) * SECOND_NS / MOST_A_SECOND;
        paidNs = Math.max(paidNs, nowNs - BURST_NS) + (said.getAsLong() - before) * each;
    }

    /**
     * Whether to ask this for those that wait, all of them together; if so, it counts as asked, with what it answers
     * besides.
     */
    boolean takeQuestion(Question question, long nowNs) {
        Long lastNs = askedNs.get(question);
        if (lastNs != null && nowNs - lastNs < ANSWER_NS) {
            return false;
        }
        for (Question each : Question.values()) {
            if (each.compareTo(question) <= 0) {
                askedNs.put(each, nowNs);
            }
        }
        return true;
    }
}

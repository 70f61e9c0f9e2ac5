package io.tunedzmq.audience;

import io.tunedzmq.wire.PublishedTopic;
import io.tunedzmq.wire.TopicFilter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** What was sent to each filter of subscribers; those with the same filter share it. Confined: as {@link Wanted}. */
final class WantedTopics {
    /** Steps for one look at what was sent: a millisecond or so. */
    private static final int STEPS = 200_000;

    private final Map<TopicFilter, Wanted> byFilter = new LinkedHashMap<>();
    private int next;

    Wanted of(TopicFilter filter) {
        return byFilter.computeIfAbsent(filter, Wanted::new);
    }

    int size() {
        return byFilter.size();
    }

    /** Forgets the filters that nobody has any more. */
    void retain(Collection<Wanted> used) {
        byFilter.values().retainAll(used);
    }

    /** Looks at what was sent to each, as far as the steps go, and goes on from there at the next look. */
    void look(List<PublishedTopic> topics) {
        Wanted.Budget budget = new Wanted.Budget(STEPS);
        List<Wanted> inTurn = new ArrayList<>(byFilter.values());
        Collections.rotate(inTurn, -next);
        int looked = 0;
        for (Wanted each : inTurn) {
            looked += budget.isSpent() ? 0 : 1;
            each.sum(topics, budget);
        }
        next = inTurn.isEmpty() ? 0 : (next + looked) % inTurn.size();
    }

    /** Looks at one alone. */
    static void look(Wanted one, List<PublishedTopic> topics) {
        one.sum(topics, new Wanted.Budget(STEPS));
    }

    /** What was sent to each until now, as far as the steps go; does not change what was seen at the last look. */
    IdentityHashMap<Wanted, OptionalLong> sentNow(List<PublishedTopic> topics) {
        Wanted.Budget budget = new Wanted.Budget(STEPS);
        IdentityHashMap<Wanted, OptionalLong> sent = new IdentityHashMap<>();
        byFilter.values().forEach(each -> sent.put(each, each.sentNow(topics, budget)));
        return sent;
    }

    /** What was seen last is what was sent before a mark. */
    void mark() {
        byFilter.values().forEach(Wanted::mark);
    }
}

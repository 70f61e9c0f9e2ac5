package io.tunedzmq.ledger;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The topics of an epoch by number: from 1, and mostly without a hole. Confined to the receiving thread. */
final class NumberedTopics {
    private static final int DENSE = 4;

    /** By number - 1, as far as the numbers are dense; the others stand in the map. */
    private @Nullable TopicLedger[] dense = new TopicLedger[DENSE];

    private final Map<Integer, TopicLedger> sparse = new HashMap<>();
    private int count;
    private long cost;

    @Nullable
    TopicLedger get(int number) {
        TopicLedger topic = number >= 1 && number <= dense.length ? dense[number - 1] : null;
        return topic == null && !sparse.isEmpty() ? sparse.get(number) : topic;
    }

    /** Adds a topic not known yet. */
    void put(int number, TopicLedger topic) {
        count++;
        cost += topic.cost();
        if (number >= 1 && number <= 2L * count + DENSE) { // Whatever a peer claims, no more than twice as long.
            if (number > dense.length) {
                dense = Arrays.copyOf(dense, Math.max(number, 2 * dense.length));
            }
            dense[number - 1] = topic;
        } else {
            sparse.put(number, topic);
        }
    }

    void forEach(BiConsumer<Integer, TopicLedger> visitor) {
        for (int i = 0; i < dense.length; i++) {
            TopicLedger topic = dense[i];
            if (topic != null) {
                visitor.accept(i + 1, topic);
            }
        }
        sparse.forEach(visitor);
    }

    int count() {
        return count;
    }

    /** Memory that they take, roughly. */
    long cost() {
        return cost;
    }
}

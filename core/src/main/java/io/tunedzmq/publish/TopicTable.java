package io.tunedzmq.publish;

import io.tunedzmq.internal.OwnedLock;
import io.tunedzmq.wire.PublishedTopic;
import io.tunedzmq.wire.Topics;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The topics of a publisher, numbered from 1 at their first use. Thread-safe. */
final class TopicTable {
    private final int maxTopics;
    private final Map<String, PublishedTopic> topics = new ConcurrentHashMap<>();

    /** Spares the look-up where one topic is published to again and again. A race costs a look-up, no more. */
    private @Nullable PublishedTopic lastTopic;

    // Guarded by the lock.
    private final OwnedLock lock;
    private PublishedTopic[] numbered = new PublishedTopic[16];
    private int count;

    /**
     * The first so many places of the array, which never change again: a view costs nothing, however many topics there
     * are.
     */
    private volatile List<PublishedTopic> byNumber = List.of();

    /**
     * @param maxTopics how many are numbered
     * @param onLostLock see {@link OwnedLock}
     */
    TopicTable(int maxTopics, Runnable onLostLock) {
        this.maxTopics = maxTopics;
        lock = OwnedLock.flat(onLostLock);
    }

    /** The topic of this name. */
    PublishedTopic topic(String name) {
        PublishedTopic topic = lastTopic;
        if (topic != null && topic.name().equals(name)) {
            return topic;
        }
        topic = topics.get(name);
        if (topic == null) {
            topic = newTopic(name);
        }
        if (topic.numbered()) {
            lastTopic = topic;
        }
        return topic;
    }

    private PublishedTopic newTopic(String name) {
        Topics.check("topic", name);
        byte[] withNul = Topics.withNul(name);
        lock.lock();
        try {
            PublishedTopic topic = topics.get(name);
            if (topic != null) {
                return topic;
            }
            if (count == maxTopics) {
                return new PublishedTopic(name, withNul, 0);
            }
            if (count == numbered.length) {
                numbered = Arrays.copyOf(numbered, 2 * count);
            }
            topic = new PublishedTopic(name, withNul, count + 1);
            numbered[count++] = topic;
            byNumber = Collections.unmodifiableList(Arrays.asList(numbered).subList(0, count));
            topics.put(name, topic);
            return topic;
        } finally {
            lock.unlock();
        }
    }

    /** The numbered topics until now, by number. Without the lock. */
    List<PublishedTopic> byNumber() {
        return byNumber;
    }

    /** How many are numbered. */
    long count() {
        return topics.size();
    }
}

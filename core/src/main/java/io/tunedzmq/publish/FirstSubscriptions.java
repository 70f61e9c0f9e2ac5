package io.tunedzmq.publish;

import io.tunedzmq.wire.ControlTopics;
import io.tunedzmq.wire.PublishedTopic;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * When the first subscriptions of an application came, and what had been sent to their topics by then: that went to
 * nobody. Confined: guarded by the sending lock; the results may be read from any thread.
 */
final class FirstSubscriptions {
    /** Each topic is compared with so many prefixes at most; whole topics are looked up. */
    private static final int MOST_PREFIXES = 16;

    private final Supplier<List<PublishedTopic>> topics;
    private final Set<ByteBuffer> whole = new HashSet<>();
    private final List<byte[]> prefixes = new ArrayList<>();

    private volatile long heardNs;
    private volatile long publishedUnheard;

    /** @param topics of the publisher */
    FirstSubscriptions(Supplier<List<PublishedTopic>> topics) {
        this.topics = topics;
    }

    /** A message of a peer. */
    void heard(byte[] message) {
        if (heardNs != 0 || message.length == 0 || message[0] != 1 || ControlTopics.selectsOnlyThese(message)) {
            return;
        }
        if (message[message.length - 1] == 0) {
            whole.add(ByteBuffer.wrap(message, 1, message.length - 1));
        } else if (prefixes.size() < MOST_PREFIXES) {
            prefixes.add(Arrays.copyOfRange(message, 1, message.length));
        }
    }

    /** All that waited was heard. */
    void allHeard() {
        if (heardNs == 0 && !(whole.isEmpty() && prefixes.isEmpty())) {
            publishedUnheard = topics.get().stream()
                    .filter(this::isAskedFor)
                    .mapToLong(PublishedTopic::sent)
                    .sum();
            heardNs = System.nanoTime();
            whole.clear();
            prefixes.clear();
        }
    }

    private boolean isAskedFor(PublishedTopic topic) {
        byte[] name = topic.withNul();
        return whole.contains(ByteBuffer.wrap(name)) || prefixes.stream().anyMatch(prefix -> beginsWith(name, prefix));
    }

    private static boolean beginsWith(byte[] name, byte[] prefix) {
        return name.length >= prefix.length && Arrays.equals(name, 0, prefix.length, prefix, 0, prefix.length);
    }

    /** When the first came, by the nano clock; 0 before. From any thread. */
    long heardNs() {
        return heardNs;
    }

    /** Messages sent to the topics of the first before these came. From any thread. */
    long publishedUnheard() {
        return publishedUnheard;
    }
}

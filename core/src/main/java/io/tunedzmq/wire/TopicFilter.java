package io.tunedzmq.wire;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a subscriber asked for: exact topics and prefixes. ZeroMQ filters too, but it may let pass more than was asked
 * for: a publisher that filters late, or a message sent to the pipes matched by the one before it.
 *
 * <p>Immutable.
 */
public final class TopicFilter {
    private final Set<String> topics;
    private final Set<String> prefixes;
    private final Set<Integer> prefixLengths = new TreeSet<>();

    public TopicFilter(Set<String> topics, Set<String> prefixes) {
        this.topics = Set.copyOf(topics);
        this.prefixes = Set.copyOf(prefixes);
        this.prefixes.forEach(prefix -> prefixLengths.add(prefix.length()));
    }

    /** Whether the topic was asked for. */
    public boolean wants(String topic) {
        if (topics.contains(topic)) {
            return true;
        }
        for (int length : prefixLengths) {
            if (length > topic.length()) {
                return false;
            }
            if (prefixes.contains(topic.substring(0, length))) {
                return true;
            }
        }
        return false;
    }

    /** Whether a stock publisher's message was asked for: by a prefix, as ZeroMQ compares it. */
    public boolean wantsUntagged(byte[] firstFrame) {
        int furthest = Math.min(firstFrame.length, Topics.LONGEST);
        return wants(new String(firstFrame, 0, furthest, StandardCharsets.UTF_8));
    }
}

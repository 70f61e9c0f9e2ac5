package io.tunedzmq.wire;

import io.tunedzmq.internal.Sum64;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a subscriber asked for: exact topics and prefixes. ZeroMQ filters too, but it may let pass more than was asked
 * for: a publisher that filters late, or a message sent to the pipes matched by the one before it.
 *
 * <p>Immutable.
 */
public final class TopicFilter {
    private static final byte BETWEEN = (byte) 0xFF;

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

    /** Whether the empty prefix was asked for, whatever else was. */
    public boolean wantsEverything() {
        return prefixes.contains("");
    }

    /** What was asked for, to be announced; empty if that is more than a publisher would take in. */
    public List<FilterPart> parts() {
        int of = topics.size() + prefixes.size();
        if (of > ControlTopics.MOST_FILTER_PARTS
                || Stream.concat(topics.stream(), prefixes.stream())
                        .anyMatch(text ->
                                text.getBytes(StandardCharsets.UTF_8).length > ControlTopics.LONGEST_FILTER_PART)) {
            return List.of();
        }
        List<FilterPart> parts = new ArrayList<>();
        topics.forEach(text -> parts.add(new FilterPart(parts.size(), of, true, text)));
        prefixes.forEach(text -> parts.add(new FilterPart(parts.size(), of, false, text)));
        return parts;
    }

    /** A number that those have in common who ask for the same, and hardly anybody else. */
    public long group() {
        long sum = Sum64.ofNothing();
        for (String topic : new TreeSet<>(topics)) {
            sum = with(sum, topic);
        }
        sum = Sum64.with(sum, BETWEEN);
        for (String prefix : new TreeSet<>(prefixes)) {
            sum = with(sum, prefix);
        }
        return sum;
    }

    private static long with(long sum, String text) {
        long next = sum;
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            next = Sum64.with(next, each);
        }
        return Sum64.with(next, (byte) 0);
    }

    /** The exact topic that a stock publisher's message is of, if it ends that with NUL; else null. */
    public @Nullable String topicBeforeNul(byte[] firstFrame) {
        int end = 0;
        while (end < firstFrame.length && end <= Topics.LONGEST && firstFrame[end] != 0) {
            end++;
        }
        if (end == firstFrame.length || firstFrame[end] != 0) {
            return null;
        }
        String topic = new String(firstFrame, 0, end, StandardCharsets.UTF_8);
        return topics.contains(topic) ? topic : null;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TopicFilter filter && topics.equals(filter.topics) && prefixes.equals(filter.prefixes);
    }

    @Override
    public int hashCode() {
        return 31 * topics.hashCode() + prefixes.hashCode();
    }

    /** Whether a stock publisher's message was asked for: by a prefix, as ZeroMQ compares it. */
    public boolean wantsUntagged(byte[] firstFrame) {
        if (ControlTopics.beginsSo(firstFrame)) {
            return false; // As of an XPUB that answers each subscription, ours to control topics too.
        }
        int furthest = Math.min(firstFrame.length, Topics.LONGEST);
        return wants(new String(firstFrame, 0, furthest, StandardCharsets.UTF_8));
    }
}

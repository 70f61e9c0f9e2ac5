package io.tunedzmq.publish;

import io.tunedzmq.wire.PublishedTopic;
import java.util.Arrays;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * When which topic's last sequence is announced: first after one interval of silence, then ever more rarely, since a
 * beacon can be lost like any message. Confined: guarded by the sending lock.
 */
final class Beacons {
    /** Each further announcement of the same sequence waits twice as long, up to this many intervals. */
    private static final int LONGEST = 64;

    private static final class Entry {
        final PublishedTopic topic;
        long lastSentNs;
        long dueNs;
        long interval = 1;

        Entry(PublishedTopic topic) {
            this.topic = topic;
        }
    }

    private final long intervalNs;

    /** By number of the topic - 1. */
    private @Nullable Entry[] entries = new Entry[16];

    private final NavigableSet<Entry> queue = new TreeSet<>((a, b) -> {
        int byTime = Long.signum(a.dueNs - b.dueNs);
        return byTime != 0 ? byTime : Integer.compare(a.topic.number(), b.topic.number());
    });
    private @Nullable Entry last;

    Beacons(long intervalNs) {
        this.intervalNs = intervalNs;
    }

    /** Notes that messages of the topic were sent. */
    void sent(PublishedTopic topic, long nowNs) {
        Entry entry = last;
        if (entry == null || entry.topic != topic) {
            entry = entryOf(topic, nowNs);
            last = entry;
        }
        entry.lastSentNs = nowNs;
        if (entry.interval > 1) {
            // Was silent for long: announce the new end soon, not when the old turn comes.
            queue.remove(entry);
            entry.interval = 1;
            entry.dueNs = nowNs + intervalNs;
            queue.add(entry);
        }
    }

    private Entry entryOf(PublishedTopic topic, long nowNs) {
        int index = topic.number() - 1;
        if (index >= entries.length) {
            entries = Arrays.copyOf(entries, Math.max(index + 1, 2 * entries.length));
        }
        Entry entry = entries[index];
        if (entry == null) {
            entry = new Entry(topic);
            entry.dueNs = nowNs + intervalNs;
            entries[index] = entry;
            queue.add(entry);
        }
        return entry;
    }

    /** A topic whose turn it is, or null; to be followed by {@link #announced}. Numbered topics only. */
    @Nullable
    PublishedTopic due(long nowNs) {
        while (true) {
            if (queue.isEmpty() || queue.first().dueNs - nowNs > 0) {
                return null;
            }
            Entry entry = queue.first();
            long quietAtNs = entry.lastSentNs + intervalNs;
            if (entry.topic.announced() == entry.topic.sent() || quietAtNs - nowNs <= 0) {
                return entry.topic;
            }
            queue.remove(entry);
            entry.dueNs = quietAtNs;
            queue.add(entry);
        }
    }

    /** The topic that was due has been announced. */
    void announced(long nowNs) {
        Entry entry = queue.pollFirst();
        if (entry != null) {
            entry.topic.announced(entry.topic.sent());
            entry.dueNs = nowNs + entry.interval * intervalNs;
            entry.interval = Math.min(LONGEST, 2 * entry.interval);
            queue.add(entry);
        }
    }

    /** Nanoseconds until the next turn. */
    long waitNs(long nowNs) {
        return queue.isEmpty() ? Long.MAX_VALUE : Math.max(0, queue.first().dueNs - nowNs);
    }
}

package io.tunedzmq.wire;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Subscribers that asked for the same, and the bundle that is gathered for them. Confined: guarded by the lock of the
 * {@link FrameGatherer}, but for its name.
 */
public final class BundleGroup {
    private static final int SLOT_BITS = 16;

    private final long number;
    private final byte[] topicWithNul;
    private final BundleGroup[] alone = {this};

    @Nullable
    BundleWriter open;

    /** Used again for each bundle; null before the first. */
    private @Nullable BundleWriter writer;

    /**
     * Where each topic, by number, stands in the open bundle: its slot, and above it the number of that bundle, so that
     * the table need not be cleared for each.
     */
    private long[] places = new long[16];

    private long bundle;

    public BundleGroup(long number) {
        this.number = number;
        byte[] topic = ControlTopics.bytes(BundleRequest.topic(number));
        topicWithNul = Arrays.copyOf(topic, topic.length + 1);
    }

    public long number() {
        return number;
    }

    /** The route of topics that nobody else wants; not to be changed. */
    public BundleGroup[] alone() {
        return alone;
    }

    /** The topic of its bundles. */
    byte[] topicWithNul() {
        return topicWithNul;
    }

    /** Begins a bundle, in which no topic has a slot yet. */
    BundleWriter begin() {
        if (writer == null) {
            writer = new BundleWriter(this);
        }
        writer.begin();
        bundle++;
        open = writer;
        return writer;
    }

    /** The topic's slot in the open bundle; -1 if it has none. */
    int slot(PublishedTopic topic) {
        int number = topic.number();
        long place = number < places.length ? places[number] : 0;
        return open != null && place >>> SLOT_BITS == bundle ? (int) (place & ((1 << SLOT_BITS) - 1)) : -1;
    }

    /** Has room for the topic in the table. */
    void reserve(PublishedTopic topic) {
        if (topic.number() >= places.length) {
            places = Arrays.copyOf(places, Math.max(topic.number() + 1, 2 * places.length));
        }
    }

    void place(PublishedTopic topic, int slot) {
        places[topic.number()] = bundle << SLOT_BITS | slot;
    }
}

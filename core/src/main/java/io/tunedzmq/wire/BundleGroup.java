package io.tunedzmq.wire;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Subscribers that asked for the same, and the bundle that is gathered for them. Confined: guarded by the lock of the
 * {@link FrameGatherer}, but for its name.
 */
public final class BundleGroup {
    private final long number;
    private final byte[] topicWithNul;
    private final BundleGroup[] alone = {this};

    @Nullable
    BundleWriter open;

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
}

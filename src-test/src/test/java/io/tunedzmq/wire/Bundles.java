package io.tunedzmq.wire;

import java.util.ArrayDeque;
import java.util.List;
import java.util.stream.IntStream;

/** Bundles as a publisher gathers them. */
public final class Bundles {
    private static final int FRAME_LIMIT = 64_000;
    private static final int OTHERS = 20;

    private Bundles() {}

    /** A bundle of one message of each topic, all of which have one route. */
    public static BundledTopics of(BundleRoutes routes, String... names) {
        FrameGatherer gather = new FrameGatherer(1, FRAME_LIMIT, () -> Frames.TIME_NS, routes);
        ArrayDeque<SealedFrame> frames = new ArrayDeque<>();
        // Many topics with a message each are worth bundles from then on.
        topics(IntStream.range(0, OTHERS).mapToObj(i -> "other" + i).toArray(String[]::new))
                .forEach(topic -> gather.add(topic, new byte[1], 0, 1));
        gather.takeAll(frames);
        frames.clear();
        topics(names).forEach(topic -> gather.add(topic, new byte[1], 0, 1));
        gather.takeAll(frames);
        BundledTopics bundled = frames.element().bundled();
        if (frames.size() != 1 || bundled == null) {
            throw new AssertionError("not a bundle: " + frames);
        }
        return bundled;
    }

    private static List<PublishedTopic> topics(String... names) {
        return IntStream.range(0, names.length)
                .mapToObj(i -> new PublishedTopic(names[i], Topics.withNul(names[i]), i + 1))
                .toList();
    }
}

package io.tunedzmq.wire;

/** By which bundles topics reach all who asked for them. Thread-safe. */
public interface BundleRoutes {
    /** By none: in a frame of their own for everybody. */
    BundleGroup[] PLAIN = {};

    /** Grows when a topic may have another route than before. */
    long version();

    /**
     * Whether a bundle reaches all who have asked for what is in it.
     *
     * @param subscriptions that JeroMQ has taken into account
     */
    boolean reachAll(BundledTopics bundled, long subscriptions);

    /** The groups that hold all who asked for the topic; {@link #PLAIN} if there are others. Not to be changed. */
    BundleGroup[] of(PublishedTopic topic);
}

package io.tunedzmq.jmx;

/**
 * A publisher: {@code io.tunedzmq:type=Publisher,name=...}. Counts are those of
 * {@link io.tunedzmq.stats.PublisherStats}.
 */
public interface PublisherMXBean {
    /** Given by its owner; may be empty. */
    String getName();

    /** Resolved. */
    String[] getEndpoints();

    /** Its epoch in hexadecimal, as the log shows it. */
    String getId();

    /** Messages accepted. */
    long getPublished();

    /** Messages not accepted. */
    long getRefused();

    /** Messages that its subscribers reported lost. */
    long getDropped();

    /** Frames handed to ZeroMQ. */
    long getBatches();

    /** Bytes of these frames. */
    long getBytes();

    /** How often the queue of a subscriber was found full. */
    long getStalls();

    /** For how long the queue of a subscriber was full. */
    double getStalledSeconds();

    /** Whether the queue of a subscriber is full. */
    boolean isFull();

    /** Bytes sent and not taken by every subscriber yet. */
    long getQueuedBytes();

    /** Threads in {@code publish} whose message has no room yet. */
    int getWaitingThreads();

    /** Subscribers of this library that are connected and have shown that they hear it. */
    int getSubscribers();

    /** Messages that one of them has neither received nor dropped; of the one with the most. */
    long getBehind();

    /** For how long one of them has been behind; of the one for which that is longest. */
    double getLagSeconds();

    /** Topics numbered so far. */
    long getTopics();

    /** Messages sent without a sequence. */
    long getUntracked();

    /** Messages from the network that were neither subscriptions nor ours, or cannot be true. */
    long getIgnoredUpstream();

    /** How often the books of a subscriber were compared with its report. */
    long getChecks();

    /** Checks that failed. */
    long getUnbalanced();
}

package io.tunedzmq.jmx;

/**
 * A subscriber: {@code io.tunedzmq:type=Subscriber,name=...}. Counts are those of
 * {@link io.tunedzmq.stats.SubscriberStats}.
 */
public interface SubscriberMXBean {
    /** Given by its owner; may be empty. */
    String getName();

    /** Resolved. */
    String[] getEndpoints();

    /** Its identity in hexadecimal, as the log and its publishers show it. */
    String getId();

    /** Whether it is proven that its publishers hear it. */
    boolean isReady();

    /** TCP connections to publishers that have said hello. */
    int getConnections();

    /** Messages handed to the application. */
    long getReceived();

    /** Messages that never arrived. */
    long getDropped();

    /** Runs of messages that never arrived. */
    long getGaps();

    /** Messages that had arrived before. */
    long getDuplicates();

    /** Bytes of frames that have come over TCP, or were announced, and that the application has not taken. */
    long getQueuedBytes();

    /** For how long messages have been waiting for the application without a break. */
    double getLagSeconds();

    /** Times that the application was too slow. */
    long getSlowEpisodes();

    /** How often a publisher already known was heard over a new connection. */
    long getReconnects();

    /** How often a publisher came back as a new instance at the same address. */
    long getPublisherRestarts();

    /** How often nothing came of a publisher for {@code silentAfter}. */
    long getPublisherSilences();

    /** Publishers that closed and said so. */
    long getPublishersEnded();

    /** Messages of stock publishers, of which no loss can be seen. */
    long getUntagged();

    /** Messages handed out without a check for gaps. */
    long getUntracked();

    /** Frames with our header that contradict themselves. */
    long getMalformed();

    /** Frames that were not believed. */
    long getImplausible();

    /** Frames of topics that nobody asked for. */
    long getUnwanted();

    /** Messages whose {@code onMessage} handler has thrown. */
    long getHandlerFailures();
}

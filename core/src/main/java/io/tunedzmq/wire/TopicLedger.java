package io.tunedzmq.wire;

/** What a subscriber knows of one topic of one epoch. Confined to the receiving thread. */
public final class TopicLedger {
    private final String topic;
    private final byte[] withNul;
    private final boolean wanted;

    /** Sequence expected next; 0 while there is no baseline. */
    long next;

    /** Where the last sequence came from. */
    PeerConnection connection;

    TopicLedger(String topic, byte[] withNul, boolean wanted, PeerConnection connection) {
        this.topic = topic;
        this.withNul = withNul;
        this.wanted = wanted;
        this.connection = connection;
    }

    public String topic() {
        return topic;
    }

    byte[] withNul() {
        return withNul;
    }

    /** Whether the application asked for it. */
    boolean wanted() {
        return wanted;
    }
}

package io.tunedzmq.ledger;

/** What a subscriber knows of one topic of one epoch, one that it asked for. Confined to the receiving thread. */
public final class TopicLedger {
    /** Bytes of memory for a topic, without its name, and for each byte of the name. */
    private static final int OVERHEAD = 160;

    private static final int PER_BYTE = 2;

    private final String topic;
    private final byte[] withNul;

    /** Sequence expected next; 0 while there is no baseline. */
    long next;

    /** The sequence from which on it is complete: no publisher gets further from it than time allows. */
    long base;

    /** Where the last sequence came from. */
    HeardConnection connection;

    /** Whether, if this is expected next, what is missing before the next message may have been handed out. */
    private long anywhereAt;

    TopicLedger(String topic, byte[] withNul, HeardConnection connection) {
        this.topic = topic;
        this.withNul = withNul;
        this.connection = connection;
    }

    /** Memory of a topic whose name has so many bytes, roughly. */
    static int cost(int nameBytes) {
        return OVERHEAD + PER_BYTE * nameBytes;
    }

    int cost() {
        return cost(withNul.length - 1);
    }

    public String topic() {
        return topic;
    }

    byte[] withNul() {
        return withNul;
    }

    void startAt(long first) {
        next = first;
        base = first;
    }

    /** Whether what follows the last message may have been handed out without being entered here. */
    void goesOnAnywhere(boolean anywhere) {
        anywhereAt = anywhere ? next : 0;
    }

    boolean goesOnAnywhere() {
        return anywhereAt == next;
    }
}

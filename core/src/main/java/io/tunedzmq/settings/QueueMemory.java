package io.tunedzmq.settings;

/**
 * What the queue of a publisher for one subscriber takes in memory, between two bounds: at a low rate each message has
 * a frame of its own, under load frames are full.
 */
public final class QueueMemory {
    /** JeroMQ's objects and ours around a queued frame, in bytes. */
    public static final int OBJECTS = 128;

    /** Header, end of topic and length of the record of a frame with one message, in bytes. */
    public static final int HEADER = 64;

    private QueueMemory() {}

    /**
     * Bytes of the messages promised, each in a frame of its own.
     *
     * @param hwm messages, at least 1
     * @param messageBytes payload and topic of a usual message
     */
    public static double least(long hwm, double messageBytes) {
        return hwm * (messageBytes + HEADER + OBJECTS);
    }

    /**
     * Bytes of as many full frames as the socket takes.
     *
     * @param socketHwm frames, see {@link PublisherSettings#socketHwm()}
     * @param frameBytes of the largest frame
     */
    public static double most(long socketHwm, long frameBytes) {
        return (double) socketHwm * (frameBytes + OBJECTS);
    }
}

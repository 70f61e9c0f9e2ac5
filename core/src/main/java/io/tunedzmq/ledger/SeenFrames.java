package io.tunedzmq.ledger;

import io.tunedzmq.wire.FrameReader;

/** Which frames a connection brought of late, so far that the same one is known again. Confined to one thread. */
final class SeenFrames {
    /** As many as the queues of a connection hold, or so: one connection can be so far behind another. */
    private static final int SLOTS = 1 << 14;

    private final int[] marks = new int[SLOTS];

    /** What tells a frame from the others of its publisher: above all the time at which it was sent. */
    static long mark(FrameReader frame) {
        long mark = frame.timeNs();
        mark = mix(mark + frame.sequence());
        mark = mix(mark + (((long) frame.topicNumber() << Integer.SIZE) | frame.count()));
        return mix(mark + (((long) frame.topicLength() << Integer.SIZE) | frame.bytes().length));
    }

    private static long mix(long bits) {
        long product = bits * 0x9E37_79B9_7F4A_7C15L;
        return product ^ (product >>> 29);
    }

    void add(long mark) {
        marks[slot(mark)] = rest(mark);
    }

    boolean holds(long mark) {
        return marks[slot(mark)] == rest(mark);
    }

    private static int slot(long mark) {
        return (int) mark & (SLOTS - 1);
    }

    /** Never 0, which stands for none. */
    private static int rest(long mark) {
        return (int) (mark >>> Integer.SIZE) | 1;
    }
}

package io.tunedzmq.sizing;

/**
 * What one end of a connection costs the I/O thread that serves it.
 *
 * <p>The published rules, a thread for each gigabyte a second (ZeroMQ guide, chapter 2) and a thread for each gigabit a second
 * (ZeroMQ FAQ), differ by a factor of eight. Measured, both a frame and a byte have their cost, so that the first is about
 * right for long frames and the second for short ones. {@code core/docs/sizing.md} has the figures, the date and the command
 * that repeats them. The cost of a frame is its median, rounded up; that of a byte the least of the rounds, since other processes only add to it.
 *
 * <p>A publisher packs messages once sending them one by one takes half of its time, so that the frames a second do not grow
 * beyond {@link #MOST_FRAMES} however small and many the messages are. Messages of thousands of topics in turn cannot share
 * frames; those must be measured.
 */
final class IoCost {
    /** CPU time of the busier end for one frame, however short. */
    static final double FRAME_NS = 1_000;

    /** CPU time of the busier end for one byte. */
    static final double BYTE_NS = 0.7;

    /** Frames a second of one connection beyond which messages share them. */
    static final long MOST_FRAMES = 250_000;

    /** How busy an I/O thread may be planned: above it, queues grow at every small rush. */
    static final double PLANNED = 0.7;

    private static final double SECOND_NS = 1e9;

    private IoCost() {}

    /** Share of an I/O thread that a connection takes: 1 is all of it. */
    static double share(long messagesPerSecond, long messageBytes) {
        double frames = Math.min(messagesPerSecond, MOST_FRAMES);
        return (messagesPerSecond * (double) messageBytes * BYTE_NS + frames * FRAME_NS) / SECOND_NS;
    }

    /** Messages a second that take all of an I/O thread, at least 1. */
    static long most(long messageBytes) {
        double bytesNs = messageBytes * BYTE_NS;
        double packed = (SECOND_NS - MOST_FRAMES * FRAME_NS) / bytesNs;
        return Math.max(1, (long) (packed >= MOST_FRAMES ? packed : SECOND_NS / (bytesNs + FRAME_NS)));
    }
}

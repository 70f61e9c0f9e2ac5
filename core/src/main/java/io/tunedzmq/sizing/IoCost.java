package io.tunedzmq.sizing;

/**
 * What one end of a connection costs its I/O thread.
 *
 * <p>The published rules, a thread for each gigabyte per second (ZeroMQ guide, chapter 2) and a thread for each gigabit per
 * second (ZeroMQ FAQ), differ by a factor of eight, and both leave out that small messages cost by the message. So both
 * were measured; {@code core/docs/sizing.md} has the figures, their date and the command that repeats them.
 *
 * <p>A publisher packs messages once sending them one by one takes half of its time, so that the number of frames a second
 * does not grow beyond {@link #MOST_FRAMES} however small and many the messages are. Thousands of topics in turn cannot
 * share frames; {@code Calibrate} measures those.
 */
final class IoCost {
    /** CPU time of the busier end for one frame, however short. */
    static final double FRAME_NS = 1_000;

    /** CPU time of the busier end for one byte. */
    static final double BYTE_NS = 0.6;

    /** Frames a second of one connection beyond which messages share them. */
    static final long MOST_FRAMES = 250_000;

    /** How busy an I/O thread may be planned: above it, queues grow at every small rush. */
    static final double PLANNED = 0.7;

    private IoCost() {}

    /** Share of an I/O thread that a connection takes: 1 is all of it. */
    static double share(long messagesPerSecond, long messageBytes) {
        double frames = Math.min(messagesPerSecond, MOST_FRAMES);
        return (messagesPerSecond * (double) messageBytes * BYTE_NS + frames * FRAME_NS) / 1e9;
    }
}

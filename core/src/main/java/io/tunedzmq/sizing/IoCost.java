package io.tunedzmq.sizing;

/**
 * What one end of a connection costs the I/O thread that serves it.
 *
 * <p>The published rules, a thread for each gigabyte a second (ZeroMQ guide, chapter 2) and a thread for each gigabit a
 * second (ZeroMQ FAQ), differ by a factor of eight. Measured, both a frame and a byte have their cost, so that the
 * first is about right for long frames and the second for short ones. {@code core/docs/sizing.md} has the figures of
 * two machines, the dates and the command that repeats them. The slower one is planned for; what not even the faster
 * one carries is refused.
 *
 * <p>A publisher packs messages once sending them one by one takes half of its time, so that the frames a second do not
 * grow beyond {@link #MOST_FRAMES} however small and many the messages are. Messages of thousands of topics in turn
 * cannot share frames; those must be measured.
 *
 * @param frameNs CPU time of the busier end for one frame, however short
 * @param byteNs CPU time of the busier end for one byte
 */
record IoCost(double frameNs, double byteNs) {
    /** The median of a frame, rounded up; of a byte the least of the rounds, since other processes only add to it. */
    static final IoCost SLOWER = new IoCost(1_000, 0.7);

    /** The least of the rounds, rounded up. */
    static final IoCost FASTER = new IoCost(500, 0.25);

    /** Frames a second of one connection beyond which messages share them. */
    private static final long MOST_FRAMES = 250_000;

    /** How busy an I/O thread may be planned: above it, queues grow at every small rush. */
    static final double PLANNED = 0.7;

    private static final double SECOND_NS = 1e9;

    /** Share of an I/O thread that a connection takes: 1 is all of it. */
    double share(long messagesPerSecond, long messageBytes) {
        double frames = Math.min(messagesPerSecond, MOST_FRAMES);
        return (messagesPerSecond * (double) messageBytes * byteNs + frames * frameNs) / SECOND_NS;
    }

    /** Messages a second that take all of an I/O thread, at least 1. */
    long most(long messageBytes) {
        double bytesNs = messageBytes * byteNs;
        double packed = (SECOND_NS - MOST_FRAMES * frameNs) / bytesNs;
        return Math.max(1, (long) (packed >= MOST_FRAMES ? packed : SECOND_NS / (bytesNs + frameNs)));
    }
}

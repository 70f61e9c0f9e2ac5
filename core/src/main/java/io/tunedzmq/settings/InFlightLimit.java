package io.tunedzmq.settings;

/**
 * How much is under way at full speed. A queue of an HWM of 1,000 in frames of 64 KiB would hold 66 MB and more: that
 * is in no cache, and the collector copies it. So where nothing is lost by it, a queue that holds the promised messages
 * and {@link #BYTES} of them takes no more.
 */
public final class InFlightLimit {
    /**
     * Of a publisher with {@code block()} what its subscribers have yet to take, of a subscriber what one of its
     * connections has brought. Between two processes at full speed 4, 8 and 16 MiB and no limit carried the same within
     * the noise, 12 to 15 million messages a second; without a limit the publisher's process had 2,450 MiB instead of
     * 400 and spent 5 % of the time in collections instead of 1 %, and its slowest second was slower (2 shared virtual
     * CPUs, 64 bytes, three runs each).
     */
    public static final long BYTES = 4 << 20;

    private InFlightLimit() {}
}

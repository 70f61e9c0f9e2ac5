package io.tunedzmq.audience;

import java.util.OptionalLong;

/**
 * What a subscriber loses because its connection is gone, or down for a while: that does not make it slow. What was
 * sent by the time at which it is heard again, and not accounted for by then, may be lost by that; what is lost beyond
 * is not. Confined: guarded by the lock of {@link RemoteSubscribers}.
 */
final class RemoteOutage {
    /** One that is there and behind is not unheard for so long. */
    static final long UNHEARD_NS = 1_000_000_000;

    private boolean down;
    private boolean excusing;
    private long untilMark;
    private long left;
    private long excused;

    /** Nothing is heard of it, or its connection is gone. */
    void begins() {
        down = true;
    }

    boolean isDown() {
        return down;
    }

    /**
     * It is heard again.
     *
     * @param inFlight messages that are not accounted for; empty if that is not known
     * @param mark that it answers once all of them are
     */
    void over(OptionalLong inFlight, long mark) {
        down = false;
        excusing = true;
        untilMark = mark;
        left = inFlight.orElse(Long.MAX_VALUE);
    }

    /** It reports that it has lost so many more. */
    void lost(long more) {
        if (excusing) {
            long now = Math.min(more, left);
            excused += now;
            left -= now;
        }
    }

    /** It has answered the mark and lacks nothing before it. */
    void answered(long mark) {
        excusing &= mark < untilMark;
    }

    /** Messages that it lost and that do not make it slow. */
    long excused() {
        return excused;
    }
}

package io.tunedzmq.jeromq;

import io.tunedzmq.internal.LimitedLog;
import zmq.util.Clock;

/**
 * Notices that the wall clock was set back. JeroMQ counts its times by it: what waits for a while, or to connect again,
 * would wait for as long as the step in addition.
 */
final class WallClockGuard implements Housekeeper.Chore {
    private static final LimitedLog log = LimitedLog.of("io.tunedzmq.TunedContext");

    private static final long LOOK_NS = 250_000_000;
    private static final long MILLI_NS = 1_000_000;

    /** Smaller steps do no harm. */
    private static final long STEP_MILLIS = 200;

    /** The two clocks were not read at the same moment: the thread lost its CPU in between. */
    private static final long APART_NS = 10 * MILLI_NS;

    private final Runnable onStepBack;
    private long aheadMillis = Clock.nowMS() - System.nanoTime() / MILLI_NS;

    /** @param onStepBack ends what waits by the wall clock and begins it anew */
    WallClockGuard(Runnable onStepBack) {
        this.onStepBack = onStepBack;
    }

    @Override
    public long work(long nowNs) {
        long beforeNs = System.nanoTime();
        long wallMillis = Clock.nowMS();
        long afterNs = System.nanoTime();
        if (afterNs - beforeNs < APART_NS) {
            long now = wallMillis - beforeNs / MILLI_NS;
            long backMillis = aheadMillis - now;
            aheadMillis = now;
            if (backMillis >= STEP_MILLIS) {
                log.warn("the wall clock was set back by {} ms; what JeroMQ counts by it begins anew", backMillis);
                onStepBack.run();
            }
        }
        return LOOK_NS;
    }
}

package io.tunedzmq.internal;

/**
 * Something that is done now and then: the first time at once, whatever the clock says, which may be negative.
 * Confined: guarded by its owner's lock.
 */
public final class NowAndThen {
    private boolean done;
    private long lastNs;

    /**
     * Whether it was never done, or at least so long ago; then it counts as done now.
     *
     * @param nowNs the nano clock
     */
    public boolean isDue(long pauseNs, long nowNs) {
        if (done && nowNs - lastNs < pauseNs) {
            return false;
        }
        done = true;
        lastNs = nowNs;
        return true;
    }
}

package io.tunedzmq.observe;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * For how long no thread of this process ran, as while it is stopped, frozen or given no CPU at all. Confined to the
 * observing thread.
 */
final class ProcessStandstill {
    /** Share of a gap between two looks: whoever waits for a CPU or collects garbage uses more of it. */
    private static final double RAN = 0.1;

    private final LongSupplier cpuNs;
    private final LongSupplier heldUpNs;
    private long lookedNs;
    private long usedNs;
    private long heldUpBeforeNs;
    private long longestNs;

    /**
     * Begins.
     *
     * @param cpuNs CPU time of all threads of this process; below 0 if that is unknown
     * @param heldUpNs for how long something else is known to have kept whoever looks from it: a queue for a CPU, a
     *     collection
     */
    ProcessStandstill(LongSupplier cpuNs, LongSupplier heldUpNs, long nowNs) {
        this.cpuNs = cpuNs;
        this.heldUpNs = heldUpNs;
        lookedNs = nowNs;
        usedNs = cpuNs.getAsLong();
        heldUpBeforeNs = heldUpNs.getAsLong();
    }

    /** To be called at every look. */
    void look(long nowNs) {
        long usedNowNs = cpuNs.getAsLong();
        long heldUpNowNs = heldUpNs.getAsLong();
        long gapNs = nowNs - lookedNs - (heldUpNowNs - heldUpBeforeNs);
        if (usedNs >= 0 && usedNowNs - usedNs <= RAN * gapNs) {
            longestNs = Math.max(longestNs, gapNs);
        }
        lookedNs = nowNs;
        usedNs = usedNowNs;
        heldUpBeforeNs = heldUpNowNs;
    }

    /** The longest one; between two looks of an idle process there is one, too. */
    Duration longest() {
        return Duration.ofNanos(longestNs);
    }
}

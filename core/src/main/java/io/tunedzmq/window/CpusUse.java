package io.tunedzmq.window;

/**
 * The CPUs that this process may run on, over a window.
 *
 * <p>Immutable.
 *
 * @param count how many
 * @param busy how many were busy on average, for whatever program, 0 to {@code count}
 * @param taken of these, how many the hypervisor took away for other machines
 */
public record CpusUse(int count, double busy, double taken) {
    /** The system counts in steps of 10 ms and our looks take time, too. */
    public static final double ALL = 0.9;

    public static CpusUse of(ContextSnapshot.Cpus before, ContextSnapshot.Cpus after, double seconds) {
        return new CpusUse(
                after.count(),
                (after.busyNs() - before.busyNs()) / 1e9 / seconds,
                (after.takenNs() - before.takenNs()) / 1e9 / seconds);
    }

    /** Whether they had no time left. */
    public boolean full() {
        return busy >= ALL * count;
    }
}

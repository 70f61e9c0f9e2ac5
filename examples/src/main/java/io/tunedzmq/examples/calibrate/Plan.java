package io.tunedzmq.examples.calibrate;

import java.time.Duration;
import java.util.List;

/**
 * What is run. Immutable.
 *
 * @param load in every run
 * @param base the setting of the knob that stands still
 * @param ioThreads tried, ascending
 * @param hwms tried, ascending
 * @param total time for all runs together
 */
public record Plan(Load load, Setting base, List<Integer> ioThreads, List<Integer> hwms, Duration total) {
    /**
     * Every setting is run so often, in turn with the others, so that a slow moment of the machine hits all of them.
     */
    public static final int ROUNDS = 3;

    /** Of the time of a run, what opening, connecting and settling leave for the load. */
    private static final double USED = 0.7;

    /** Copies the lists. */
    public Plan {
        ioThreads = List.copyOf(ioThreads);
        hwms = List.copyOf(hwms);
    }

    /** Runs of all rounds, and one that only warms up. */
    int runs() {
        return 1 + ROUNDS * (ioThreads.size() + hwms.size());
    }

    /** How long each run publishes. */
    public Duration span() {
        return Duration.ofNanos((long) (total.toNanos() * USED / runs()));
    }

    List<Integer> values(Knob knob) {
        return knob == Knob.IO_THREADS ? ioThreads : hwms;
    }
}

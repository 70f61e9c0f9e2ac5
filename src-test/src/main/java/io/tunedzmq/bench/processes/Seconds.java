package io.tunedzmq.bench.processes;

/** Counts messages by the second since the publisher began, which is the time in every message. */
final class Seconds implements Watch {
    /** Messages between two looks at the clock, which costs as much as a message. */
    private static final int LOOK = 64;

    private final long[] counts;
    private long unseen;

    Seconds(int seconds) {
        counts = new long[seconds];
    }

    @Override
    public void message(long startNs) {
        unseen++;
        if (unseen == LOOK) {
            long second = (System.nanoTime() - startNs) / 1_000_000_000;
            if (second < counts.length) {
                counts[(int) second] += unseen;
            }
            unseen = 0;
        }
    }

    /** Messages of each second. */
    @Override
    public long[] figures() {
        return counts.clone();
    }
}

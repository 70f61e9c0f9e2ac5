package io.tunedzmq.examples.calibrate;

import java.io.PrintStream;
import java.util.Locale;

/** How far something is, as a bar. Confined: one thread at a time. */
public final class ProgressBar {
    private static final int MOST_CELLS = 30;
    private static final int LEAST_CELLS = 10;

    /** For what is done at the moment. */
    private static final int TEXT = 50;

    private final StatusLine line;
    private final int cells;

    /**
     * Shows nothing yet.
     *
     * @param console whether a terminal is attached
     * @param columns how wide it is
     */
    public ProgressBar(PrintStream err, boolean console, int columns) {
        line = new StatusLine(err, console, columns);
        cells = Math.max(LEAST_CELLS, Math.min(MOST_CELLS, columns - TEXT));
    }

    /** Shows how far it is, 0 to 1. */
    public void show(double share, String phase, String detail) {
        int full = (int) (share * cells);
        String bar = "#".repeat(full) + ".".repeat(cells - full);
        line.show(phase, String.format(Locale.ROOT, "[%s] %3.0f %%  %s %s", bar, share * 100, phase, detail));
    }

    /** Makes room for the result. */
    public void clear() {
        line.clear();
    }
}

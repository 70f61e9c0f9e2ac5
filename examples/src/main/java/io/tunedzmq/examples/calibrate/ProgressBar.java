package io.tunedzmq.examples.calibrate;

import java.io.PrintStream;
import java.util.Locale;

/** How far something is, as a bar. Confined: one thread at a time. */
public final class ProgressBar {
    private static final int CELLS = 30;

    private final StatusLine line;

    /**
     * Shows nothing yet.
     *
     * @param console whether a terminal is attached
     */
    public ProgressBar(PrintStream err, boolean console) {
        line = new StatusLine(err, console);
    }

    /** Shows how far it is, 0 to 1. */
    public void show(double share, String phase, String detail) {
        int full = (int) (share * CELLS);
        String bar = "#".repeat(full) + ".".repeat(CELLS - full);
        line.show(phase, String.format(Locale.ROOT, "[%s] %3.0f %%  %s %s", bar, share * 100, phase, detail));
    }

    /** Makes room for the result. */
    public void clear() {
        line.clear();
    }
}

package io.tunedzmq.examples.calibrate;

import java.io.PrintStream;
import java.util.Locale;

/** On a console one line with a bar that is rewritten, elsewhere one plain line for each phase. Confined to one thread. */
public final class ProgressBar {
    private static final int CELLS = 30;

    private final PrintStream err;
    private final boolean console;
    private String shownPhase = "";
    private int width;

    /**
     * Shows nothing yet.
     *
     * @param console whether a terminal is attached
     */
    public ProgressBar(PrintStream err, boolean console) {
        this.err = err;
        this.console = console;
    }

    /** Shows how far it is, 0 to 1. */
    public void show(double share, String phase, String detail) {
        if (console) {
            int full = (int) (share * CELLS);
            rewrite(String.format(
                    Locale.ROOT,
                    "[%s%s] %3.0f %%  %s %s",
                    "#".repeat(full),
                    ".".repeat(CELLS - full),
                    share * 100,
                    phase,
                    detail));
        } else if (!phase.equals(shownPhase)) {
            err.println(phase + " ...");
        }
        shownPhase = phase;
    }

    /** Makes room for the result. */
    public void clear() {
        if (console) {
            rewrite("");
            err.print('\r');
            err.flush();
        }
    }

    private void rewrite(String line) {
        err.print('\r' + line + " ".repeat(Math.max(0, width - line.length())));
        err.flush();
        width = line.length();
    }
}

package io.tunedzmq.examples.calibrate;

import java.io.PrintStream;

/** On a console one line that is rewritten, elsewhere one plain line for each phase. Confined: one thread at a time. */
public final class StatusLine {
    private final PrintStream err;
    private final boolean console;
    private final int columns;
    private String shownPhase = "";
    private int width;

    /**
     * Shows nothing yet.
     *
     * @param console whether a terminal is attached
     * @param columns how wide it is: a line that wraps could not be rewritten, and each would stay
     */
    public StatusLine(PrintStream err, boolean console, int columns) {
        this.err = err;
        this.console = console;
        this.columns = columns;
    }

    /** Shows the line on a console, and elsewhere the phase if it is another one. */
    public void show(String phase, String line) {
        if (console) {
            rewrite(line);
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

    private void rewrite(String whole) {
        // The last column stays free: some terminals wrap when it is written.
        String line = whole.length() < columns ? whole : whole.substring(0, Math.max(0, columns - 1));
        err.print('\r' + line + " ".repeat(Math.max(0, width - line.length())));
        err.flush();
        width = line.length();
    }
}

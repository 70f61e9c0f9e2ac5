package io.tunedzmq.examples.calibrate;

import java.io.PrintStream;

/** On a console one line that is rewritten, elsewhere one plain line for each phase. Confined: one thread at a time. */
public final class StatusLine {
    private final PrintStream err;
    private final boolean console;
    private String shownPhase = "";
    private int width;

    /**
     * Shows nothing yet.
     *
     * @param console whether a terminal is attached
     */
    public StatusLine(PrintStream err, boolean console) {
        this.err = err;
        this.console = console;
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

    private void rewrite(String line) {
        err.print('\r' + line + " ".repeat(Math.max(0, width - line.length())));
        err.flush();
        width = line.length();
    }
}

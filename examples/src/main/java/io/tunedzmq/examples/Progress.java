package io.tunedzmq.examples;

import java.io.PrintStream;

/**
 * Shows that something is going on: on a console one line that is rewritten, in a file one line for each phase. Confined:
 * one thread at a time.
 */
final class Progress {
    private final PrintStream err;
    private final boolean console;
    private String shownPhase = "";
    private int width;

    Progress(PrintStream err, boolean console) {
        this.err = err;
        this.console = console;
    }

    void show(Tally tally) {
        String phase = tally.phase();
        if (console) {
            rewrite(String.format("%s: %,d sent, %,d delivered", phase, tally.sent(), tally.delivered()));
        } else if (!phase.equals(shownPhase)) {
            err.println(phase + " ...");
        }
        shownPhase = phase;
    }

    /** Makes room for the result. */
    void clear() {
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

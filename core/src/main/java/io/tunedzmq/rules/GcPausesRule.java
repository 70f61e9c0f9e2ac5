package io.tunedzmq.rules;

import io.tunedzmq.diagnosis.Evidence;
import io.tunedzmq.diagnosis.Finding;
import io.tunedzmq.diagnosis.RuledOut;
import io.tunedzmq.diagnosis.Severity;
import io.tunedzmq.diagnosis.Symptom;
import io.tunedzmq.window.Quantities;
import io.tunedzmq.window.Window;
import java.util.ArrayList;
import java.util.List;

/** The garbage collector stops the process. */
final class GcPausesRule implements Rule {
    /** G1 sets itself the goal of spending at most 8 % of the time (its GCTimeRatio of 12); above, it fails. */
    private static final double SHARE = 0.10;

    /** Less takes less from a busy I/O thread than the next one would give. */
    private static final double MUCH = 2 * SHARE;

    /** Half of G1's goal for a single pause (MaxGCPauseMillis 200): as long as a queue of 10,000 at 100,000/s. */
    private static final long LONG_MILLIS = 100;

    @Override
    public List<Finding> find(Window window) {
        double share = window.gc();
        long longest = window.sampled().longestGc().toMillis();
        boolean lost = Shortage.in(window);
        // One long pause harms only if the queues did not hold it, and does not explain an application that is always
        // behind, nor an I/O thread that is always busy.
        boolean ioBusy = Shortage.hot(window).isPresent();
        boolean explains = lost && Shortage.behind(window).isEmpty() && !ioBusy;
        boolean often = share >= SHARE && share * window.seconds() * 1_000 >= LONG_MILLIS;
        if (!often && (longest < LONG_MILLIS || !explains)) {
            return List.of();
        }
        return List.of(new Finding(
                Symptom.GC_PAUSES,
                lost && (!ioBusy || share >= MUCH) ? Severity.CRITICAL : Severity.WARNING,
                "this process",
                "garbage collections stop the process, its I/O threads included",
                List.of(
                        new Evidence(
                                "time in collections",
                                Quantities.percent(share) + " of the window",
                                Quantities.percent(SHARE)),
                        new Evidence("longest, between two looks", longest + " ms", LONG_MILLIS + " ms")),
                ruledOut(window),
                "raise the heap (-Xmx) or use a collector with short pauses (-XX:+UseZGC); until then "
                        + HwmFix.pause(window, Quantities.roundUp(Math.max(1, 2 * longest)))));
    }

    private static List<RuledOut> ruledOut(Window window) {
        List<RuledOut> ruledOut = new ArrayList<>();
        if (Shortage.behind(window).isEmpty()) {
            ruledOut.add(new RuledOut(Symptom.SLOW_SUBSCRIBER, "the application was stopped, too"));
        }
        if (Shortage.hot(window).isEmpty()) {
            ruledOut.add(new RuledOut(Symptom.IO_THREADS_SATURATED, "more threads would be stopped alike"));
        }
        return ruledOut;
    }
}

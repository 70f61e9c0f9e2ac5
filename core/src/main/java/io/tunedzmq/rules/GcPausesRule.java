package io.tunedzmq.rules;

import io.tunedzmq.diagnosis.Evidence;
import io.tunedzmq.diagnosis.Finding;
import io.tunedzmq.diagnosis.RuledOut;
import io.tunedzmq.diagnosis.Severity;
import io.tunedzmq.diagnosis.Symptom;
import io.tunedzmq.internal.Text;
import io.tunedzmq.window.PublisherUse;
import io.tunedzmq.window.Window;
import io.tunedzmq.window.WindowOverflow;
import io.tunedzmq.window.WindowText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/** The garbage collector stops the process. */
final class GcPausesRule implements Rule {
    /** G1 sets itself the goal of spending at most 8 % of the time (its GCTimeRatio of 12); above, it fails. */
    private static final double SHARE = 0.10;

    /** Less takes less from a busy I/O thread than the next one would give. */
    private static final double MUCH = 2 * SHARE;

    /** Half of G1's goal for a single pause (MaxGCPauseMillis 200): as long as a queue of 10,000 at 100,000/s. */
    private static final long LONG_MILLIS = 100;

    /** What comes in a collection comes at once afterwards; more than twice of it is a burst of the publisher's own. */
    private static final int MORE = 2;

    /** Whether it is why a publisher had no room then: collections took much of the time, then or shortly before. */
    static boolean explains(Window window, PublisherUse publisher, WindowOverflow overflow) {
        long gc = overflow.gc().toMillis();
        boolean much = gc >= LONG_MILLIS / 2
                && gc
                        >= MUCH
                                * overflow.lasted()
                                        .plus(WindowOverflow.SHORTLY_BEFORE)
                                        .toMillis();
        double perMilli = publisher.stats().published() / window.seconds() / 1_000;
        boolean isLong = overflow.longestGc().toMillis() >= LONG_MILLIS
                && gc >= SHARE * overflow.lasted().toMillis();
        return (much || isLong)
                && !(publisher.bursts(overflow) && overflow.burstAtLeast() > MORE * perMilli * gc)
                && RuleConditions.shortage(window)
                && RuleConditions.hot(window).isEmpty()
                && Collections.disjoint(overflow.behind(), RuleConditions.slow(window));
    }

    /**
     * One long pause harms only if the queues did not hold it, and does not explain an application that is always
     * behind, nor an I/O thread that is always busy.
     */
    private static boolean explains(Window window) {
        return RuleConditions.shortage(window)
                && RuleConditions.behind(window).isEmpty()
                && RuleConditions.hot(window).isEmpty();
    }

    /** Whether a pause of the application may as well be one of the process. */
    static boolean mayBe(Window window, Duration pause) {
        return window.gc() >= MUCH || 2 * window.sampled().longestGc().toMillis() >= pause.toMillis();
    }

    private static List<WindowOverflow> explained(Window window) {
        List<WindowOverflow> explained = new ArrayList<>();
        for (PublisherUse publisher : window.publishers()) {
            publisher.overflows().stream()
                    .filter(each -> explains(window, publisher, each))
                    .forEach(explained::add);
        }
        return explained;
    }

    @Override
    public List<Finding> find(Window window) {
        double share = window.gc();
        long longest = window.sampled().longestGc().toMillis();
        boolean often = share >= SHARE && share * window.seconds() * 1_000 >= LONG_MILLIS;
        List<WindowOverflow> explained = explained(window);
        boolean explains = explains(window, longest, explained);
        if (!often && !explains) {
            return List.of();
        }
        boolean lost = RuleConditions.shortage(window) || (!window.enoughLooks() && UnexplainedLoss.isCounted(window));
        return List.of(new Finding(
                Symptom.GC_PAUSES,
                explains || (lost && share >= MUCH) ? Severity.CRITICAL : Severity.WARNING,
                "this process",
                "garbage collections stop the process, its I/O threads included",
                evidence(share, longest, explained),
                ruledOut(window),
                "raise the heap (-Xmx) or use a collector with short pauses (-XX:+UseZGC); until then "
                        + HwmFix.pause(window, WindowText.roundUp(Math.max(1, 2 * longest)))));
    }

    /** Whether they are why messages were lost; where the publishers are elsewhere, a long pause is. */
    private static boolean explains(Window window, long longest, List<WindowOverflow> explained) {
        boolean ours =
                window.publishers().stream().anyMatch(each -> !each.overflows().isEmpty());
        return ours ? !explained.isEmpty() : longest >= LONG_MILLIS && explains(window);
    }

    private static List<Evidence> evidence(double share, long longest, List<WindowOverflow> explained) {
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(new Evidence(
                "time in collections", WindowText.percent(share) + " of the window", WindowText.percent(SHARE)));
        evidence.add(new Evidence("longest, between two looks", longest + " ms", LONG_MILLIS + " ms"));
        explained.stream()
                .max(Comparator.comparing(WindowOverflow::gc))
                .ifPresent(most -> evidence.add(new Evidence(
                        "in collections while a queue was full and shortly before, of",
                        Text.millis(most.gc()) + ", "
                                + Text.millis(most.lasted().plus(WindowOverflow.SHORTLY_BEFORE)),
                        WindowText.percent(MUCH) + ", or one of " + LONG_MILLIS + " ms")));
        return evidence;
    }

    private static List<RuledOut> ruledOut(Window window) {
        List<RuledOut> ruledOut = new ArrayList<>();
        if (RuleConditions.behind(window).isEmpty()) {
            ruledOut.add(new RuledOut(Symptom.SLOW_SUBSCRIBER, "the application was stopped, too"));
        }
        if (RuleConditions.hot(window).isEmpty()) {
            ruledOut.add(new RuledOut(Symptom.IO_THREADS_SATURATED, "more threads would be stopped alike"));
        }
        return ruledOut;
    }
}

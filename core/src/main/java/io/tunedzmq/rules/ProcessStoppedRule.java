package io.tunedzmq.rules;

import io.tunedzmq.diagnosis.Evidence;
import io.tunedzmq.diagnosis.Finding;
import io.tunedzmq.diagnosis.RuledOut;
import io.tunedzmq.diagnosis.Symptom;
import io.tunedzmq.internal.Text;
import io.tunedzmq.window.CpusUse;
import io.tunedzmq.window.SubscriberUse;
import io.tunedzmq.window.Window;
import io.tunedzmq.window.WindowText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The process stood still for a while: nobody read meanwhile, and the queues of its publishers ran over. */
final class ProcessStoppedRule implements Rule {
    /** A thread that waits for a CPU waits for a few time slices; ten looks and more are something else. */
    private static final long LONG_MILLIS = 500;

    /** Whether it stood still, not for a quota, and something was lost. */
    static boolean in(Window window) {
        return RuleConditions.lost(window)
                && window.sampled().longestStandstill().toMillis() >= LONG_MILLIS
                && !CpuThrottledRule.in(window);
    }

    @Override
    public List<Finding> find(Window window) {
        if (!in(window)) {
            return List.of();
        }
        long still = window.sampled().longestStandstill().toMillis();
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(new Evidence(
                "longest time in which hardly a thread of it ran",
                Text.millis(window.sampled().longestStandstill()),
                LONG_MILLIS + " ms"));
        window.cpus().ifPresent(cpus -> evidence.add(new Evidence("CPUs busy, for whatever program", busy(cpus), "")));
        window.subscribers().stream()
                .filter(SubscriberUse::lost)
                .forEach(each -> evidence.add(new Evidence(
                        each.title() + ": dropped", Text.grouped(each.stats().dropped()), "")));
        return List.of(new Finding(
                Symptom.PROCESS_STOPPED,
                RuleConditions.severity(window),
                "this process",
                "this process stood still: it was stopped or frozen, or was given no CPU",
                evidence,
                List.of(
                        new RuledOut(Symptom.GC_PAUSES, "a collection would have used CPU time"),
                        new RuledOut(Symptom.SNDHWM_TOO_LOW, "nobody read here while the queues ran over")),
                "find out who stopped it: SIGSTOP, a debugger, a paused container, a virtual machine that was moved or"
                        + " saved; until then " + HwmFix.pause(window, WindowText.roundUp(2 * still))));
    }

    private static String busy(CpusUse cpus) {
        return String.format(Locale.ROOT, "%.1f of %d", cpus.busy(), cpus.count());
    }
}

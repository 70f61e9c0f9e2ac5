package io.tunedzmq.rules;

import io.tunedzmq.diagnosis.Evidence;
import io.tunedzmq.diagnosis.Finding;
import io.tunedzmq.diagnosis.RuledOut;
import io.tunedzmq.diagnosis.Severity;
import io.tunedzmq.diagnosis.Symptom;
import io.tunedzmq.window.Window;
import io.tunedzmq.window.WindowText;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** The container's quota stops the process. */
final class CpuThrottledRule implements Rule {
    /** The kernel's period is 100 ms: from here on a stop of 5 ms in each, as long as a queue of 1,000 at 200,000/s. */
    private static final double THROTTLED = 0.05;

    static boolean in(Window window) {
        return window.throttled().orElse(0) >= THROTTLED;
    }

    @Override
    public List<Finding> find(Window window) {
        if (!in(window)) {
            return List.of();
        }
        double throttled = window.throttled().orElse(0);
        return List.of(new Finding(
                Symptom.CPU_THROTTLED,
                RuleConditions.shortage(window) ? Severity.CRITICAL : Severity.WARNING,
                "this process",
                "the container's CPU quota stops the process, its I/O threads included",
                List.of(
                        new Evidence(
                                "time stopped, of all its CPUs together",
                                WindowText.percent(throttled) + " of the window",
                                WindowText.percent(THROTTLED)),
                        new Evidence("quota", cpus(window.after().process().cpuQuota()), ""),
                        new Evidence("used", cpus(window.cpusUsed()), "")),
                RuleConditions.hot(window).isPresent()
                        ? List.of()
                        : List.of(new RuledOut(
                                Symptom.IO_THREADS_SATURATED,
                                "more threads share the same quota and use it up sooner")),
                fix(window, throttled)));
    }

    private static String fix(Window window, double throttled) {
        OptionalDouble quota = window.after().process().cpuQuota();
        OptionalDouble used = window.cpusUsed();
        if (quota.isEmpty() && used.isEmpty()) {
            return "raise the container's CPU limit";
        }
        // What it would have used without the stops. An average hides rushes, so it is one more CPU at least.
        double wanted = Math.max(used.orElse(0) + throttled, Math.floor(quota.orElse(0)) + 1);
        long cpus = (long) Math.ceil(wanted);
        return "raise the container's CPU limit: docker update --cpus=" + cpus
                + " CONTAINER, or in Kubernetes resources.limits.cpu: " + cpus;
    }

    private static String cpus(OptionalDouble count) {
        return count.isPresent() ? String.format(Locale.ROOT, "%.2f CPUs", count.getAsDouble()) : "unknown";
    }
}

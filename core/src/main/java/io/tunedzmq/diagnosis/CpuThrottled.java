package io.tunedzmq.diagnosis;

import java.util.List;
import java.util.Locale;

/** The container's quota stops the process. */
final class CpuThrottled implements Rule {
    /** The kernel's period is 100 ms: from here on a stop of 5 ms in each, as long as a queue of 1,000 at 200,000/s. */
    private static final double THROTTLED = 0.05;

    @Override
    public List<Finding> find(Window window) {
        double throttled = window.throttled().orElse(0);
        if (throttled < THROTTLED) {
            return List.of();
        }
        double quota = window.after().process().cpuQuota().orElse(Double.NaN);
        // What it would have used without the stops, in whole CPUs as they are mostly given.
        long wanted = (long) Math.max(1, Math.ceil(window.cpusUsed().orElse(quota) + throttled));
        return List.of(new Finding(
                Symptom.CPU_THROTTLED,
                Shortage.in(window) ? Severity.CRITICAL : Severity.WARNING,
                "this process",
                "the container's CPU quota stops the process, its I/O threads included",
                List.of(
                        new Evidence(
                                "time stopped", Show.percent(throttled) + " of the window", Show.percent(THROTTLED)),
                        new Evidence("quota", String.format(Locale.ROOT, "%.2f CPUs", quota), ""),
                        new Evidence(
                                "used",
                                window.cpusUsed().isPresent()
                                        ? String.format(
                                                Locale.ROOT,
                                                "%.2f CPUs",
                                                window.cpusUsed().getAsDouble())
                                        : "unknown",
                                "")),
                List.of(new RuledOut(
                        Symptom.IO_THREADS_SATURATED, "more threads share the same quota and use it up sooner")),
                "raise the container's CPU limit: docker update --cpus=" + wanted
                        + " CONTAINER, or in Kubernetes resources.limits.cpu: " + wanted));
    }
}

package io.tunedzmq.rules;

import io.tunedzmq.diagnosis.Evidence;
import io.tunedzmq.diagnosis.Finding;
import io.tunedzmq.diagnosis.RuledOut;
import io.tunedzmq.diagnosis.Symptom;
import io.tunedzmq.internal.Text;
import io.tunedzmq.window.CpusUse;
import io.tunedzmq.window.IoThreadUse;
import io.tunedzmq.window.Window;
import io.tunedzmq.window.WindowText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Threads that have work wait for a CPU all the time, because all are taken. */
final class CpuContendedRule implements Rule {
    /** Share of the CPUs; less explains nothing. */
    private static final double MENTIONED = 0.01;

    @Override
    public List<Finding> find(Window window) {
        return RuleConditions.starved(window) ? List.of(finding(window)) : List.of();
    }

    /** Whether the CPUs are the one thing that is short where nothing else explains a loss. */
    static boolean mayExplain(Window window) {
        return RuleConditions.cpusFull(window) && window.ioThreads().stream().anyMatch(IoThreadUse::waitedLong);
    }

    static Finding finding(Window window) {
        CpusUse cpus = window.cpus().orElseThrow();
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(new Evidence(
                "CPUs busy, for whatever program", cpus(cpus.busy(), cpus), WindowText.percent(CpusUse.ALL)));
        double own = window.cpusUsed().orElse(0);
        evidence.add(new Evidence("of these by this process", cpus(own, cpus), ""));
        if (cpus.taken() >= MENTIONED * cpus.count()) {
            evidence.add(new Evidence("of these taken by the hypervisor", cpus(cpus.taken(), cpus), ""));
        }
        window.ioThreads().stream()
                .filter(each -> each.starved(window.gc()) || each.waitedLong())
                .forEach(each -> {
                    evidence.add(waits(
                            each.name() + ": busy, CPU",
                            each.busy().orElse(0),
                            each.cpu().orElse(0)));
                    each.waited()
                            .ifPresent(share -> evidence.add(new Evidence(
                                    each.name() + ": waited for a CPU",
                                    WindowText.percent(share) + " of the time",
                                    WindowText.percent(IoThreadUse.STARVED))));
                });
        RuleConditions.behind(window).stream()
                .filter(each -> each.starved(window.gc()))
                .forEach(each -> evidence.add(waits(
                        each.title() + ": busy, CPU",
                        each.busy(),
                        each.sampled().cpu().orElse(0))));
        evidence.add(new Evidence(
                "longest wait of this process for a CPU",
                Text.millis(window.sampled().longestStall()),
                ""));
        return new Finding(
                Symptom.CPU_CONTENDED,
                RuleConditions.severity(window),
                "this process",
                "threads with work wait for a CPU all the time: every CPU is taken",
                evidence,
                List.of(new RuledOut(Symptom.IO_THREADS_SATURATED, "another I/O thread would wait for a CPU, too")),
                fix(own, cpus));
    }

    private static Evidence waits(String what, double busy, double cpu) {
        return new Evidence(
                what,
                WindowText.percent(busy) + " of the looks, " + WindowText.percent(cpu),
                WindowText.percent(IoThreadUse.STARVED) + " between them");
    }

    private static String fix(double own, CpusUse cpus) {
        String more =
                "more CPUs: in Kubernetes resources.requests.cpu, which sets a container's share of a busy machine";
        return own > cpus.busy() / 2
                ? "run fewer busy threads in this process (top -H -p PID shows them), or give it " + more
                : "move other programs away (top shows them), give this one CPUs of its own (taskset, cpuset) or "
                        + more;
    }

    private static String cpus(double busy, CpusUse cpus) {
        return String.format(Locale.ROOT, "%.1f of %d", busy, cpus.count());
    }
}

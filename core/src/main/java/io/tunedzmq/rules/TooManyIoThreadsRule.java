package io.tunedzmq.rules;

import io.tunedzmq.diagnosis.Evidence;
import io.tunedzmq.diagnosis.Finding;
import io.tunedzmq.diagnosis.RuledOut;
import io.tunedzmq.diagnosis.Severity;
import io.tunedzmq.diagnosis.Symptom;
import io.tunedzmq.window.Window;
import java.util.List;

/** I/O threads that only take turns, or have nothing to serve. */
final class TooManyIoThreadsRule implements Rule {
    /** A spare one or two are cheap and serve the next connections. */
    private static final int FEW = 2;

    @Override
    public List<Finding> find(Window window) {
        int threads = window.ioThreads().size();
        int cpus = window.after().process().cpus();
        long unused = window.ioThreads().stream()
                .filter(each -> each.polled() == 0 && each.idle())
                .count();
        boolean traffic = window.publishers().stream()
                        .anyMatch(each -> each.stats().published() > 0)
                || window.subscribers().stream().anyMatch(each -> each.stats().received() > 0);
        boolean mostUnused = traffic && threads > FEW && unused > threads / 2;
        if (threads <= cpus && !mostUnused) {
            return List.of();
        }
        long enough = Math.max(1, Math.min(cpus, threads - unused));
        return List.of(new Finding(
                Symptom.TOO_MANY_IO_THREADS,
                Severity.NOTICE,
                "this context",
                threads > cpus
                        ? "there are more I/O threads than CPUs: they only take turns"
                        : "most I/O threads have no connection to serve",
                List.of(
                        new Evidence("I/O threads", Integer.toString(threads), "at most the CPUs: " + cpus),
                        new Evidence("without a listener or connection", Long.toString(unused), "at most half")),
                List.of(new RuledOut(Symptom.IO_THREADS_SATURATED, "fewer threads would serve the same connections")),
                "TunedContext.builder().ioThreads(" + enough + ")"));
    }
}

package io.tunedzmq;

import io.tunedzmq.diagnosis.Finding;
import io.tunedzmq.diagnosis.Severity;
import io.tunedzmq.internal.Text;
import io.tunedzmq.metrics.MeasuredContext;
import io.tunedzmq.metrics.MeasuredSocket;
import io.tunedzmq.stats.ContextStats;
import io.tunedzmq.stats.Health;
import java.util.ArrayList;
import java.util.List;

/** Whether a context is well, from what it shows anyway. */
final class HealthCheck {
    private HealthCheck() {}

    /** @param stats of the context now */
    static Health of(MeasuredContext context, ContextStats stats) {
        List<String> reasons = whyDown(stats);
        if (!reasons.isEmpty()) {
            return new Health(Health.Status.DOWN, reasons);
        }
        if (stats.foreignContexts() > 0) {
            reasons.add("ZeroMQ contexts of other code in this process: " + stats.foreignContexts());
        }
        context.publishers().forEach(each -> addTroubles("publisher", each, reasons));
        context.subscribers().forEach(each -> addTroubles("subscriber", each, reasons));
        context.openFindings().orElse(List.of()).stream()
                .filter(finding -> finding.severity() != Severity.NOTICE)
                .map(HealthCheck::text)
                .forEach(reasons::add);
        return reasons.isEmpty() ? Health.WELL : new Health(Health.Status.DEGRADED, reasons);
    }

    private static List<String> whyDown(ContextStats stats) {
        List<String> reasons = new ArrayList<>();
        stats.broken().ifPresent(reasons::add);
        if (reasons.isEmpty() && stats.ioThreadsAlive() < stats.ioThreads()) {
            reasons.add("of " + stats.ioThreads() + " I/O threads " + stats.ioThreadsAlive() + " are at work");
        }
        return reasons;
    }

    private static void addTroubles(String kind, MeasuredSocket<?> socket, List<String> reasons) {
        for (String trouble : socket.troubles()) {
            reasons.add(kind + " " + Text.place(socket.name(), socket.endpoints()) + ": " + trouble);
        }
    }

    private static String text(Finding finding) {
        return finding.symptom() + " (" + finding.subject() + "): " + finding.summary();
    }
}

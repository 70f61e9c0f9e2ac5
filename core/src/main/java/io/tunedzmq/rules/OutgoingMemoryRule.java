package io.tunedzmq.rules;

import io.tunedzmq.diagnosis.Evidence;
import io.tunedzmq.diagnosis.Finding;
import io.tunedzmq.diagnosis.RuledOut;
import io.tunedzmq.diagnosis.Severity;
import io.tunedzmq.diagnosis.Symptom;
import io.tunedzmq.internal.Text;
import io.tunedzmq.stats.SubscriberReport;
import io.tunedzmq.window.PublisherUse;
import io.tunedzmq.window.Window;
import io.tunedzmq.window.WindowText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The memory for what publishers queue was used up before their queues were full, and the oldest messages were given
 * up. Those who are slow for good are found besides, where they are seen.
 */
final class OutgoingMemoryRule implements Rule {
    private static final int MOST_NAMED = 3;

    @Override
    public List<Finding> find(Window window) {
        return window.publishers().stream()
                .filter(publisher -> publisher.givenUp() > 0)
                .map(publisher -> finding(window, publisher))
                .toList();
    }

    private static Finding finding(Window window, PublisherUse publisher) {
        List<SubscriberReport> behind = publisher.reports().values().stream()
                .filter(publisher::givesUpFor)
                .sorted(Comparator.comparing(SubscriberReport::behindFor).reversed())
                .limit(MOST_NAMED)
                .toList();
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(new Evidence(
                "messages given up for subscribers that had not taken them", Text.grouped(publisher.givenUp()), "1"));
        evidence.add(new Evidence(
                "the outgoing half of the memoryBudget, for all publishers",
                Text.memory(publisher.queue().memoryBudget()),
                ""));
        behind.forEach(report -> evidence.add(new Evidence(
                "subscriber " + WindowText.who(report.id(), report.name()) + " is behind by, and for",
                Text.grouped(report.behind().orElse(0)) + " messages, " + Text.millis(report.behindFor()),
                "")));
        return new Finding(
                Symptom.MEMORY_BUDGET_TOO_LOW,
                Severity.CRITICAL,
                publisher.name(),
                "the memory for what publishers queue was used up, and the oldest messages were given up",
                evidence,
                List.of(new RuledOut(Symptom.SNDHWM_TOO_LOW, "no longer queue would fit into the budget")),
                fix(window, publisher, behind));
    }

    private static String fix(Window window, PublisherUse publisher, List<SubscriberReport> behind) {
        long mean = publisher.stats().bytes() / Math.max(1, publisher.stats().published()) + 1;
        // All subscribers share what is queued.
        long each = publisher.givenUp() / Math.max(1, publisher.reports().size());
        long more = Math.min(each, Long.MAX_VALUE / 8 / mean) * mean;
        // Half of the budget is for publishers.
        String larger = MemoryBudgetFix.bytes(window, 2 * (publisher.queue().memoryBudget() + more));
        return behind.isEmpty()
                ? larger
                        + "; if it goes on then, a subscriber that does not report takes too little: its connection has"
                        + " a Send-Q in ss -tn"
                : "make those faster that are behind, or publish less: no budget is enough for who takes less than is"
                        + " published for good; for one that is back before long " + larger;
    }
}

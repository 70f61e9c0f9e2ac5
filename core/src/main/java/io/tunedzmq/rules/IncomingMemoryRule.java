package io.tunedzmq.rules;

import io.tunedzmq.diagnosis.Evidence;
import io.tunedzmq.diagnosis.Finding;
import io.tunedzmq.diagnosis.RuledOut;
import io.tunedzmq.diagnosis.Severity;
import io.tunedzmq.diagnosis.Symptom;
import io.tunedzmq.internal.Text;
import io.tunedzmq.window.ContextSnapshot;
import io.tunedzmq.window.SubscriberUse;
import io.tunedzmq.window.Window;
import java.util.ArrayList;
import java.util.List;

/** What came in had no room, so that its connection was cut, with all that was under way on it. */
final class IncomingMemoryRule implements Rule {
    /** Half of the budget is for what comes in, and half of that for connections of which nothing was taken yet. */
    private static final int PART_OF_A_NEWCOMER = 4;

    @Override
    public List<Finding> find(Window window) {
        return window.subscribers().stream()
                .filter(each -> each.refused().connections() > 0)
                .map(each -> finding(window, each))
                .toList();
    }

    private static Finding finding(Window window, SubscriberUse subscriber) {
        ContextSnapshot.Refused refused = subscriber.refused();
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(new Evidence("connections cut for want of memory", Text.grouped(refused.connections()), "1"));
        evidence.add(new Evidence(
                "memory for the largest frame refused so far",
                Text.memory(refused.largest()),
                "the incoming half of the memoryBudget, " + Text.memory(refused.budget())));
        if (subscriber.stats().dropped() > 0) {
            evidence.add(new Evidence(
                    "messages dropped", Text.grouped(subscriber.stats().dropped()), ""));
        }
        return new Finding(
                Symptom.MEMORY_BUDGET_TOO_LOW,
                Severity.CRITICAL,
                subscriber.title(),
                "the memory for what comes in had no room for a frame, and the connection that brought it was cut",
                evidence,
                List.of(
                        new RuledOut(Symptom.NETWORK_LOSSY, "the connections were cut by this side"),
                        new RuledOut(Symptom.PROTOCOL_ERROR, "the frames were not above maxMessageBytes")),
                fix(window, subscriber));
    }

    private static String fix(Window window, SubscriberUse subscriber) {
        ContextSnapshot.Refused refused = subscriber.refused();
        long atOnce = Math.max(1, subscriber.connects().each().size());
        long budget = PART_OF_A_NEWCOMER * atOnce * refused.largest();
        String larger = budget <= 2 * refused.budget()
                ? "give this process a larger heap (-Xmx): the budget would have had room"
                : MemoryBudgetFix.bytes(window, budget);
        return larger + "; or let the publishers send smaller messages, or smaller frames where they put many into one:"
                + " context.publisher().frameBytes(n)";
    }
}

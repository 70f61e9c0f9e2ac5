package io.tunedzmq.rules;

import io.tunedzmq.diagnosis.Evidence;
import io.tunedzmq.diagnosis.Finding;
import io.tunedzmq.diagnosis.Severity;
import io.tunedzmq.diagnosis.Symptom;
import io.tunedzmq.internal.Text;
import io.tunedzmq.window.IoThreadUse;
import io.tunedzmq.window.PublisherUse;
import io.tunedzmq.window.Quantities;
import io.tunedzmq.window.SubscriberUse;
import io.tunedzmq.window.Window;
import java.util.ArrayList;
import java.util.List;

/** A loss that no other rule has explained: it is never passed over. */
final class UnexplainedLossRule implements Rule {
    @Override
    public List<Finding> find(Window window) {
        if (window.enoughLooks()) {
            return Shortage.lost(window) ? List.of(unproven(window)) : List.of();
        }
        boolean lost = window.publishers().stream().anyMatch(PublisherUse::lossCounted)
                || window.subscribers().stream().anyMatch(SubscriberUse::lost);
        return lost ? List.of(hardlySeen(window)) : List.of();
    }

    /** Shares of a few looks prove nothing, and the counters are exact all the same. */
    private static Finding hardlySeen(Window window) {
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(new Evidence("looks", Text.grouped(window.sampled().looks()), "at least " + Window.LEAST_LOOKS));
        for (PublisherUse each : window.publishers()) {
            if (each.lossCounted()) {
                evidence.add(new Evidence(
                        each.name() + ": frames without room for somebody, refused",
                        Text.grouped(each.stats().stalls()) + ", "
                                + Text.grouped(each.stats().refused()),
                        ""));
            }
        }
        for (SubscriberUse each : window.subscribers()) {
            if (each.lost()) {
                evidence.add(new Evidence(
                        each.title() + ": dropped", Text.grouped(each.stats().dropped()), ""));
            }
        }
        return finding(
                "messages were lost, and the window was too short to say why",
                evidence,
                "diagnose a longer window while it happens");
    }

    private static Finding unproven(Window window) {
        List<Evidence> evidence = new ArrayList<>();
        for (PublisherUse each : window.publishers()) {
            evidence.add(new Evidence(
                    each.name() + ": full, unsent bytes, refused",
                    Quantities.percent(each.full()) + " of the looks, " + Quantities.percent(each.unsent()) + ", "
                            + Text.grouped(each.stats().refused()),
                    ""));
        }
        for (SubscriberUse each : window.subscribers()) {
            evidence.add(new Evidence(
                    each.title() + ": dropped, had taken everything",
                    Text.grouped(each.stats().dropped()) + ", at "
                            + Quantities.percent(each.sampled().caughtUp()) + " of the looks",
                    ""));
        }
        for (IoThreadUse each : window.ioThreads()) {
            evidence.add(new Evidence(
                    each.name() + ": busy, CPU",
                    Quantities.percent(each.busy()) + ", " + Quantities.percent(each.cpu()),
                    ""));
        }
        evidence.add(new Evidence(
                "longest wait for a CPU", Text.millis(window.sampled().longestStall()), ""));
        return finding(
                "messages were lost, and nothing that was measured proves why",
                evidence,
                "diagnose a longer window while it happens, in the process of the other side, too");
    }

    private static Finding finding(String text, List<Evidence> evidence, String fix) {
        return new Finding(Symptom.UNEXPLAINED_LOSS, Severity.CRITICAL, "this context", text, evidence, List.of(), fix);
    }
}

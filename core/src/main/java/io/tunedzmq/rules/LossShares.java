package io.tunedzmq.rules;

import io.tunedzmq.diagnosis.Evidence;
import io.tunedzmq.diagnosis.Finding;
import io.tunedzmq.diagnosis.Severity;
import io.tunedzmq.internal.Text;
import io.tunedzmq.window.PublisherUse;
import io.tunedzmq.window.RemoteSubscriberUse;
import io.tunedzmq.window.SubscriberUse;
import io.tunedzmq.window.Window;
import io.tunedzmq.window.WindowOverflow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How many of the messages lost in a window each finding explains, where a counter tells: what a subscriber lost that a
 * finding names, and what was lost while a publisher had no room for the reason that a finding names. A finding of the
 * whole process has none.
 */
final class LossShares {
    private final Window window;
    private final List<Finding> findings;
    private final Set<String> explained;
    private final long lost;

    /** Messages that findings about subscribers explain, by the subject of the finding. */
    private final Map<String, Long> ofSubscribers = new HashMap<>();

    private LossShares(Window window, List<Finding> findings) {
        this.window = window;
        this.findings = findings;
        explained = UnexplainedLoss.explaining(findings);
        lost = lost(window);
        for (SubscriberUse each : window.subscribers()) {
            if (explained.contains(each.title())) {
                ofSubscribers.merge(each.title(), ofIts(each), Math::max);
            }
        }
    }

    /** The findings with their shares, those that have one. */
    static List<Finding> noted(Window window, List<Finding> findings) {
        return new LossShares(window, findings).noted();
    }

    private List<Finding> noted() {
        return lost == 0 ? findings : findings.stream().map(this::noted).toList();
    }

    private Finding noted(Finding finding) {
        long share = finding.severity() == Severity.CRITICAL ? share(finding.subject()) : 0;
        if (share == 0) {
            return finding;
        }
        List<Evidence> evidence = new ArrayList<>(finding.evidence());
        evidence.add(new Evidence(
                "explains", Text.grouped(share) + " of " + Text.grouped(lost) + " messages lost or refused", ""));
        return new Finding(
                finding.symptom(),
                finding.severity(),
                finding.subject(),
                finding.summary(),
                evidence,
                finding.ruledOut(),
                finding.fix());
    }

    private long share(String subject) {
        Long ofSubscriber = ofSubscribers.get(subject);
        if (ofSubscriber != null) {
            return Math.min(lost, ofSubscriber);
        }
        long left = lost
                - Math.min(
                        lost,
                        ofSubscribers.values().stream().mapToLong(each -> each).sum());
        return window.publishers().stream()
                .filter(each -> each.name().equals(subject))
                .mapToLong(each -> Math.min(left, ofIts(each)))
                .max()
                .orElse(0);
    }

    /** What it lost, at the times at which it was behind if there were others, and what was refused meanwhile. */
    private long ofIts(SubscriberUse subscriber) {
        long its = dropped(subscriber);
        long lagged = subscriber.sampled().lag().lost();
        long refused = window.publishers().stream()
                .flatMap(each -> each.overflows().stream())
                .filter(each -> each.behind().contains(subscriber.id()))
                .mapToLong(WindowOverflow::refused)
                .sum();
        return (subscriber.behindForAPart() && lagged > 0 ? Math.min(its, lagged) : its) + refused;
    }

    private long ofIts(PublisherUse publisher) {
        return UnexplainedLoss.explained(window, publisher, explained).stream()
                .mapToLong(each -> each.lost() + each.refused())
                .sum();
    }

    /** By subscribers of this process and of others, as far as they are known to have lost it, and refused. */
    private static long lost(Window window) {
        return window.subscribers().stream().mapToLong(LossShares::dropped).sum()
                + window.publishers().stream()
                        .flatMap(each -> each.peers().stream())
                        .mapToLong(RemoteSubscriberUse::dropped)
                        .sum()
                + window.publishers().stream()
                        .mapToLong(each -> each.stats().refused())
                        .sum();
    }

    /** In the window; what it counted late was lost before. */
    private static long dropped(SubscriberUse subscriber) {
        return Math.max(0, subscriber.stats().dropped() - subscriber.late());
    }
}

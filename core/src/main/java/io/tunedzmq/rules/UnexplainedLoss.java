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
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Losses that no finding explains: they are never passed over. */
final class UnexplainedLoss {
    private UnexplainedLoss() {}

    /** @param findings those that explain a loss, or may */
    static List<Finding> find(Window window, List<Finding> findings) {
        if (!window.enoughLooks()) {
            boolean lost = window.publishers().stream().anyMatch(PublisherUse::lossCounted)
                    || window.subscribers().stream().anyMatch(SubscriberUse::lost);
            return lost && explaining(findings).isEmpty() ? List.of(hardlySeen(window)) : List.of();
        }
        Set<String> explained = explaining(findings);
        if (!named(window).containsAll(explained)) {
            return List.of(); // Something that holds for the whole process.
        }
        List<PublisherUse> publishers = window.publishers().stream()
                .filter(each ->
                        each.lost() && !explained.contains(each.name()) && !servesOneOf(window, each, explained))
                .toList();
        List<SubscriberUse> subscribers = window.subscribers().stream()
                .filter(each -> each.lost()
                        && !explained.contains(each.title())
                        && Shortage.publishersOf(window, each).noneMatch(its -> explained.contains(its.name())))
                .toList();
        return publishers.isEmpty() && subscribers.isEmpty()
                ? List.of()
                : List.of(unproven(window, publishers, subscribers));
    }

    /** Subjects of the findings that explain a loss; what only may harm explains none. */
    private static Set<String> explaining(List<Finding> findings) {
        return findings.stream()
                .filter(finding -> finding.severity() == Severity.CRITICAL)
                .map(Finding::subject)
                .collect(Collectors.toSet());
    }

    /** Subjects that are a single publisher or subscriber. */
    private static Set<String> named(Window window) {
        return Stream.concat(
                        window.publishers().stream().map(PublisherUse::name),
                        window.subscribers().stream().map(SubscriberUse::title))
                .collect(Collectors.toSet());
    }

    private static boolean servesOneOf(Window window, PublisherUse publisher, Set<String> explained) {
        return window.subscribers().stream()
                .anyMatch(each ->
                        explained.contains(each.title()) && publisher.reports().containsKey(each.id()));
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

    private static Finding unproven(Window window, List<PublisherUse> publishers, List<SubscriberUse> subscribers) {
        List<Evidence> evidence = new ArrayList<>();
        for (PublisherUse each : publishers) {
            evidence.add(new Evidence(
                    each.name() + ": full, unsent bytes, refused",
                    Quantities.percent(each.full()) + " of the looks, " + Quantities.percent(each.unsent()) + ", "
                            + Text.grouped(each.stats().refused()),
                    ""));
        }
        for (SubscriberUse each : subscribers) {
            evidence.add(new Evidence(
                    each.title() + ": dropped, had taken everything",
                    Text.grouped(each.stats().dropped()) + ", at " + Quantities.percent(each.caughtUp())
                            + " of the looks",
                    ""));
            each.busyAt()
                    .ifPresent(stack -> evidence.add(new Evidence(
                            "most often here, " + Quantities.percent(stack.share()), stack.toString(), "")));
        }
        for (IoThreadUse each : window.ioThreads()) {
            evidence.add(new Evidence(
                    each.name() + ": busy, CPU",
                    Quantities.percent(each.busy()) + ", " + Quantities.percent(each.cpu()),
                    ""));
        }
        evidence.add(new Evidence(
                "longest wait for a CPU", Text.millis(window.sampled().longestStall()), ""));
        boolean fromElsewhere = publishers.isEmpty()
                && subscribers.stream()
                        .allMatch(each ->
                                Shortage.publishersOf(window, each).findAny().isEmpty());
        return fromElsewhere
                ? finding(
                        "messages were lost on their way here, and everything here had time for them",
                        evidence,
                        "call diagnose(window) in the process of the publisher: what its queue, its I/O threads and its"
                                + " side of the path do is not seen from here")
                : finding(
                        "messages were lost, and nothing that was measured proves why",
                        evidence,
                        "diagnose a longer window while it happens, in the process of the other side, too");
    }

    private static Finding finding(String text, List<Evidence> evidence, String fix) {
        return new Finding(Symptom.UNEXPLAINED_LOSS, Severity.CRITICAL, "this context", text, evidence, List.of(), fix);
    }
}

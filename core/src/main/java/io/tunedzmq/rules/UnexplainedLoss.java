package io.tunedzmq.rules;

import io.tunedzmq.diagnosis.Evidence;
import io.tunedzmq.diagnosis.Finding;
import io.tunedzmq.diagnosis.Severity;
import io.tunedzmq.diagnosis.Symptom;
import io.tunedzmq.internal.Text;
import io.tunedzmq.window.IoThreadUse;
import io.tunedzmq.window.PublisherUse;
import io.tunedzmq.window.SubscriberUse;
import io.tunedzmq.window.Window;
import io.tunedzmq.window.WindowOverflow;
import io.tunedzmq.window.WindowText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Losses that no finding explains: they are never passed over. */
final class UnexplainedLoss {
    /** What little is left of a loss besides what is explained may be of the same cause. */
    private static final double LITTLE = 0.1;

    private static final int MOST_SHOWN = 3;

    private UnexplainedLoss() {}

    /** @param findings those that explain a loss, or may */
    static List<Finding> find(Window window, List<Finding> findings) {
        if (!window.enoughLooks()) {
            return isCounted(window) && explaining(findings).isEmpty() ? List.of(hardlySeen(window)) : List.of();
        }
        Set<String> explained = explaining(findings);
        if (!named(window).containsAll(explained)) {
            return List.of(); // Something that holds for the whole process.
        }
        List<PublisherUse> publishers = window.publishers().stream()
                .filter(each -> each.lost() && isLeftOver(window, each, explained))
                .toList();
        List<SubscriberUse> subscribers = window.subscribers().stream()
                .filter(each -> each.lost()
                        && !explained.contains(each.title())
                        && RuleConditions.publishersOf(window, each).noneMatch(its -> explained.contains(its.name())))
                .toList();
        return publishers.isEmpty() && subscribers.isEmpty()
                ? List.of()
                : List.of(unproven(window, publishers, subscribers, explained));
    }

    /** Whether a counter says that messages were lost or refused. */
    static boolean isCounted(Window window) {
        return window.publishers().stream().anyMatch(PublisherUse::lossCounted)
                || window.subscribers().stream().anyMatch(SubscriberUse::lost);
    }

    /** Subjects of the findings that explain a loss; what only may harm explains none. */
    static Set<String> explaining(List<Finding> findings) {
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

    /** Whether it had no room at times of which no finding tells. */
    private static boolean isLeftOver(Window window, PublisherUse publisher, Set<String> explained) {
        List<WindowOverflow> losses =
                publisher.overflows().stream().filter(publisher::loses).toList();
        if (losses.isEmpty()) {
            return !explained.contains(publisher.name())
                    && Collections.disjoint(publisher.reports().keySet(), slow(window, explained));
        }
        List<WindowOverflow> left = leftOver(window, publisher, explained);
        return left.size() == losses.size() || lost(left) > LITTLE * lost(losses);
    }

    private static List<WindowOverflow> leftOver(Window window, PublisherUse publisher, Set<String> explained) {
        Set<Long> slow = slow(window, explained);
        List<WindowOverflow> its = explained(window, publisher, explained);
        return publisher.overflows().stream()
                .filter(publisher::loses)
                .filter(each -> Collections.disjoint(each.behind(), slow) && !its.contains(each))
                .toList();
    }

    /** The times at which it lost messages for the reason that a finding of its own names, beside slow subscribers. */
    static List<WindowOverflow> explained(Window window, PublisherUse publisher, Set<String> explained) {
        Set<Long> slow = slow(window, explained);
        return !explained.contains(publisher.name())
                ? List.of()
                : publisher.overflows().stream()
                        .filter(publisher::loses)
                        .filter(each -> Collections.disjoint(each.behind(), slow)
                                && (publisher.bursts(each) || publisher.alwaysFull() || publisher.waitsForPeer(each)))
                        .toList();
    }

    /** Those of whom a finding tells. */
    private static Set<Long> slow(Window window, Set<String> explained) {
        return window.subscribers().stream()
                .filter(each -> explained.contains(each.title()))
                .map(SubscriberUse::id)
                .collect(Collectors.toSet());
    }

    private static long lost(List<WindowOverflow> overflows) {
        return overflows.stream().mapToLong(WindowOverflow::lost).sum();
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

    private static Finding unproven(
            Window window, List<PublisherUse> publishers, List<SubscriberUse> subscribers, Set<String> explained) {
        List<Evidence> evidence = new ArrayList<>();
        for (PublisherUse each : publishers) {
            evidence.add(new Evidence(
                    each.name() + ": full, unsent bytes, refused",
                    WindowText.percent(each.full()) + " of the looks, " + WindowText.percent(each.unsent()) + ", "
                            + Text.grouped(each.stats().refused()),
                    ""));
            leftOver(window, each, explained).stream()
                    .sorted(Comparator.comparing(WindowOverflow::lost).reversed())
                    .limit(MOST_SHOWN)
                    .forEach(left -> evidence.add(noRoom(each, left)));
        }
        for (SubscriberUse each : subscribers) {
            evidence.add(new Evidence(
                    each.title() + ": dropped, had taken everything",
                    Text.grouped(each.stats().dropped()) + ", at " + WindowText.percent(each.caughtUp())
                            + " of the looks",
                    ""));
            each.busyAt()
                    .ifPresent(stack -> evidence.add(new Evidence(
                            "most often here, " + WindowText.percent(stack.share()), stack.toString(), "")));
        }
        for (IoThreadUse each : window.ioThreads()) {
            evidence.add(new Evidence(
                    each.name() + ": busy, CPU",
                    WindowText.percent(each.busy()) + ", " + WindowText.percent(each.cpu()),
                    ""));
        }
        evidence.add(new Evidence(
                "longest wait for a CPU", Text.millis(window.sampled().longestStall()), ""));
        boolean fromElsewhere = publishers.isEmpty()
                && subscribers.stream()
                        .allMatch(each -> RuleConditions.publishersOf(window, each)
                                .findAny()
                                .isEmpty());
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

    private static Evidence noRoom(PublisherUse publisher, WindowOverflow left) {
        return new Evidence(
                "had no room for; lost and refused; ran ahead of its average by, and was so many times as fast; unsent bytes",
                Text.millis(left.lasted()) + "; " + Text.grouped(left.lost() + left.refused()) + "; "
                        + Text.grouped(left.burstAtLeast()) + " to " + Text.grouped(left.burst())
                        + String.format(Locale.ROOT, ", %.1f; ", left.rush()) + WindowText.percent(left.unsent())
                        + " of the looks",
                "hwm: " + Text.grouped(publisher.queue().hwm()) + ", " + PublisherUse.RUSH + " times");
    }

    private static Finding finding(String text, List<Evidence> evidence, String fix) {
        return new Finding(Symptom.UNEXPLAINED_LOSS, Severity.CRITICAL, "this context", text, evidence, List.of(), fix);
    }
}

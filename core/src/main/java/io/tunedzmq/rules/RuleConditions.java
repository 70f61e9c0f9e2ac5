package io.tunedzmq.rules;

import io.tunedzmq.diagnosis.Severity;
import io.tunedzmq.window.CpusUse;
import io.tunedzmq.window.IoThreadUse;
import io.tunedzmq.window.PublisherUse;
import io.tunedzmq.window.SubscriberUse;
import io.tunedzmq.window.Window;
import io.tunedzmq.window.WindowOverflow;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The questions that several rules ask of a window in which messages had no room. */
final class RuleConditions {
    private RuleConditions() {}

    /** Whether anything was lost, refused or held up, and there were looks enough to say why. */
    static boolean shortage(Window window) {
        return window.enoughLooks()
                && (window.subscribers().stream().anyMatch(SubscriberUse::holdsUpOthers)
                        || window.publishers().stream().anyMatch(PublisherUse::overflowed)
                        || window.subscribers().stream().anyMatch(SubscriberUse::lost));
    }

    /** Whether messages were lost or refused; else publishers only wait, for longer than the window. */
    static boolean lost(Window window) {
        return window.publishers().stream().anyMatch(PublisherUse::lost)
                || window.subscribers().stream().anyMatch(SubscriberUse::lost);
    }

    /** How bad what explains the shortage is. */
    static Severity severity(Window window) {
        return lost(window) ? Severity.CRITICAL : Severity.WARNING;
    }

    /** Subscribers whose application holds things up: they suffer, and there is always another message to take. */
    static List<SubscriberUse> behind(Window window) {
        return !shortage(window)
                ? List.of()
                : window.subscribers().stream()
                        .filter(each -> each.behind() && suffers(window, each))
                        .toList();
    }

    /**
     * Whether it lost messages, or its queue is full at a publisher that had no room: who does not read at all does not
     * see a loss. Where a publisher only waits, one that takes a message now and then is in time.
     */
    static boolean suffers(Window window, SubscriberUse subscriber) {
        return subscriber.lost()
                || subscriber.sampled().lag().lost() > 0
                || subscriber.holdsUpOthers()
                || publishersOf(window, subscriber)
                        .anyMatch(each -> each.overflowed()
                                && each.waitsFor(subscriber.id(), subscriber.hwm())
                                && (each.lost() || subscriber.stats().received() == 0));
    }

    /** The publishers of this context to which it reports. */
    static Stream<PublisherUse> publishersOf(Window window, SubscriberUse subscriber) {
        return window.publishers().stream().filter(each -> each.reports().containsKey(subscriber.id()));
    }

    /**
     * The times at which a publisher had no room although every application here that it serves was quick enough, no
     * I/O thread is at its limit and the process did not stand still.
     */
    static List<WindowOverflow> elsewhere(Window window, PublisherUse publisher) {
        Set<Long> slow = slow(window);
        return hereIsTime(window)
                ? publisher.overflows().stream()
                        .filter(each -> Collections.disjoint(each.behind(), slow)
                                && !GcPausesRule.explains(window, publisher, each))
                        .toList()
                : List.of();
    }

    /** Subscribers whose application holds things up, all the time or in pauses. */
    static Set<Long> slow(Window window) {
        return window.subscribers().stream()
                .filter(each -> behind(window).contains(each) || RcvHwmTooLowRule.explains(window, each))
                .map(SubscriberUse::id)
                .collect(Collectors.toSet());
    }

    /** Whether a subscriber lost messages although it was quick enough, and everything else here, too. */
    static boolean elsewhere(Window window, SubscriberUse subscriber) {
        return hereIsTime(window) && !behind(window).contains(subscriber);
    }

    private static boolean hereIsTime(Window window) {
        return shortage(window) && hot(window).isEmpty() && !starved(window) && !ProcessStoppedRule.in(window);
    }

    /**
     * Whether I/O threads or applications had no CPU for their work: then nothing can be said of queues and paths.
     * Where an I/O thread is hot, another one helps.
     */
    static boolean starved(Window window) {
        return shortage(window)
                && cpusFull(window)
                && hot(window).isEmpty()
                && (window.ioThreads().stream().anyMatch(each -> each.starved(window.gc()))
                        || behind(window).stream().anyMatch(each -> each.starved(window.gc())));
    }

    static boolean cpusFull(Window window) {
        return window.cpus().filter(CpusUse::full).isPresent();
    }

    /**
     * Whether every CPU is taken, and by others for the most part: then another I/O thread would wait with the first.
     * Where the threads of this process take them, it would get a share of its own.
     */
    private static boolean othersTakeCpus(Window window) {
        return window.cpus()
                .filter(CpusUse::full)
                .filter(cpus -> window.cpusUsed().orElse(cpus.busy()) <= cpus.busy() / 2)
                .isPresent();
    }

    /** Whether a subscriber is behind for want of a CPU, and not by its own doing. */
    static boolean starved(Window window, SubscriberUse subscriber) {
        return cpusFull(window) && subscriber.starved(window.gc());
    }

    /** The busiest I/O thread that is at its limit, if there is one. */
    static Optional<IoThreadUse> hot(Window window) {
        boolean late = lostMuch(window)
                && (bytesWait(window) || window.publishers().stream().anyMatch(PublisherUse::queueWaits));
        double enough = late ? IoThreadUse.HOT_WHILE_BYTES_WAIT : IoThreadUse.HOT;
        return window.ioThreads().stream()
                .filter(each -> each.hot(enough) && !(othersTakeCpus(window) && each.starved(window.gc())))
                .max(Comparator.comparing(each -> each.busy().orElse(0)));
    }

    /** Whether a subscriber lost more than a moment explains, or losses are not seen from here. */
    private static boolean lostMuch(Window window) {
        List<SubscriberUse> losers =
                window.subscribers().stream().filter(SubscriberUse::lost).toList();
        return losers.isEmpty() || losers.stream().anyMatch(SubscriberUse::lostMuch);
    }

    /**
     * Whether the system holds bytes for a subscriber here, which has nothing to take: only the I/O threads are
     * between.
     */
    static boolean bytesWait(Window window) {
        return window.subscribers().stream()
                .anyMatch(each -> each.lost() && !each.behind() && each.unread().orElse(0) >= PublisherUse.ALWAYS);
    }

    /**
     * The publishers here for whom something beyond this process takes too little, all the time or for a part of it;
     * the fullest first.
     */
    static List<PublisherUse> waitForPeers(Window window) {
        return window.publishers().stream()
                .filter(each -> !waitsForPeers(window, each).isEmpty())
                .sorted(Comparator.comparing(PublisherUse::full).reversed())
                .toList();
    }

    /** The times at which a publisher waited for something beyond this process. */
    static List<WindowOverflow> waitsForPeers(Window window, PublisherUse publisher) {
        return elsewhere(window, publisher).stream()
                .filter(each -> publisher.alwaysFull() || publisher.waitsForPeer(each))
                .toList();
    }

    /**
     * Of those that report to a publisher, the one that lost most although it is quick enough on average, or for which
     * its queue is full, if there is one.
     */
    static Optional<SubscriberUse> loser(Window window, PublisherUse publisher) {
        return window.subscribers().stream()
                .filter(each -> !each.behind()
                        && publisher.reports().containsKey(each.id())
                        && (each.lost() || publisher.waitsFor(each.id(), each.hwm())))
                .max(Comparator.comparing(each -> each.stats().dropped()));
    }
}

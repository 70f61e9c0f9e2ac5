package io.tunedzmq.diagnosis;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The questions that several rules ask of a window in which messages had no room. */
final class Shortage {
    private Shortage() {}

    /** Whether anything was lost or refused, and there were looks enough to say why. */
    static boolean in(Window window) {
        return window.enoughLooks()
                && (window.publishers().stream().anyMatch(PublisherUse::overflowed)
                        || window.subscribers().stream().anyMatch(SubscriberUse::lost));
    }

    /**
     * Subscribers whose application holds things up: those who suffer and are behind, and if nobody here lost anything, those
     * that are behind of the publishers that had no room.
     */
    static List<SubscriberUse> behind(Window window) {
        boolean lostHere = window.subscribers().stream().anyMatch(SubscriberUse::lost);
        return !in(window)
                ? List.of()
                : window.subscribers().stream()
                        .filter(each ->
                                each.behind() && (suffers(window, each) || (!lostHere && lackedRoom(window, each))))
                        .toList();
    }

    /**
     * Whether it lost messages, or a publisher that had no room has waited for it for so long: who does not read at all does not
     * see a loss.
     */
    static boolean suffers(Window window, SubscriberUse subscriber) {
        return subscriber.lost()
                || publishersOf(window, subscriber)
                        .anyMatch(each -> each.overflowed()
                                && each.behindFor(subscriber.id()).compareTo(PeerUse.BEHIND) >= 0);
    }

    private static boolean lackedRoom(Window window, SubscriberUse subscriber) {
        return publishersOf(window, subscriber).anyMatch(PublisherUse::overflowed);
    }

    /** The publishers of this context to which it reports. */
    static Stream<PublisherUse> publishersOf(Window window, SubscriberUse subscriber) {
        return window.publishers().stream().filter(each -> each.subscribers().containsKey(subscriber.id()));
    }

    /** Whether messages had no room although every application here is quick enough and no I/O thread is at its limit. */
    static boolean elsewhere(Window window) {
        return in(window) && behind(window).isEmpty() && hot(window).isEmpty();
    }

    /** The busiest I/O thread that is at its limit, if there is one. */
    static Optional<IoThreadUse> hot(Window window) {
        boolean late = lostMuch(window)
                && (bytesWait(window) || window.publishers().stream().anyMatch(PublisherUse::queueWaits));
        double enough = late ? IoThreadUse.HOT_WHILE_BYTES_WAIT : IoThreadUse.HOT;
        return window.ioThreads().stream()
                .filter(each -> each.hot(enough))
                .max(Comparator.comparing(each -> each.busy().orElse(0)));
    }

    /** Whether a subscriber lost more than a moment explains, or losses are not seen from here. */
    private static boolean lostMuch(Window window) {
        List<SubscriberUse> losers =
                window.subscribers().stream().filter(SubscriberUse::lost).toList();
        return losers.isEmpty() || losers.stream().anyMatch(SubscriberUse::lostMuch);
    }

    /** Whether the system holds bytes for a subscriber here, which has nothing to take: only the I/O threads are between. */
    static boolean bytesWait(Window window) {
        return window.subscribers().stream()
                .anyMatch(each -> each.lost() && !each.behind() && each.unread().orElse(0) >= PublisherUse.ALWAYS);
    }

    /** The publisher whose queue is full nearly all the time, if there is one. */
    static Optional<PublisherUse> alwaysFull(Window window) {
        return window.publishers().stream()
                .filter(PublisherUse::alwaysFull)
                .max(Comparator.comparing(PublisherUse::full));
    }

    /** The subscriber that lost most although it is quick enough on average, if there is one. */
    static Optional<SubscriberUse> loser(Window window) {
        return window.subscribers().stream()
                .filter(each -> each.lost() && !each.behind())
                .max(Comparator.comparing(each -> each.stats().dropped()));
    }
}

package io.tunedzmq.window;

import io.tunedzmq.diagnosis.Evidence;
import io.tunedzmq.internal.Text;
import io.tunedzmq.stats.PublisherStats;
import io.tunedzmq.stats.SubscriberReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A publisher over a window.
 *
 * <p>Immutable.
 *
 * @param given the name that its owner gave it; may be empty
 * @param endpoints resolved
 * @param connects connections that it makes over TCP; at its other endpoints it listens
 * @param stats counts of the window
 * @param reports of the subscribers that are connected, of any context, by identity, at the end
 * @param peers those of other contexts over the window
 * @param others whether somebody is connected who is not of this context, or may be
 * @param largestMessage payload bytes of the largest message published so far
 * @param queue what it holds for each subscriber
 * @param drops whether a full queue loses messages; else {@code publish} waits
 * @param waited whether {@code publish} had no room at both ends of the window, and accepted nothing in between
 * @param full share of looks at which a subscriber had no room, or had none since the look before
 * @param passedOver share of looks at which a subscriber had yet to take half of a queue that was full before: it gets
 *     nothing until then
 * @param unsent share of looks, while a subscriber had no room, at which the system held bytes of its connections not
 *     yet taken by the peer
 * @param overflows times for which a subscriber had no room, in their order; without one that has only begun, if
 *     another window goes on with it
 * @param lostUnseen whether a counter says that messages were lost or refused, where no such time needs to tell
 * @param publishedUnheard messages sent to the topics of the first subscriptions ever before these came
 * @param untilHeardNs from its opening to the first subscription; empty while there is none
 * @param heardAgoNs from the first subscription to the end of the window; without a meaning while there is none
 * @param givenUp messages given up for want of memory, each counted for every subscriber that had not taken it
 */
public record PublisherUse(
        String given,
        List<String> endpoints,
        ConnectionsUse connects,
        PublisherStats stats,
        Map<Long, SubscriberReport> reports,
        List<RemoteSubscriberUse> peers,
        boolean others,
        int largestMessage,
        ContextSnapshot.Queue queue,
        boolean drops,
        boolean waited,
        double full,
        double passedOver,
        OptionalDouble unsent,
        List<WindowOverflow> overflows,
        boolean lostUnseen,
        long publishedUnheard,
        OptionalLong untilHeardNs,
        long heardAgoNs,
        long givenUp) {

    /**
     * Between bursts a queue empties, and so do the system's buffers. What is full nine times of ten has no time to,
     * but for late looks.
     */
    public static final double ALWAYS = 0.9;

    /** Between bursts a queue is empty: those measured filled it for less than half of the time. */
    public static final double MOSTLY = 0.7;

    /** After it had no room it is some moments before it knows that there is room again: these are no small part. */
    private static final double HALF = 0.5;

    /** What is full for less than half of the time by bursts alone gets all of them in that time: twice the average. */
    public static final double RUSH = 1.5;

    /** Who reports is a second late, and who is fast enough has caught up by then. */
    private static final Duration LONG_BEHIND = Duration.ofSeconds(1);

    /** Clocks and counters are read one after the other, and some moments pass before it knows that there is room. */
    private static final int IN_TIME = 2;

    public static PublisherUse of(
            ContextSnapshot.Publisher before,
            ContextSnapshot.Publisher after,
            Set<Long> ownSubscribers,
            WindowSamples.Publisher sampled,
            boolean goesOn,
            long nowNs) {
        return new PublisherUse(
                after.name(),
                after.endpoints(),
                ConnectionsUse.of(before.connects(), after.connects(), sampled.connects()),
                after.stats().minus(before.stats()),
                after.reports().stream()
                        .filter(SubscriberReport::connected)
                        .collect(Collectors.toUnmodifiableMap(
                                SubscriberReport::id, Function.identity(), PublisherUse::better)),
                peers(before, after, ownSubscribers),
                after.connected() > own(after, ownSubscribers),
                after.largestMessage(),
                after.queue(),
                after.drops(),
                before.waiting() > 0
                        && after.waiting() > 0
                        && before.stats().published() == after.stats().published(),
                sampled.full(),
                sampled.passedOver(),
                sampled.unsent(),
                sampled.overflows().stream()
                        .filter(each -> !goesOn || !each.young())
                        .toList(),
                !goesOn && roomMissed(after) > roomMissed(before),
                after.publishedUnheard(),
                after.untilHeardNs(),
                nowNs - after.heardAtNs(),
                after.givenUp() - before.givenUp());
    }

    /** Subscribers of its own context that are connected over TCP. */
    private static long own(ContextSnapshot.Publisher after, Set<Long> ownSubscribers) {
        return after.reports().stream()
                .filter(each -> each.connected() && each.address().isPresent() && ownSubscribers.contains(each.id()))
                .count();
    }

    private static long roomMissed(ContextSnapshot.Publisher publisher) {
        return publisher.drops()
                ? publisher.stats().stalls()
                : publisher.stats().refused();
    }

    /** Of two rows of one subscriber, which may be connected twice, that which has more to say. */
    private static SubscriberReport better(SubscriberReport one, SubscriberReport other) {
        return one.received() + one.dropped() >= other.received() + other.dropped() ? one : other;
    }

    private static List<RemoteSubscriberUse> peers(
            ContextSnapshot.Publisher before, ContextSnapshot.Publisher after, Set<Long> ownSubscribers) {
        List<RemoteSubscriberUse> peers = new ArrayList<>();
        Map<Long, SubscriberReport> then = before.reports().stream()
                .collect(Collectors.toMap(SubscriberReport::id, Function.identity(), PublisherUse::better));
        for (SubscriberReport report : after.reports()) {
            SubscriberReport earlier = then.get(report.id());
            if (report.connected() && earlier != null && !ownSubscribers.contains(report.id())) {
                peers.add(RemoteSubscriberUse.of(earlier, report));
            }
        }
        return List.copyOf(peers);
    }

    /**
     * Whether messages had no room. A subscriber that stays full is found so once, and passed over from then on. A
     * publisher that waits for room and gets it in time is fine.
     */
    public boolean overflowed() {
        return lost() || (!drops && waited && full >= ALWAYS);
    }

    /** Whether they were lost for it. */
    public boolean lost() {
        return lossCounted()
                || (drops
                        && full >= MOSTLY
                        && stats.published() > 0
                        && (passedOver >= MOSTLY || reports.keySet().stream().anyMatch(each -> waitsFor(each, 0))));
    }

    /** Whether a counter says so, and not only what was looked at. */
    public boolean lossCounted() {
        return lostUnseen || givenUp > 0 || overflows.stream().anyMatch(this::loses);
    }

    /** Whether messages were lost or refused in that time, so that a counter shows it. */
    public boolean loses(WindowOverflow overflow) {
        return drops ? overflow.stalls() > 0 : overflow.refused() > 0;
    }

    /**
     * Whether the queue for a subscriber is full: as many messages as it holds are under way. Unknown is not full.
     *
     * @param beyond messages that the subscriber's own queue holds at least, which is full before
     */
    public boolean waitsFor(long subscriber, int beyond) {
        SubscriberReport report = reports.get(subscriber);
        return report != null
                && (givesUpFor(report)
                        || report.behind().orElse(0) >= Math.max(1, drops ? (long) queue.hwm() + beyond : 1));
    }

    /** Whether the memory was used up before the queue was full, and a subscriber may be why. */
    public boolean givesUpFor(SubscriberReport report) {
        return givenUp > 0
                && report.behind().orElse(0) > 0
                && report.behindFor().compareTo(LONG_BEHIND) >= 0;
    }

    /** Endpoints that say hello and hang up soon after; where subscribers report it is the network that breaks. */
    public List<ContextSnapshot.Connection> brief() {
        return reports.isEmpty() ? connects.brief() : List.of();
    }

    /** Subscribers of other contexts that lose messages or are behind: a queue may be full for them. */
    public List<RemoteSubscriberUse> slowPeers() {
        return peers.stream().filter(RemoteSubscriberUse::slow).toList();
    }

    /** Where the system does not tell about unsent bytes, the full queue has to do. */
    public boolean alwaysFull() {
        return overflowed() && full >= ALWAYS && unsent.orElse(1) >= ALWAYS;
    }

    /** Whether messages may have been lost in that time; a publisher that waits loses those alone that it refuses. */
    private boolean harms(WindowOverflow overflow) {
        return drops || overflow.refused() > 0;
    }

    /**
     * Whether it had a burst in that time that its queue cannot hold. What came between two looks may have come evenly:
     * a good part of the queue it must have run ahead in any case, and published faster than on average just then, or
     * a steady load would seem to burst wherever a subscriber takes a rest.
     */
    public boolean bursts(WindowOverflow overflow) {
        return queue.hwm() > 0
                && harms(overflow)
                && overflow.burst() > queue.hwm()
                && overflow.burstAtLeast() >= queue.hwm() / 2
                && overflow.rush() >= RUSH;
    }

    /**
     * Whether it may have had such a burst, and its queue was full for no longer than such a one needs: then nothing is
     * proven. What came between two looks comes at once where a burst lies between them, and so does what a steady load
     * brings where they are late; but a subscriber that is fast enough takes that in time.
     */
    private boolean mayBurst(WindowOverflow overflow) {
        return queue.hwm() > 0
                && overflow.burst() > queue.hwm()
                && overflow.lasted().compareTo(overflow.burstTime().multipliedBy(IN_TIME)) <= 0;
    }

    /** Messages of its largest burst that had no room; 0 if there was none. */
    public long burst() {
        return overflows.stream()
                .filter(this::bursts)
                .mapToLong(WindowOverflow::burst)
                .max()
                .orElse(0);
    }

    /** Whether a peer took too little in that time, though the publisher had no burst. */
    public boolean waitsForPeer(WindowOverflow overflow) {
        return lost()
                && harms(overflow)
                && !bursts(overflow)
                && !mayBurst(overflow)
                && overflow.looks() >= Window.LEAST_LOOKS
                && overflow.unsent().orElse(0) >= HALF;
    }

    /** Whether its queue is full for most of the time, while the system's buffers empty again and again. */
    public boolean queueWaits() {
        return overflowed() && full >= MOSTLY && unsent.orElse(1) < ALWAYS;
    }

    public String name() {
        return "publisher " + Text.place(given, endpoints);
    }

    public Evidence queueFull() {
        return new Evidence(
                "its queue was full", WindowText.percent(full()) + " of the looks", WindowText.percent(ALWAYS));
    }
}

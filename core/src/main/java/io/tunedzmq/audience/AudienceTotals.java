package io.tunedzmq.audience;

import io.tunedzmq.stats.SlowEpisode;
import io.tunedzmq.stats.SubscriberReport;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What there is to say of all subscribers at once. Confined: guarded by the lock of {@link RemoteSubscribers}. */
final class AudienceTotals {
    private final PresentSubscribers registry;
    private boolean over;
    private volatile AudienceLag lag = AudienceLag.NONE;

    AudienceTotals(PresentSubscribers registry) {
        this.registry = registry;
    }

    /** @param mark who answers it has heard of everything that was sent */
    AudienceDelivery delivery(long mark, IdentityHashMap<FilterTraffic, OptionalLong> sentNow, long nowNs) {
        int complete = 0;
        long undelivered = 0;
        for (RemoteSubscriber subscriber : registry.rows.proven()) {
            OptionalLong sent = sent(subscriber, sentNow);
            complete += subscriber.account.hasAll(sent).orElse(subscriber.account.mark() >= mark) ? 1 : 0;
            undelivered +=
                    subscriber.account.behind(subscriber.account.sent(sent)).orElse(0);
        }
        int lost = registry.lost.count(sentNow, nowNs);
        return new AudienceDelivery(
                registry.rows.proven().size(), complete, undelivered, lost, registry.rows.strangers());
    }

    static OptionalLong sent(RemoteSubscriber subscriber, IdentityHashMap<FilterTraffic, OptionalLong> sentNow) {
        return sentNow.getOrDefault(subscriber.account.wanted(), OptionalLong.empty());
    }

    /**
     * The last mark at which all of these had everything, strangers apart; {@link Long#MAX_VALUE} if there are none.
     */
    long leastHeardMark(Predicate<RemoteAccount> of) {
        return registry.rows.proven().stream()
                .map(subscriber -> subscriber.account)
                .filter(of)
                .mapToLong(account -> account.balance().heardMark())
                .min()
                .orElse(Long.MAX_VALUE);
    }

    List<SubscriberReport> rows(long nowNs, RemoteLag behind) {
        return registry.rows.shown().stream()
                .map(subscriber -> subscriber.row(nowNs, behindNs(subscriber, behind)))
                .toList();
    }

    List<SubscriberReport> rowsNow(long nowNs, RemoteLag behind, IdentityHashMap<FilterTraffic, OptionalLong> sentNow) {
        return registry.rows.shown().stream()
                .map(subscriber -> subscriber.rowNow(nowNs, behindNs(subscriber, behind), sent(subscriber, sentNow)))
                .toList();
    }

    static SubscriberReport withoutPublished(SubscriberReport row) {
        return new SubscriberReport(
                row.id(),
                row.name(),
                row.address(),
                row.connected(),
                OptionalLong.empty(),
                row.received(),
                row.dropped(),
                row.behind(),
                row.behindFor(),
                row.unaccounted(),
                row.sinceHeard());
    }

    private static long behindNs(RemoteSubscriber subscriber, RemoteLag behind) {
        return behindNs(subscriber, subscriber.behind(), behind);
    }

    private static long behindNs(RemoteSubscriber subscriber, OptionalLong inFlight, RemoteLag behind) {
        return !subscriber.presence.connected()
                ? 0
                : Math.max(
                        0,
                        behind.ns(subscriber.account.answered(), inFlight.orElse(0) > 0)
                                - subscriber.account.grantedNs());
    }

    /** As the last look at who is slow has found it; from any thread. */
    AudienceLag lag() {
        return lag;
    }

    /** Those that end with the publisher; nobody is slow from here on. */
    List<SlowEpisode> endSlowEpisodes(long nowNs) {
        over = true;
        lag = AudienceLag.NONE;
        return Stream.concat(registry.rows.proven().stream(), registry.takeLeftSlow().stream())
                .map(subscriber -> subscriber.slowEpisodes.end(nowNs, subscriber::slowEpisode))
                .filter(Objects::nonNull)
                .toList();
    }

    /** Those that begin or end now. */
    List<SlowEpisode> slowEpisodes(long thresholdNs, long nowNs, RemoteLag behind) {
        if (over) {
            return List.of();
        }
        List<SlowEpisode> episodes = new ArrayList<>();
        for (RemoteSubscriber subscriber : registry.takeLeftSlow()) {
            SlowEpisode episode = subscriber.slowEpisodes.end(nowNs, subscriber::slowEpisode);
            if (episode != null) {
                episodes.add(episode);
            }
        }
        long mostBehind = 0;
        long longestNs = 0;
        for (RemoteSubscriber subscriber : registry.rows.proven()) {
            OptionalLong inFlight = subscriber.behind();
            long behindNs = behindNs(subscriber, inFlight, behind);
            mostBehind = Math.max(mostBehind, inFlight.orElse(0));
            longestNs = Math.max(longestNs, behindNs);
            SlowEpisode episode = subscriber.slowEpisodes.look(
                    subscriber.slowNs(behindNs, nowNs),
                    subscriber.lostBySlowness(),
                    thresholdNs,
                    nowNs,
                    subscriber::slowEpisode);
            if (episode != null) {
                episodes.add(episode);
            }
        }
        lag = new AudienceLag(registry.rows.proven().size(), mostBehind, longestNs);
        return episodes;
    }
}

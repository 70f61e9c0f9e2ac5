package io.tunedzmq.subscribe;

import io.tunedzmq.internal.LimitedLog;
import io.tunedzmq.internal.NowAndThen;
import io.tunedzmq.ledger.HeardConnection;
import io.tunedzmq.ledger.SequenceLedger;
import io.tunedzmq.metrics.EventRecorder;
import io.tunedzmq.metrics.EventSource;
import io.tunedzmq.metrics.RecordedEvents;
import io.tunedzmq.settings.SubscriberSettings;
import io.tunedzmq.stats.Gap;
import io.tunedzmq.stats.PublisherPresence;
import io.tunedzmq.stats.SlowEpisode;
import io.tunedzmq.window.ContextSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What a subscriber notices, records and tells its listeners: gaps, that the application is too slow, that publishers
 * fall silent or end. Confined: guarded by the subscriber's lock; the counts may be read from any thread.
 */
final class SubscriberWatch {
    /** In a minute, of all subscribers. */
    private static final int LINES = 20;

    private static final LimitedLog log = LimitedLog.of("io.tunedzmq.Subscriber", LINES);

    private static final long LOOK_NS = 100_000_000;

    private final SubscriberListeners listeners;
    private final RecordedEvents events;
    private final EventSource its;
    private final OutageLog outages;
    private final Duration silentAfter;
    private final Runnable whenTooSlow;
    private final SilenceWatch silence;
    private final ApplicationLag lateness;
    private final NowAndThen looks = new NowAndThen();
    private final NowAndThen looksAtPublishers = new NowAndThen();

    /** @param whenTooSlow called when the policy says that the subscriber has to close */
    SubscriberWatch(
            long id,
            SubscriberSettings settings,
            SubscriberListeners listeners,
            RecordedEvents events,
            Runnable whenTooSlow) {
        this.listeners = listeners;
        this.events = events;
        this.whenTooSlow = whenTooSlow;
        its = EventSource.subscriber(settings.name(), id);
        outages = new OutageLog(id, settings.name());
        silentAfter = settings.silentAfter();
        silence = new SilenceWatch(silentAfter);
        lateness = new ApplicationLag(id, settings.name(), settings.slow());
    }

    /** Finds connections that are silent for longer than publishers may be. */
    HalfOpenDetector halfOpen(BiConsumer<HeardConnection, Long> ask) {
        return new HalfOpenDetector(silentAfter, ask);
    }

    void lost(Gap gap, EventRecorder.Addresses addresses) {
        events.lost(its, gap, addresses);
        lateness.lost(gap);
        outages.lost(gap);
        listeners.tell(gap);
    }

    void restarted(long before, long epoch, @Nullable String address) {
        events.restarted(its, before, epoch, address);
        outages.restarted(before, epoch, address);
    }

    void ended(long epoch) {
        silence.ended(epoch).forEach(event -> tell(event, null));
    }

    /** Looks which publishers fell silent or are back. Whatever was taken must be accounted for. */
    void lookAtPublishers(SequenceLedger ledger, ReadProgress reading, long nowNs) {
        if (looksAtPublishers.isDue(LOOK_NS, nowNs)) {
            reading.look(nowNs);
            silence.look(ledger, reading, nowNs).forEach(event -> tell(event, ledger.address(event.epoch())));
        }
    }

    /** Looks at how the application keeps up. */
    void look(boolean nothingWaits, long nowNs) {
        lateness.look(nothingWaits, nowNs);
        if (!looks.isDue(LOOK_NS, nowNs)) {
            return;
        }
        outages.look(nowNs);
        SlowEpisode episode = lateness.episode(nowNs);
        tell(episode);
        if (episode != null && !episode.over() && lateness.mustLeave()) {
            whenTooSlow.run();
        }
    }

    /** For how long messages have been waiting for the application. From any thread. */
    long waitingNs(long nowNs) {
        return lateness.waitingNs(nowNs);
    }

    /** Connections that are up, and over which nothing comes any more. From any thread. */
    List<ContextSnapshot.Quiet> quiet(long nowNs) {
        return silence.quiet().stream()
                .filter(each -> !each.connection().closed())
                .map(each -> each.observe(nowNs, silentAfter))
                .toList();
    }

    /** The subscriber closes. */
    void end(long nowNs) {
        outages.end(nowNs);
        tell(lateness.end(nowNs));
    }

    private void tell(PublisherPresence event, @Nullable String address) {
        outages.heard(event, address);
        listeners.tell(event);
    }

    private void tell(@Nullable SlowEpisode episode) {
        if (episode != null) {
            events.slow(its, episode);
            log.warn("{}", episode);
            listeners.tell(episode);
        }
    }

    long silences() {
        return silence.silences();
    }

    long slowEpisodes() {
        return lateness.episodes();
    }
}

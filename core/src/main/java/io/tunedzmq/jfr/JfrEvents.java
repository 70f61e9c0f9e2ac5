package io.tunedzmq.jfr;

import io.tunedzmq.diagnosis.Evidence;
import io.tunedzmq.diagnosis.Finding;
import io.tunedzmq.metrics.EventRecorder;
import io.tunedzmq.metrics.EventSource;
import io.tunedzmq.metrics.RecordedAddresses;
import io.tunedzmq.stats.Gap;
import io.tunedzmq.stats.SlowEpisode;
import java.time.Duration;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes an event for each thing that happens, if that kind of event is recorded. Thread-safe.
 *
 * <p>One event of each kind is kept to be asked whether it is: one made for the question would be garbage each time.
 */
final class JfrEvents implements EventRecorder {
    /** A length of time that the tools show as not available. */
    static final long UNKNOWN = Long.MIN_VALUE;

    private final GapEvent gaps = new GapEvent();
    private final PublisherRestartEvent restarts = new PublisherRestartEvent();
    private final SlowEpisodeEvent slowEpisodes = new SlowEpisodeEvent();
    private final StallEvent stalls = new StallEvent();
    private final ConnectionOpenedEvent opened = new ConnectionOpenedEvent();
    private final ConnectionLostEvent lost = new ConnectionLostEvent();
    private final HandshakeHealedEvent healed = new HandshakeHealedEvent();
    private final FindingEvent findings = new FindingEvent();

    @Override
    public void lost(EventSource subscriber, Gap gap, Addresses addresses) {
        if (gaps.isEnabled()) {
            GapEvent event = new GapEvent();
            event.noticedBy(subscriber);
            event.topic = gap.topic();
            event.count = gap.count();
            event.firstMissing = gap.firstMissing();
            event.afterReconnect = gap.afterReconnect();
            event.publisherIdentity = Long.toHexString(gap.epoch());
            event.address = addresses.of(gap.epoch());
            event.commit();
        }
    }

    @Override
    public void restarted(EventSource subscriber, long before, long epoch, @Nullable String address) {
        if (restarts.isEnabled()) {
            PublisherRestartEvent event = new PublisherRestartEvent();
            event.noticedBy(subscriber);
            event.publisherIdentity = Long.toHexString(epoch);
            event.publisherIdentityBefore = Long.toHexString(before);
            event.address = address;
            event.commit();
        }
    }

    @Override
    public void slow(EventSource noticedBy, SlowEpisode episode) {
        if (slowEpisodes.isEnabled()) {
            SlowEpisodeEvent event = new SlowEpisodeEvent();
            event.noticedBy = noticedBy.role();
            event.noticedByIdentity = Long.toHexString(noticedBy.id());
            event.subscriber = episode.name();
            event.subscriberIdentity = Long.toHexString(episode.subscriberId());
            event.over = episode.over();
            event.noticedAt = episode.start().toEpochMilli();
            event.lasted = episode.lasted().toNanos();
            event.dropped = episode.dropped();
            event.commit();
        }
    }

    @Override
    public @Nullable OpenStall stalls(EventSource publisher) {
        if (!stalls.isEnabled()) {
            return null;
        }
        StallEvent event = new StallEvent();
        event.publisher = publisher.name();
        event.publisherIdentity = Long.toHexString(publisher.id());
        event.begin();
        return event;
    }

    @Override
    public void opened(EventSource socket, String endpoint, RecordedAddresses ends, boolean accepted) {
        if (opened.isEnabled()) {
            ConnectionOpenedEvent event = new ConnectionOpenedEvent();
            event.at(socket, endpoint, ends);
            event.accepted = accepted;
            event.commit();
        }
    }

    @Override
    public void lost(EventSource socket, String endpoint, RecordedAddresses ends, long lastedNs) {
        if (lost.isEnabled()) {
            ConnectionLostEvent event = new ConnectionLostEvent();
            event.at(socket, endpoint, ends);
            event.lasted = lastedNs < 0 ? UNKNOWN : lastedNs;
            event.commit();
        }
    }

    @Override
    public void healed(EventSource socket, String endpoint) {
        if (healed.isEnabled()) {
            HandshakeHealedEvent event = new HandshakeHealedEvent();
            event.at(socket, endpoint);
            event.commit();
        }
    }

    @Override
    public void found(Finding finding, Duration window) {
        if (findings.isEnabled()) {
            FindingEvent event = new FindingEvent();
            event.symptom = finding.symptom().name();
            event.severity = finding.severity().name();
            event.subject = finding.subject();
            event.summary = finding.summary();
            event.evidence = finding.evidence().stream().map(Evidence::toString).collect(Collectors.joining("\n"));
            event.fix = finding.fix();
            event.more = finding.symptom().link();
            event.window = window.toNanos();
            event.commit();
        }
    }
}

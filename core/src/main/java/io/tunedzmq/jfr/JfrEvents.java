package io.tunedzmq.jfr;

import io.tunedzmq.metrics.EventRecorder;
import io.tunedzmq.metrics.SocketIdentity;
import io.tunedzmq.stats.Gap;
import io.tunedzmq.stats.SlowEpisode;
import org.jspecify.annotations.Nullable;

/**
 * Writes an event for each thing that happens, if that kind of event is recorded. Thread-safe.
 *
 * <p>One event of each kind is kept to be asked whether it is: one made for the question would be garbage each time.
 */
final class JfrEvents implements EventRecorder {
    private final GapEvent gaps = new GapEvent();
    private final PublisherRestartEvent restarts = new PublisherRestartEvent();
    private final SlowEpisodeEvent slowEpisodes = new SlowEpisodeEvent();

    @Override
    public void lost(SocketIdentity subscriber, Gap gap, Addresses addresses) {
        if (gaps.isEnabled()) {
            GapEvent event = new GapEvent();
            event.subscriber = subscriber.name();
            event.subscriberIdentity = Long.toHexString(subscriber.id());
            event.topic = gap.topic();
            event.count = gap.count();
            event.firstMissing = gap.firstMissing();
            event.afterReconnect = gap.afterReconnect();
            event.publisher = Long.toHexString(gap.epoch());
            event.address = addresses.of(gap.epoch());
            event.commit();
        }
    }

    @Override
    public void restarted(SocketIdentity subscriber, long before, long epoch, @Nullable String address) {
        if (restarts.isEnabled()) {
            PublisherRestartEvent event = new PublisherRestartEvent();
            event.subscriber = subscriber.name();
            event.subscriberIdentity = Long.toHexString(subscriber.id());
            event.publisher = Long.toHexString(epoch);
            event.publisherBefore = Long.toHexString(before);
            event.address = address;
            event.commit();
        }
    }

    @Override
    public void slow(SocketIdentity noticedBy, SlowEpisode episode) {
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
}

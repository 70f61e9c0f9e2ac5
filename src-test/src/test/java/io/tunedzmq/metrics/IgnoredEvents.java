package io.tunedzmq.metrics;

import io.tunedzmq.diagnosis.Finding;
import io.tunedzmq.stats.Gap;
import io.tunedzmq.stats.SlowEpisode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Records nothing. */
public class IgnoredEvents implements EventRecorder {
    @Override
    public void lost(EventSource subscriber, Gap gap, Addresses addresses) {}

    @Override
    public void restarted(EventSource subscriber, long before, long epoch, @Nullable String address) {}

    @Override
    public void slow(EventSource noticedBy, SlowEpisode episode) {}

    @Override
    public @Nullable OpenStall stalls(EventSource publisher) {
        return null;
    }

    @Override
    public void opened(EventSource socket, String endpoint, RecordedAddresses ends, boolean accepted) {}

    @Override
    public void lost(EventSource socket, String endpoint, RecordedAddresses ends, long lastedNs) {}

    @Override
    public void healed(EventSource socket, String endpoint) {}

    @Override
    public void found(Finding finding, Duration window) {}
}

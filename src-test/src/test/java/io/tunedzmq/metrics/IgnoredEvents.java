package io.tunedzmq.metrics;

import io.tunedzmq.diagnosis.Finding;
import io.tunedzmq.stats.Gap;
import io.tunedzmq.stats.SlowEpisode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Records nothing. */
public class IgnoredEvents implements EventRecorder {
    @Override
    public void lost(SocketIdentity subscriber, Gap gap, Addresses addresses) {}

    @Override
    public void restarted(SocketIdentity subscriber, long before, long epoch, @Nullable String address) {}

    @Override
    public void slow(SocketIdentity noticedBy, SlowEpisode episode) {}

    @Override
    public @Nullable OpenStall stalls(SocketIdentity publisher) {
        return null;
    }

    @Override
    public void opened(SocketIdentity socket, String endpoint, RecordedAddresses ends, boolean accepted) {}

    @Override
    public void lost(SocketIdentity socket, String endpoint, RecordedAddresses ends, long lastedNs) {}

    @Override
    public void healed(SocketIdentity socket, String endpoint) {}

    @Override
    public void found(Finding finding, Duration window) {}
}

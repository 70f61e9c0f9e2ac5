package io.tunedzmq.metrics;

import io.tunedzmq.stats.Gap;
import io.tunedzmq.stats.SlowEpisode;
import org.jspecify.annotations.Nullable;

/**
 * Records what happens in a context, each thing when it happens, on whichever thread that is: an I/O thread, or one
 * that holds a lock. So it must not wait.
 */
public interface EventRecorder {

    /** Where publishers are. */
    @FunctionalInterface
    interface Addresses {
        /** The other end of the connection to an instance, {@code ip:port}; null where that is unknown. */
        @Nullable
        String of(long epoch);
    }

    /**
     * A subscriber has counted a loss.
     *
     * @param addresses of the publishers that it knows
     */
    void lost(SocketIdentity subscriber, Gap gap, Addresses addresses);

    /**
     * A publisher came back as a new instance.
     *
     * @param before the epoch that it had
     */
    void restarted(SocketIdentity subscriber, long before, long epoch, @Nullable String address);

    /** A subscriber begins or ceases to be slow. */
    void slow(SocketIdentity noticedBy, SlowEpisode episode);
}

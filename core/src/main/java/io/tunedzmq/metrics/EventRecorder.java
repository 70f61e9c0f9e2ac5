package io.tunedzmq.metrics;

import io.tunedzmq.diagnosis.Finding;
import io.tunedzmq.stats.Gap;
import io.tunedzmq.stats.SlowEpisode;
import java.time.Duration;
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
    void lost(EventSource subscriber, Gap gap, Addresses addresses);

    /**
     * A publisher came back as a new instance.
     *
     * @param before the epoch that it had
     */
    void restarted(EventSource subscriber, long before, long epoch, @Nullable String address);

    /** A subscriber begins or ceases to be slow. */
    void slow(EventSource noticedBy, SlowEpisode episode);

    /** A publisher finds the queue of a subscriber full. Returns null if nobody wants to know when that is over. */
    @Nullable
    OpenStall stalls(EventSource publisher);

    /** The queue of a subscriber is full. */
    interface OpenStall {
        /**
         * It is not any more.
         *
         * @param times how often it was found full meanwhile
         */
        void over(long times);
    }

    /**
     * A socket has accepted or made a connection.
     *
     * @param endpoint at which it listens, or to which it connects
     */
    void opened(EventSource socket, String endpoint, RecordedAddresses ends, boolean accepted);

    /**
     * It has ended.
     *
     * @param lastedNs how long it was there; negative where that is unknown
     */
    void lost(EventSource socket, String endpoint, RecordedAddresses ends, long lastedNs);

    /** A fresh connection that had stalled goes on. */
    void healed(EventSource socket, String endpoint);

    /** A diagnosis found something in a window of that length. */
    void found(Finding finding, Duration window);
}

package io.tunedzmq.metrics;

import io.tunedzmq.internal.LimitedLog;
import io.tunedzmq.stats.Gap;
import io.tunedzmq.stats.SlowEpisode;
import org.jspecify.annotations.Nullable;

/**
 * Where a context says what happens in it: to a recorder, once there is one. Until then that costs a look at a field.
 * What a recorder throws is logged: nothing is to go wrong for being recorded. Thread-safe.
 */
public final class RecordedEvents implements EventRecorder {
    private static final LimitedLog log = LimitedLog.of("io.tunedzmq.TunedContext");

    private volatile @Nullable EventRecorder recorder;

    /** From now on it records, in place of another. */
    public void recordBy(EventRecorder next) {
        recorder = next;
    }

    /** Nobody records any more. */
    public void recordNoMore() {
        recorder = null;
    }

    @Override
    public void lost(SocketIdentity subscriber, Gap gap, Addresses addresses) {
        EventRecorder to = recorder;
        if (to != null) {
            try {
                to.lost(subscriber, gap, addresses);
            } catch (Throwable e) {
                failed(e);
            }
        }
    }

    @Override
    public void restarted(SocketIdentity subscriber, long before, long epoch, @Nullable String address) {
        EventRecorder to = recorder;
        if (to != null) {
            try {
                to.restarted(subscriber, before, epoch, address);
            } catch (Throwable e) {
                failed(e);
            }
        }
    }

    @Override
    public void slow(SocketIdentity noticedBy, SlowEpisode episode) {
        EventRecorder to = recorder;
        if (to != null) {
            try {
                to.slow(noticedBy, episode);
            } catch (Throwable e) {
                failed(e);
            }
        }
    }

    private static void failed(Throwable e) {
        log.error("an event was not recorded", e);
    }
}

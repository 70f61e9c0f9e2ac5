package io.tunedzmq.metrics;

import io.tunedzmq.diagnosis.Finding;
import io.tunedzmq.internal.LimitedLog;
import io.tunedzmq.stats.Gap;
import io.tunedzmq.stats.SlowEpisode;
import java.time.Duration;
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

    /** Whether there is a recorder: for who would have to look something up for it. */
    public boolean isRecorded() {
        return recorder != null;
    }

    @Override
    public void lost(EventSource subscriber, Gap gap, Addresses addresses) {
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
    public void restarted(EventSource subscriber, long before, long epoch, @Nullable String address) {
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
    public void slow(EventSource noticedBy, SlowEpisode episode) {
        EventRecorder to = recorder;
        if (to != null) {
            try {
                to.slow(noticedBy, episode);
            } catch (Throwable e) {
                failed(e);
            }
        }
    }

    @Override
    public @Nullable OpenStall stalls(EventSource publisher) {
        EventRecorder to = recorder;
        if (to != null) {
            try {
                return to.stalls(publisher);
            } catch (Throwable e) {
                failed(e);
            }
        }
        return null;
    }

    /** Ends what {@link #stalls} has returned. */
    public static void over(@Nullable OpenStall stall, long times) {
        if (stall != null) {
            try {
                stall.over(times);
            } catch (Throwable e) {
                failed(e);
            }
        }
    }

    @Override
    public void opened(EventSource socket, String endpoint, RecordedAddresses ends, boolean accepted) {
        EventRecorder to = recorder;
        if (to != null) {
            try {
                to.opened(socket, endpoint, ends, accepted);
            } catch (Throwable e) {
                failed(e);
            }
        }
    }

    @Override
    public void lost(EventSource socket, String endpoint, RecordedAddresses ends, long lastedNs) {
        EventRecorder to = recorder;
        if (to != null) {
            try {
                to.lost(socket, endpoint, ends, lastedNs);
            } catch (Throwable e) {
                failed(e);
            }
        }
    }

    @Override
    public void healed(EventSource socket, String endpoint) {
        EventRecorder to = recorder;
        if (to != null) {
            try {
                to.healed(socket, endpoint);
            } catch (Throwable e) {
                failed(e);
            }
        }
    }

    @Override
    public void found(Finding finding, Duration window) {
        EventRecorder to = recorder;
        if (to != null) {
            try {
                to.found(finding, window);
            } catch (Throwable e) {
                failed(e);
            }
        }
    }

    private static void failed(Throwable e) {
        log.error("an event was not recorded", e);
    }
}

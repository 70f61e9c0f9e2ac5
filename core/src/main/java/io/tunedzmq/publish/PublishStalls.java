package io.tunedzmq.publish;

import io.tunedzmq.internal.Counter;
import io.tunedzmq.metrics.EventRecorder.OpenStall;
import io.tunedzmq.metrics.EventSource;
import io.tunedzmq.metrics.RecordedEvents;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How often frames of a publisher found no room, and for how long. Confined: guarded by the sending lock; what it says
 * may be asked from any thread.
 */
final class PublishStalls {
    private final RecordedEvents events;
    private final LongSupplier nanoClock;
    private final Counter times = new Counter();
    private volatile Stall stall = new Stall(0, false, 0);

    /** So that no look shows less than one before: the writer notes the time a moment before it publishes. */
    private final AtomicLong shownNs = new AtomicLong();

    private @Nullable EventSource its;
    private @Nullable OpenStall recorded;
    private long timesBefore;

    /** What is known of them, as one: read in two steps, a stall would be counted twice as it ends. */
    private record Stall(long beforeNs, boolean on, long sinceNs) {
        long allNs(long nowNs) {
            return on ? beforeNs + Math.max(0, nowNs - sinceNs) : beforeNs;
        }
    }

    PublishStalls(RecordedEvents events, LongSupplier nanoClock) {
        this.events = events;
        this.nanoClock = nanoClock;
    }

    /** They are to be recorded as those of that publisher. */
    void recordAs(EventSource publisher) {
        its = publisher;
    }

    /**
     * A frame found no room.
     *
     * @param each whether every frame counts that finds none; else the same one may have come again
     */
    void foundNoRoom(boolean each) {
        Stall now = stall;
        if (!now.on && its != null) {
            timesBefore = times.get();
            recorded = events.stalls(its);
        }
        if (!now.on || each) {
            times.add(1);
        }
        if (!now.on) {
            stall = new Stall(now.beforeNs, true, nanoClock.getAsLong());
        }
    }

    /** Every subscriber has room again. */
    void over() {
        Stall now = stall;
        if (now.on) {
            stall = new Stall(now.allNs(nanoClock.getAsLong()), false, 0);
            record();
        }
    }

    /** Nothing is sent any more. */
    void close() {
        record();
    }

    private void record() {
        RecordedEvents.over(recorded, times.get() - timesBefore);
        recorded = null;
    }

    /** Whether the last frame found no room. */
    boolean isOn() {
        return stall.on;
    }

    /** For how long that is so without a break; 0 if it found room. */
    long onForNs(long nowNs) {
        Stall now = stall;
        return now.on ? Math.max(0, nowNs - now.sinceNs) : 0;
    }

    /** How often a frame found no room. */
    long times() {
        return times.get();
    }

    /** For how long, all together; never less than it was before. */
    long allNs() {
        return shownNs.accumulateAndGet(stall.allNs(nanoClock.getAsLong()), Math::max);
    }
}

package io.tunedzmq.internal;

import java.util.Arrays;
import java.util.function.LongConsumer;

/**
 * Who wants to be told of durations. Whoever would measure one asks first: as long as nobody listens, that is all that
 * it costs. Thread-safe.
 */
public final class DurationListeners {
    private static final LongConsumer[] NONE = {};

    private final LimitedLog log;
    private volatile LongConsumer[] listeners = NONE;

    /** @param log is told what a listener throws */
    public DurationListeners(LimitedLog log) {
        this.log = log;
    }

    /** Tells it of every duration from now on, in nanoseconds, on the thread that measured it: must not wait. */
    public synchronized void add(LongConsumer listener) {
        LongConsumer[] more = Arrays.copyOf(listeners, listeners.length + 1);
        more[listeners.length] = listener;
        listeners = more;
    }

    /** Tells it nothing more. */
    public synchronized void remove(LongConsumer listener) {
        listeners =
                Arrays.stream(listeners).filter(each -> !each.equals(listener)).toArray(LongConsumer[]::new);
    }

    /** Whether somebody listens. */
    public boolean any() {
        return listeners.length > 0;
    }

    /** Takes a duration. Never throws. */
    public void tell(long nanos) {
        for (LongConsumer each : listeners) {
            try {
                each.accept(nanos);
            } catch (Throwable e) { // A message is worth more than the time that it took.
                log.error("a listener for durations failed", e);
            }
        }
    }
}

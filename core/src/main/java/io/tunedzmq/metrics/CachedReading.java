package io.tunedzmq.metrics;

import io.tunedzmq.internal.NowAndThen;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A reading that is at most 100 ms old: whoever asks for many numbers of it in a row gets them all of one moment, and
 * reading costs the same however many there are. Thread-safe.
 *
 * @param <R> what is read
 */
public final class CachedReading<R> {
    private static final long FRESH_NS = 100_000_000;

    private final Supplier<R> source;
    private final NowAndThen readings = new NowAndThen();
    private @Nullable R last;

    public CachedReading(Supplier<R> source) {
        this.source = source;
    }

    /** One at a time reads, so that nobody is shown less than somebody else before. */
    public synchronized R get() {
        R now = last;
        if (readings.isDue(FRESH_NS, System.nanoTime()) || now == null) {
            now = source.get();
            last = now;
        }
        return now;
    }
}

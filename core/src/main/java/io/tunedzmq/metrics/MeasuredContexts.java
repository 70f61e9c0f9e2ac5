package io.tunedzmq.metrics;

import static java.util.Objects.requireNonNull;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The way from what a user holds to what an exporter reads, for exporters above the class that users hold: it has no
 * method for that which users would see.
 */
public final class MeasuredContexts {
    private static volatile @Nullable Function<Object, MeasuredContext> way;

    private MeasuredContexts() {}

    /** Called once, by the class that users hold when it is loaded. */
    public static void lead(Function<Object, MeasuredContext> through) {
        way = through;
    }

    /**
     * What there is to read of a context.
     *
     * @throws io.tunedzmq.stats.ClosedException if it is closed
     */
    public static MeasuredContext of(Object context) {
        return requireNonNull(way, "no class leads to contexts").apply(context);
    }
}

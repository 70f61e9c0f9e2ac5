package io.tunedzmq.micrometer;

import io.micrometer.core.instrument.Timer;
import io.tunedzmq.metrics.CachedReading;
import io.tunedzmq.metrics.MeasuredSocket;
import io.tunedzmq.metrics.Metric;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * The publishers, or the subscribers, of one name as one: what they count adds up, with what those counted that are
 * closed, so that no count ever goes back. Thread-safe.
 *
 * @param <R> what is read of each
 */
final class MeteredSockets<R> {
    private final List<Metric<R>> metrics;
    private final LongConsumer durations;

    // Guarded by this.
    private final List<MeasuredSocket<R>> open = new ArrayList<>();

    /** Closed, but what is under way may still be counted. */
    private final List<MeasuredSocket<R>> closing = new ArrayList<>();

    /** What those counted that are over, by metric. */
    private final double[] before;

    private final CachedReading<double[]> totals = new CachedReading<>(this::add);

    /** @param timer is told of durations */
    MeteredSockets(List<Metric<R>> metrics, Timer timer) {
        this.metrics = metrics;
        durations = nanos -> timer.record(nanos, TimeUnit.NANOSECONDS);
        before = new double[metrics.size()];
    }

    /** Takes which of its name are open now; returns whether one is. */
    synchronized boolean show(List<MeasuredSocket<R>> now) {
        for (MeasuredSocket<R> each : now) {
            if (!open.contains(each)) {
                open.add(each);
                each.durations().add(durations);
            }
        }
        for (Iterator<MeasuredSocket<R>> all = open.iterator(); all.hasNext(); ) {
            MeasuredSocket<R> each = all.next();
            if (!now.contains(each)) {
                all.remove();
                closing.add(each);
            }
        }
        return !open.isEmpty();
    }

    /** Listens to none any more. */
    synchronized void hide() {
        open.forEach(each -> each.durations().remove(durations));
        closing.forEach(each -> each.durations().remove(durations));
    }

    /** The number of all of them. */
    double total(int metric) {
        return totals.get()[metric];
    }

    private synchronized double[] add() {
        for (Iterator<MeasuredSocket<R>> all = closing.iterator(); all.hasNext(); ) {
            MeasuredSocket<R> each = all.next();
            if (each.isOver()) {
                all.remove();
                each.durations().remove(durations);
                addCounts(each.read());
            }
        }
        double[] sums = before.clone();
        open.forEach(each -> addAll(sums, each.read()));
        closing.forEach(each -> addAll(sums, each.read()));
        return sums;
    }

    private void addCounts(R last) {
        for (int i = 0; i < before.length; i++) {
            before[i] += metrics.get(i).kind() == Metric.Kind.COUNTER
                    ? metrics.get(i).of(last)
                    : 0;
        }
    }

    private void addAll(double[] sums, R now) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] = metrics.get(i).together(sums[i], metrics.get(i).of(now));
        }
    }
}

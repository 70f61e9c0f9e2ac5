package io.tunedzmq.micrometer;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.tunedzmq.TunedContext;
import io.tunedzmq.metrics.MeasuredContext;
import io.tunedzmq.metrics.MeasuredContexts;
import java.util.ArrayList;
import java.util.List;

/**
 * Shows everything that a context and its publishers and subscribers count in Micrometer's registries, such as that of
 * Prometheus: what is lost, refused, queued and behind, what the I/O threads do, and what the continuous diagnosis
 * finds. {@code core/docs/metrics.md} lists the meters.
 *
 * <pre>{@code
 * new TunedZmqMetrics(context).bindTo(registry);
 * }</pre>
 *
 * <p>Publishers and subscribers have the name that was given to them as their only tag, {@code name}; those without a
 * name have {@code unnamed}. Several of one name are shown as one: what they count adds up, also what those counted
 * that are closed, as long as one of them is open. What is opened later appears, and what is closed goes.
 *
 * <p>Reading waits for nobody that sends or receives; all numbers of a publisher or subscriber are of one moment, at
 * most 100 ms ago. While no registry is bound nothing is measured for it.
 *
 * <p>Thread-safe.
 */
public final class TunedZmqMetrics implements MeterBinder, AutoCloseable {
    private final MeasuredContext context;

    /** Guarded by {@link BoundMeters#LOCK}, as is the next. */
    private final List<BoundMeters> bindings = new ArrayList<>();

    private boolean closed;

    /**
     * Of the whole context, whoever else has a share of it.
     *
     * @throws io.tunedzmq.stats.ClosedException if the context is closed
     */
    public TunedZmqMetrics(TunedContext context) {
        this.context = MeasuredContexts.of(requireNonNull(context, "context"));
    }

    /**
     * Registers the meters. They stay until {@link #close()}, or until the context ends, whether or not anybody keeps
     * this object. A registry that has them already, also by another object of this class, keeps them until all of
     * these are closed.
     *
     * @throws IllegalStateException if this object is closed, or the context has ended
     */
    @Override
    public void bindTo(MeterRegistry registry) {
        requireNonNull(registry, "registry");
        BoundMeters.LOCK.lock();
        try {
            if (closed || context.isOver()) {
                throw new IllegalStateException("TunedZmqMetrics is closed, or its TunedContext is; make a new one");
            }
            if (bindings.stream().noneMatch(each -> each.isOf(registry))) {
                bindings.add(BoundMeters.take(context, registry));
            }
        } finally {
            BoundMeters.LOCK.unlock();
        }
    }

    /** Takes the meters out of all registries that this object was bound to. Any number of times. */
    @Override
    public void close() {
        BoundMeters.LOCK.lock();
        try {
            closed = true;
            bindings.forEach(BoundMeters::giveBack);
            bindings.clear();
        } finally {
            BoundMeters.LOCK.unlock();
        }
    }
}

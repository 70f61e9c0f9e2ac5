package io.tunedzmq.micrometer;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.tunedzmq.diagnosis.Finding;
import io.tunedzmq.diagnosis.Symptom;
import io.tunedzmq.internal.CoalescedTask;
import io.tunedzmq.metrics.CachedReading;
import io.tunedzmq.metrics.ContextMetrics;
import io.tunedzmq.metrics.ContextReading;
import io.tunedzmq.metrics.IoThreadReading;
import io.tunedzmq.metrics.MeasuredContext;
import io.tunedzmq.metrics.Metric;
import io.tunedzmq.metrics.PublisherMetrics;
import io.tunedzmq.metrics.PublisherReading;
import io.tunedzmq.metrics.SubscriberMetrics;
import io.tunedzmq.metrics.SubscriberReading;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The meters of a context in one registry, for as many as want them there. Its context holds it. Thread-safe.
 */
final class BoundMeters implements MeasuredContext.Watcher {
    /**
     * One for all that comes and goes here: a registry may call code of its users, which may do anything, and two locks
     * would be taken in either order.
     */
    static final ReentrantLock LOCK = new ReentrantLock();

    private final MeasuredContext context;
    private final MeterRegistry registry;
    private final CoalescedTask showing = new CoalescedTask(this::show);

    // Guarded by the lock.
    private int users;
    private final List<RegisteredMeters> fixed = new ArrayList<>();
    private final NamedMeters<PublisherReading> publishers;
    private final NamedMeters<SubscriberReading> subscribers;
    private final CachedReading<ContextReading> readings;
    private final CachedReading<List<IoThreadReading>> ioThreads;
    private final CachedReading<Map<Symptom, Long>> findings;
    private boolean findingsShown;

    private BoundMeters(MeasuredContext context, MeterRegistry registry) {
        this.context = context;
        this.registry = registry;
        publishers = new NamedMeters<>(registry, PublisherMetrics.ALL, PublisherMetrics.WAIT);
        subscribers = new NamedMeters<>(registry, SubscriberMetrics.ALL, SubscriberMetrics.LATENCY);
        readings = new CachedReading<>(context::read);
        ioThreads = new CachedReading<>(context::readIoThreads);
        findings = new CachedReading<>(this::countFindings);
    }

    /** For one more user: the binding that the registry has, or else a new one. Under the lock. */
    static BoundMeters take(MeasuredContext context, MeterRegistry registry) {
        for (MeasuredContext.Watcher each : context.watchers()) {
            if (each instanceof BoundMeters there && there.isOf(registry)) {
                there.change(1);
                return there;
            }
        }
        BoundMeters made = new BoundMeters(context, registry);
        context.watch(made);
        try {
            made.change(1);
        } catch (RuntimeException e) {
            made.giveBack();
            throw e;
        }
        return made;
    }

    @SuppressWarnings("ReferenceEquality") // This very registry.
    boolean isOf(MeterRegistry other) {
        return registry == other;
    }

    /** One user less; with the last one the meters go. Under the lock. */
    void giveBack() {
        change(-1);
    }

    private void change(int more) {
        users += more;
        if (users == 0) {
            context.unwatch(this);
        }
        showing.run();
    }

    @Override
    public void changed() {
        LOCK.lock();
        try {
            showing.run();
        } finally {
            LOCK.unlock();
        }
    }

    private void show() {
        boolean wanted = users > 0 && !context.isOver();
        publishers.show(wanted ? context.publishers() : List.of());
        subscribers.show(wanted ? context.subscribers() : List.of());
        if (!wanted) {
            fixed.forEach(RegisteredMeters::remove);
            fixed.clear();
            return;
        }
        if (fixed.isEmpty()) {
            addContext();
            addIoThreads();
        }
        if (!findingsShown && context.openFindings().isPresent()) {
            addFindings();
            findingsShown = true;
        }
    }

    private RegisteredMeters tagged(Tags tags) {
        RegisteredMeters meters = new RegisteredMeters(registry, tags);
        fixed.add(meters); // First: what fails half-way is to be removed.
        return meters;
    }

    private void addContext() {
        RegisteredMeters meters = tagged(Tags.empty());
        for (Metric<ContextReading> metric : ContextMetrics.ALL) {
            meters.add(metric, () -> metric.of(readings.get()));
        }
    }

    private void addIoThreads() {
        List<IoThreadReading> threads = ioThreads.get();
        for (int i = 0; i < threads.size(); i++) {
            int index = i;
            RegisteredMeters meters = tagged(Tags.of("thread", threads.get(i).name()));
            for (Metric<IoThreadReading> metric : ContextMetrics.IO_THREAD) {
                meters.add(metric, () -> metric.of(ioThreads.get().get(index)));
            }
        }
    }

    private void addFindings() {
        for (Symptom symptom : Symptom.values()) {
            tagged(Tags.of("symptom", symptom.name()))
                    .add(
                            ContextMetrics.FINDINGS,
                            () -> ContextMetrics.FINDINGS.of(findings.get().getOrDefault(symptom, 0L)));
        }
    }

    private Map<Symptom, Long> countFindings() {
        return context.openFindings().orElse(List.of()).stream().collect(groupingBy(Finding::symptom, counting()));
    }
}

package io.tunedzmq;

import io.tunedzmq.diagnosis.Diagnosis;
import io.tunedzmq.diagnosis.Finding;
import io.tunedzmq.internal.LimitedLog;
import io.tunedzmq.metrics.ContextReading;
import io.tunedzmq.metrics.IoThreadReading;
import io.tunedzmq.metrics.MeasuredContext;
import io.tunedzmq.metrics.MeasuredSocket;
import io.tunedzmq.metrics.PublisherReading;
import io.tunedzmq.metrics.SubscriberReading;
import io.tunedzmq.observe.IoThreadReader;
import io.tunedzmq.stats.ContextStats;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A context for exporters, which ask for its numbers and are told when there are others. Thread-safe. */
final class ContextReadings implements MeasuredContext {
    private static final LimitedLog log = LimitedLog.of("io.tunedzmq.TunedContext");

    private final SharedContext context;
    private final IoThreadReader ioThreads;
    private final List<Watcher> watchers = new CopyOnWriteArrayList<>();
    private volatile boolean over;

    ContextReadings(SharedContext context) {
        this.context = context;
        ioThreads = new IoThreadReader(context.services());
    }

    @Override
    public String settings() {
        return context.config().toString();
    }

    @Override
    public ContextReading read() {
        ContextStats stats = context.stats();
        return new ContextReading(stats, HealthCheck.of(this, stats));
    }

    @Override
    public Optional<List<Finding>> openFindings() {
        return context.openFindings();
    }

    @Override
    public List<IoThreadReading> readIoThreads() {
        return ioThreads.read();
    }

    @Override
    public List<MeasuredSocket<PublisherReading>> publishers() {
        return List.copyOf(context.sockets().publishers());
    }

    @Override
    public List<MeasuredSocket<SubscriberReading>> subscribers() {
        return List.copyOf(context.sockets().subscribers());
    }

    @Override
    public Diagnosis diagnose(Duration window) {
        return context.diagnose(window, context::ending);
    }

    @Override
    public boolean isOver() {
        return over;
    }

    @Override
    public void watch(Watcher watcher) {
        watchers.add(watcher);
    }

    @Override
    public void unwatch(Watcher watcher) {
        watchers.remove(watcher);
    }

    @Override
    public List<Watcher> watchers() {
        return List.copyOf(watchers);
    }

    /** There is something else to read than before. */
    void changed() {
        for (Watcher each : watchers) {
            try {
                each.changed();
            } catch (Throwable e) { // Who opens or closes something is not to fail for that.
                log.error("an exporter does not show what was opened or closed", e);
            }
        }
    }

    /** The context is over. */
    void end() {
        over = true;
        changed();
        watchers.clear();
    }
}

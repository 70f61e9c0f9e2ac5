package io.tunedzmq.micrometer;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import io.tunedzmq.metrics.DurationMetric;
import io.tunedzmq.metrics.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/** Meters that come and go together. Confined: guarded by {@link BoundMeters#LOCK}. */
final class RegisteredMeters {
    private final MeterRegistry registry;
    private final Tags tags;
    private final List<Meter> meters = new ArrayList<>();

    /** Micrometer holds what its counters read by weak references. */
    private final List<DoubleSupplier> sources = new ArrayList<>();

    RegisteredMeters(MeterRegistry registry, Tags tags) {
        this.registry = registry;
        this.tags = tags;
    }

    void add(Metric<?> metric, DoubleSupplier source) {
        sources.add(source);
        meters.add(
                metric.kind() == Metric.Kind.COUNTER
                        ? counter(metric, source)
                        : metric.unit().equals(Metric.SECONDS) ? time(metric, source) : gauge(metric, source));
    }

    private Meter counter(Metric<?> metric, DoubleSupplier source) {
        return FunctionCounter.builder(metric.name(), source, DoubleSupplier::getAsDouble)
                .tags(tags)
                .baseUnit(unit(metric))
                .description(metric.meaning())
                .register(registry);
    }

    private Meter gauge(Metric<?> metric, DoubleSupplier source) {
        return Gauge.builder(metric.name(), source, DoubleSupplier::getAsDouble)
                .tags(tags)
                .baseUnit(unit(metric))
                .description(metric.meaning())
                .register(registry);
    }

    /** In the unit of time that the registry has. */
    private Meter time(Metric<?> metric, DoubleSupplier source) {
        return TimeGauge.builder(metric.name(), source, TimeUnit.SECONDS, DoubleSupplier::getAsDouble)
                .tags(tags)
                .description(metric.meaning())
                .register(registry);
    }

    private static @Nullable String unit(Metric<?> metric) {
        return metric.unit().isEmpty() ? null : metric.unit();
    }

    Timer add(DurationMetric metric) {
        Timer timer = Timer.builder(metric.name())
                .tags(tags)
                .description(metric.meaning())
                .register(registry);
        meters.add(timer);
        return timer;
    }

    void remove() {
        meters.forEach(registry::remove);
        meters.clear();
        sources.clear();
    }
}

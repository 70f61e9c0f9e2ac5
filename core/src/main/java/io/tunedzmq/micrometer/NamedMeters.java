package io.tunedzmq.micrometer;

import static java.util.stream.Collectors.groupingBy;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.tunedzmq.metrics.DurationMetric;
import io.tunedzmq.metrics.MeasuredSocket;
import io.tunedzmq.metrics.Metric;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The meters of publishers, or of subscribers, by name. Confined: guarded by {@link BoundMeters#LOCK}.
 *
 * @param <R> what is read of each
 */
final class NamedMeters<R> {
    private static final String NAME = "name";

    /** Not every registry takes a tag without a value. */
    private static final String UNNAMED = "unnamed";

    private final MeterRegistry registry;
    private final List<Metric<R>> metrics;
    private final DurationMetric duration;
    private final Map<String, Named<R>> shown = new HashMap<>();

    private record Named<R>(MeteredSockets<R> sockets, RegisteredMeters meters) {
        void remove() {
            sockets.hide();
            meters.remove();
        }
    }

    NamedMeters(MeterRegistry registry, List<Metric<R>> metrics, DurationMetric duration) {
        this.registry = registry;
        this.metrics = metrics;
        this.duration = duration;
    }

    /** Shows these, and no others. */
    void show(List<MeasuredSocket<R>> open) {
        Map<String, List<MeasuredSocket<R>>> byName = open.stream().collect(groupingBy(NamedMeters::nameOf));
        byName.keySet().forEach(name -> shown.computeIfAbsent(name, this::register));
        shown.entrySet().removeIf(each -> {
            boolean any = each.getValue().sockets().show(byName.getOrDefault(each.getKey(), List.of()));
            if (!any) {
                each.getValue().remove();
            }
            return !any;
        });
    }

    private static String nameOf(MeasuredSocket<?> socket) {
        return socket.name().isEmpty() ? UNNAMED : socket.name();
    }

    private Named<R> register(String name) {
        RegisteredMeters meters = new RegisteredMeters(registry, Tags.of(NAME, name));
        try {
            MeteredSockets<R> sockets = new MeteredSockets<>(metrics, meters.add(duration));
            for (int i = 0; i < metrics.size(); i++) {
                int index = i;
                meters.add(metrics.get(i), () -> sockets.total(index));
            }
            return new Named<>(sockets, meters);
        } catch (RuntimeException e) {
            meters.remove();
            throw e;
        }
    }
}

package io.tunedzmq.examples.top;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns samples into what happened between them. Confined: one thread at a time. */
final class History {
    private final String target;
    private final Map<String, Reading> first = new HashMap<>();
    private Map<String, Reading> before = Map.of();
    private boolean begun;

    /** @param target the process, as its user named it */
    History(String target) {
        this.target = target;
    }

    Snapshot next(Instant at, List<Reading> readings) {
        Map<String, Reading> now = new HashMap<>();
        readings.forEach(each -> now.put(each.name(), each));
        if (!begun) {
            begun = true;
            first.putAll(now);
        }
        List<Row> rows = readings.stream()
                .map(each -> new Row(each, same(each, before), same(each, first)))
                .toList();
        before = now;
        return new Snapshot(target, at, rows);
    }

    private static @Nullable Reading same(Reading now, Map<String, Reading> readings) {
        Reading other = readings.get(now.name());
        return now.sameAs(other) ? other : null;
    }
}

package io.tunedzmq.examples.top;

import java.time.Instant;
import java.util.List;

/**
 * What is shown at one time. Immutable.
 *
 * @param target the process, as its user named it
 * @param at when it was read
 * @param rows of every kind, each kind by name
 */
public record Snapshot(String target, Instant at, List<Row> rows) {
    /** Copies the rows. */
    public Snapshot {
        rows = List.copyOf(rows);
    }

    List<Row> of(Kind kind) {
        return rows.stream().filter(row -> row.now().kind() == kind).toList();
    }

    /** Whether the process has nothing of this library to show any more. */
    boolean isEmpty() {
        return rows.isEmpty();
    }
}

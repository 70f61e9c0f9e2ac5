package io.tunedzmq.examples.top;

import java.time.ZoneId;
import java.util.List;
import java.util.stream.Collectors;

/** A snapshot as text for output that scrolls, without codes of a terminal. */
public final class Printed {
    private Printed() {}

    /** Lines, the last with its end, too. */
    public static String of(Snapshot snapshot, int columns, Sort sort, ZoneId zone) {
        List<Line> head = List.of(Head.of(snapshot, zone, sort));
        return new Screen(columns, Screen.UNLIMITED, sort)
                .lines(head, snapshot).stream()
                        .map(line -> line.text() + System.lineSeparator())
                        .collect(Collectors.joining());
    }
}

package io.tunedzmq.examples.top;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** The first line: which process, when, in which order. */
final class Head {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

    private Head() {}

    static Line of(Snapshot snapshot, ZoneId zone, Sort sort) {
        return Line.plain("tunedzmq top of " + Text.printable(snapshot.target()) + "  " + time(snapshot.at(), zone)
                + "  by " + sort);
    }

    private static String time(Instant at, ZoneId zone) {
        return TIME.format(at.atZone(zone));
    }
}

package io.tunedzmq.examples.top;

import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a user wants to see at the moment. Immutable.
 *
 * @param diagnosis in place of the tables; null for the tables
 * @param silence for how long the process has not answered
 */
record View(Sort sort, boolean paused, @Nullable String diagnosis, Duration silence) {
    private static final Duration LONG = Duration.ofSeconds(2);

    /** The whole screen, of at most so many rows. */
    List<Line> lines(Snapshot snapshot, int columns, int rows, ZoneId zone) {
        List<Line> head = new ArrayList<>();
        Line title = Head.of(snapshot, zone, sort);
        boolean silent = silence.compareTo(LONG) >= 0;
        head.add(Line.alarm(
                silent,
                title.text()
                        + (paused ? "  PAUSED" : "")
                        + (silent ? "  NO ANSWER for " + silence.toSeconds() + " s" : "")));
        head.add(Line.plain("s sort   p " + (paused ? "go on" : "pause") + "   d "
                + (diagnosis == null ? "diagnose" : "back to the tables") + "   q quit"));
        if (diagnosis == null) {
            return new Screen(columns, rows, sort).lines(head, snapshot);
        }
        head.addAll(fitting(Wrapped.lines(diagnosis, columns), rows - head.size()));
        return head.stream()
                .limit(rows)
                .map(line -> new Line(line.tone(), Text.cut(line.text(), columns)))
                .toList();
    }

    private static List<Line> fitting(List<String> lines, int rows) {
        if (lines.size() <= rows) {
            return lines.stream().map(Line::plain).toList();
        }
        int shown = Math.max(0, rows - 1);
        List<Line> fitting =
                new ArrayList<>(lines.stream().limit(shown).map(Line::plain).toList());
        fitting.add(Line.heading((lines.size() - shown) + " lines more in a higher terminal"));
        return fitting;
    }
}

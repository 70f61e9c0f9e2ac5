package io.tunedzmq.examples.top;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Turns a snapshot into lines. Immutable; the same snapshot makes the same lines.
 *
 * @param columns of the terminal, at least 40
 * @param rows of the terminal, which no more lines are made than
 */
record Screen(int columns, int rows, Sort sort) {
    /** For output that scrolls. */
    static final int UNLIMITED = Integer.MAX_VALUE;

    private static final int LEAST_COLUMNS = 40;
    private static final int WIDE = 80;
    private static final int BAR = 20;
    private static final int NARROW_BAR = 10;
    private static final int FINDINGS_SHARE = 4;
    private static final int LEAST_ROWS = 1;

    Screen {
        columns = Math.max(LEAST_COLUMNS, columns);
    }

    /**
     * The whole screen.
     *
     * @param head the lines above it
     */
    List<Line> lines(List<Line> head, Snapshot snapshot) {
        List<Line> lines = new ArrayList<>(head);
        if (snapshot.isEmpty()) {
            lines.add(Line.alarm(true, "no context of tunedzmq is open in the process at this moment"));
        }
        snapshot.of(Kind.CONTEXT).forEach(row -> contextLines(row.now(), lines));
        List<List<Row>> groups = List.of(
                snapshot.of(Kind.IO_THREAD),
                snapshot.of(Kind.PUBLISHER).stream().sorted(sort.order()).toList(),
                snapshot.of(Kind.SUBSCRIBER).stream().sorted(sort.order()).toList());
        List<Line> findings = findings(snapshot);
        int[] shown = share(groups, rows - lines.size() - findings.size());
        List<Table> tables =
                List.of(Tables.ioThreads(columns < WIDE ? NARROW_BAR : BAR), Tables.PUBLISHERS, Tables.SUBSCRIBERS);
        for (int i = 0; i < groups.size(); i++) {
            if (!groups.get(i).isEmpty()) {
                lines.addAll(tables.get(i).lines(groups.get(i), columns, shown[i]));
            }
        }
        lines.addAll(findings);
        return lines.stream()
                .limit(rows)
                .map(line -> new Line(line.tone(), Text.cut(line.text(), columns)))
                .toList();
    }

    private void contextLines(Reading context, List<Line> lines) {
        double threads = context.number("IoThreads");
        double alive = context.number("IoThreadsAlive");
        double foreign = context.number("ForeignContexts");
        boolean wrong = alive < threads || context.is("Broken");
        lines.add(Line.alarm(
                wrong,
                "I/O threads " + Text.count(alive) + " of " + Text.count(threads) + " alive, foreign contexts "
                        + Text.count(foreign) + ", errors " + Text.count(context.number("SurvivedErrors"))));
        if (context.is("Broken")) {
            lines.add(Line.alarm(true, "BROKEN: " + Text.printable(context.text("BrokenReason"))));
        } else {
            healthLine(context, lines);
        }
        lines.add(Line.alarm(
                false,
                "queued out " + budget(context, "Outgoing") + ", in " + budget(context, "Incoming") + ", given up "
                        + Text.count(context.number("GivenUp"))));
    }

    /** What is wrong, unless nothing is; its first reason is what there is room for. */
    private static void healthLine(Reading context, List<Line> lines) {
        String[] reasons = context.texts("HealthReasons");
        if (reasons.length > 0) {
            String more = reasons.length > 1 ? " (1 of " + reasons.length + ")" : "";
            lines.add(Line.alarm(true, context.text("Health") + more + ": " + Text.printable(reasons[0])));
        }
    }

    private String budget(Reading context, String way) {
        double bytes = context.number(way + "Bytes");
        double budget = context.number(way + "Budget");
        String filled = budget > 0 ? Text.percent(bytes / budget) : Text.UNKNOWN;
        return columns < WIDE
                ? Text.bytes(bytes) + " (" + filled + ")"
                : Text.bytes(bytes) + " of " + Text.bytes(budget) + " (" + filled + ")";
    }

    private List<Line> findings(Snapshot snapshot) {
        List<String> open = snapshot.of(Kind.CONTEXT).stream()
                .flatMap(row -> Arrays.stream(row.now().texts("OpenFindings")))
                .toList();
        if (open.isEmpty()) {
            return List.of();
        }
        List<Line> whole = open.stream()
                .flatMap(each -> Wrapped.lines(each, columns).stream())
                .map(Line::plain)
                .toList();
        // The tables come first; a diagnosis tells the rest.
        List<Line> shown = whole.size() <= rows / FINDINGS_SHARE
                ? whole
                : open.stream().map(Text::printable).map(Line::plain).toList();
        return Stream.concat(Stream.of(Line.heading("OPEN FINDINGS")), shown.stream())
                .toList();
    }

    /** Rows of each table so that all of them fit; the largest gives first. */
    private static int[] share(List<List<Row>> groups, int room) {
        int[] shown = groups.stream().mapToInt(List::size).toArray();
        long headings = Arrays.stream(shown).filter(each -> each > 0).count();
        while (Arrays.stream(shown).sum() + headings > room) {
            int largest = 0;
            for (int i = 1; i < shown.length; i++) {
                largest = shown[i] > shown[largest] ? i : largest;
            }
            if (shown[largest] <= LEAST_ROWS) {
                break;
            }
            shown[largest]--;
        }
        return shown;
    }
}

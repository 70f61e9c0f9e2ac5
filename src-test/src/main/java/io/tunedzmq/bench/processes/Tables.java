package io.tunedzmq.bench.processes;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Comparisons as tables in Markdown. */
final class Tables {
    private static final List<Column> RATES = List.of(
            spread("million messages/s", ".3f", round -> round.settled() / 1e6),
            ratio("ratio", Round::settled),
            spread("lowest second", ".2f", Round::lowest));

    private static final List<Column> DELAYS = List.of(
            spread("p50", ".0f", round -> round.micros(0)),
            spread("p99", ".0f", round -> round.micros(1)),
            spread("p99.9", ".0f", round -> round.micros(2)),
            ratio("p50 ratio", round -> round.micros(0)),
            ratio("p99 ratio", round -> round.micros(1)));

    private static final List<Column> USAGES = List.of(
            spread("publisher: MiB", ",.0f", round -> round.residentMib(round.publisher())),
            spread("at most", ",.0f", round -> round.peakMib(round.publisher())),
            spread("% in collections", ".1f", round -> round.collectedPercent(round.publisher())),
            spread("bytes a message", ",.0f", round -> round.allocatedBytes(round.publisher())),
            spread("subscriber: MiB", ",.0f", round -> round.residentMib(round.largestSubscriber())),
            spread("at most", ",.0f", round -> round.peakMib(round.largestSubscriber())),
            spread("% in collections", ".1f", round -> round.collectedPercent(round.largestSubscriber())),
            spread("bytes a message", ",.0f", round -> round.allocatedBytes(round.largestSubscriber())));

    private Tables() {}

    /** Settled rates at full speed. */
    static String rates(List<Comparison> comparisons) {
        return table(comparisons, RATES);
    }

    /** Each second at full speed. */
    static String seconds(List<Comparison> comparisons) {
        int most = comparisons.stream()
                .mapToInt(comparison -> comparison.setup().seconds())
                .max()
                .orElse(0);
        return table(
                comparisons, IntStream.range(0, most).mapToObj(Tables::second).toList());
    }

    /** Latency at a rate. */
    static String delays(List<Comparison> comparisons) {
        return table(comparisons, DELAYS);
    }

    /** Memory, collections and allocation. */
    static String usages(List<Comparison> comparisons) {
        return table(comparisons, USAGES);
    }

    /** What is in a column for a candidate. */
    private record Column(String title, Cell cell) {}

    private interface Cell {
        String text(Comparison comparison, int candidate);
    }

    private static Column spread(String title, String format, ToDoubleFunction<Round> figure) {
        return new Column(
                title,
                (comparison, candidate) -> comparison.spread(candidate, figure).text(format));
    }

    private static Column ratio(String title, ToDoubleFunction<Round> figure) {
        return new Column(
                title,
                (comparison, candidate) -> comparison.ratio(candidate, figure).text(".2f"));
    }

    private static Column second(int second) {
        ToDoubleFunction<Round> rate = round -> round.rate(second);
        return new Column(
                Integer.toString(second + 1),
                (comparison, candidate) -> second >= comparison.setup().seconds()
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                "%.3f (%.2f)",
                                comparison.spread(candidate, rate).median() / 1e6,
                                comparison.ratio(candidate, rate).median()));
    }

    private static String table(List<Comparison> comparisons, List<Column> columns) {
        List<String> lines = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of("load", "contender"));
        columns.forEach(column -> head.add(column.title()));
        lines.add(line(head));
        lines.add("|" + "---|".repeat(head.size()));
        for (Comparison comparison : comparisons) {
            for (int i = 0; i < comparison.candidates().size(); i++) {
                int candidate = i;
                List<String> cells = new ArrayList<>(List.of(
                        comparison.setup().text(),
                        comparison.candidates().get(i).name()));
                columns.forEach(column -> cells.add(column.cell().text(comparison, candidate)));
                lines.add(line(cells));
            }
        }
        return String.join(System.lineSeparator(), lines);
    }

    private static String line(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |";
    }
}

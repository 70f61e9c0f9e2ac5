package io.tunedzmq.examples.calibrate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The points of a knob in words and digits; the console and the page show the same. */
final class Table {
    static final List<String> COLUMNS = List.of(
            "delivered/s each",
            "(least to most)",
            "dropped %",
            "(least to most)",
            "p99 ms",
            "(least to most)",
            "I/O CPU %");

    private Table() {}

    /** The cells of a point, the value first. */
    static List<String> cells(Point point) {
        double busy = point.busiestIo().median();
        return List.of(
                String.format(Locale.ROOT, "%,d", point.value()),
                digits("%,.0f", point.perSecond().median(), 1),
                span("%,.0f", point.perSecond(), 1),
                digits("%.2f", point.dropShare().median(), 100),
                span("%.2f", point.dropShare(), 100),
                digits("%,.2f", point.p99Ms().median(), 1),
                span("%,.2f", point.p99Ms(), 1),
                Double.isNaN(busy) ? "unknown" : digits("%.0f", busy, 100));
    }

    /** Lines of text, the head first. */
    static List<String> lines(Knob knob, List<Point> points) {
        List<List<String>> rows = new ArrayList<>();
        List<String> head = new ArrayList<>();
        head.add(knob.title());
        head.addAll(COLUMNS);
        rows.add(head);
        points.forEach(point -> rows.add(cells(point)));
        int[] widths = new int[head.size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            line.append(i == 0 ? "" : "  ")
                    .append(" ".repeat(widths[i] - row.get(i).length()))
                    .append(row.get(i));
        }
        return line.toString();
    }

    private static String span(String format, Range range, double unit) {
        return "(" + digits(format, range.least(), unit) + " to " + digits(format, range.most(), unit) + ")";
    }

    private static String digits(String format, double value, double unit) {
        return String.format(Locale.ROOT, format, value * unit);
    }
}

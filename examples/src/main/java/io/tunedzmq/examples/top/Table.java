package io.tunedzmq.examples.top;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * Rows of one kind with a name and columns of numbers, as many as fit. Immutable.
 *
 * @param title above the names
 * @param columns in the order of the screen
 * @param alarming which rows stand out
 */
record Table(String title, List<Column> columns, Predicate<Row> alarming) {
    private static final int GAP = 2;
    private static final int LEAST_NAME = 13;
    private static final int MOST_NAME = 40;

    /**
     * The heading and the first rows of them.
     *
     * @param most rows to show; the heading says if that is not all
     */
    List<Line> lines(List<Row> rows, int width, int most) {
        String heading = rows.size() <= most ? title : title + " " + most + "/" + rows.size();
        List<String> names =
                rows.stream().map(row -> Text.printable(row.now().label())).toList();
        int wanted = Math.max(
                Text.width(heading), names.stream().mapToInt(Text::width).max().orElse(0));
        int name = Math.max(LEAST_NAME, Math.min(MOST_NAME, wanted));
        List<Cells> shown = fitting(rows, width - name);
        List<Line> lines = new ArrayList<>();
        lines.add(Line.heading(line(heading, name, shown, -1)));
        for (int i = 0; i < Math.min(most, rows.size()); i++) {
            lines.add(Line.alarm(alarming.test(rows.get(i)), line(names.get(i), name, shown, i)));
        }
        return lines;
    }

    /** What stands in a column. */
    private record Cells(Column column, List<String> texts, int width) {
        static Cells of(Column column, List<Row> rows) {
            List<String> texts = rows.stream().map(column.cell()).toList();
            int width = texts.stream().mapToInt(String::length).max().orElse(0);
            return new Cells(column, texts, Math.max(column.title().length(), width));
        }
    }

    /** Leaves out the columns of the highest rank until the others fit. */
    private List<Cells> fitting(List<Row> rows, int width) {
        List<Cells> cells = new ArrayList<>();
        columns.forEach(each -> cells.add(Cells.of(each, rows)));
        while (cells.size() > 1
                && cells.stream().mapToInt(each -> GAP + each.width()).sum() > width) {
            cells.remove(cells.stream()
                    .max(Comparator.comparingInt(each -> each.column().rank()))
                    .orElseThrow());
        }
        return cells;
    }

    /** @param row -1 for the titles */
    private static String line(String name, int width, List<Cells> cells, int row) {
        StringBuilder line = new StringBuilder(Text.left(name, width));
        for (Cells each : cells) {
            String text = row < 0 ? each.column().title() : each.texts().get(row);
            line.append(" ".repeat(GAP)).append(Text.right(text, each.width()));
        }
        return line.toString().stripTrailing();
    }
}

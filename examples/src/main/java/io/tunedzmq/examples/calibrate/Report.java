package io.tunedzmq.examples.calibrate;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The result as text, and as a page that needs nothing from outside. Immutable.
 *
 * @param conditions where and what was measured
 * @param points of each knob
 * @param advice what they say
 */
public record Report(List<String> conditions, Map<Knob, List<Point>> points, Advice advice) {
    private static final String TEMPLATE = "page.html";

    /** Prints tables and advice. */
    public void print(PrintStream out) {
        conditions.forEach(out::println);
        points.forEach((knob, ofKnob) -> {
            out.println();
            Table.lines(knob, ofKnob).forEach(out::println);
        });
        out.println();
        out.println(balance());
        advice.sentences().forEach(out::println);
        advice.code().forEach(out::println);
    }

    /** Every run was refused that did not balance; this is the sum. */
    private String balance() {
        List<Point> all = points.values().stream().flatMap(List::stream).toList();
        return String.format(
                Locale.ROOT,
                "Every run balanced; all of them: published %,d = delivered %,d + dropped %,d.",
                all.stream().mapToLong(Point::published).sum(),
                all.stream().mapToLong(Point::delivered).sum(),
                all.stream().mapToLong(Point::dropped).sum());
    }

    /** Writes the page, over an older one. */
    public void write(Path page) throws IOException {
        Files.writeString(page, html());
    }

    private String html() throws IOException {
        String template;
        try (@Nullable InputStream in = Report.class.getResourceAsStream(TEMPLATE)) {
            if (in == null) {
                throw new IOException(TEMPLATE + " is missing beside " + Report.class);
            }
            template = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        return template.replace("<!--conditions-->", items("li", conditions) + items("li", List.of(balance())))
                .replace("<!--advice-->", items("li", advice.sentences()))
                .replace("<!--code-->", escaped(String.join("\n", advice.code())))
                .replace(
                        "<!--knobs-->",
                        points.entrySet().stream()
                                .map(entry -> section(entry.getKey(), entry.getValue()))
                                .collect(Collectors.joining()));
    }

    private String section(Knob knob, List<Point> ofKnob) {
        int marked = knob == Knob.HWM ? advice.hwm() : advice.ioThreads();
        String charts = Chart.ALL.stream()
                .map(chart -> "<figure>\n" + chart.svg(knob, ofKnob, marked) + "</figure>\n")
                .collect(Collectors.joining());
        return "<section>\n<h2>" + knob.title() + "</h2>\n<div class=\"charts\">\n" + charts + "</div>\n"
                + table(knob, ofKnob) + "</section>\n";
    }

    private static String table(Knob knob, List<Point> ofKnob) {
        String head = "<th scope=\"col\">" + knob.title() + "</th>" + items("th scope=\"col\"", Table.COLUMNS);
        String rows = ofKnob.stream()
                .map(Table::cells)
                .map(cells -> "<tr><th scope=\"row\">" + cells.get(0) + "</th>"
                        + items("td", cells.subList(1, cells.size())) + "</tr>\n")
                .collect(Collectors.joining());
        return "<div class=\"scroll\" tabindex=\"0\"><table>\n<caption>Median of " + Plan.ROUNDS
                + " runs each</caption>\n<thead><tr>" + head + "</tr></thead>\n<tbody>\n" + rows
                + "</tbody>\n</table></div>\n";
    }

    private static String items(String tag, List<String> texts) {
        String end = tag.split(" ", 2)[0];
        return texts.stream()
                .map(text -> "<" + tag + ">" + escaped(text) + "</" + end + ">")
                .collect(Collectors.joining());
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}

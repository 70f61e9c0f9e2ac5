package io.tunedzmq.examples.calibrate;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One curve over a knob, as SVG inside a page, coloured by the page's classes. Immutable.
 *
 * @param title what it shows
 * @param unit of the vertical axis
 * @param figure what of a point it shows
 * @param scale multiplied with the figure
 * @param logarithmic whether the vertical axis is
 */
record Chart(String title, String unit, Function<Point, Range> figure, double scale, boolean logarithmic) {
    static final List<Chart> ALL = List.of(
            new Chart("Throughput", "messages/s to each subscriber", Point::perSecond, 1, false),
            new Chart("Drops", "% of the messages published", Point::dropShare, 100, false),
            new Chart("Latency, 99th percentile", "ms, logarithmic", Point::p99Ms, 1, true));

    private static final int WIDTH = 460;
    private static final int HEIGHT = 300;
    private static final int LEFT = 64;
    private static final int RIGHT = 20;
    private static final int TOP = 50;
    private static final int BOTTOM = 56;

    /** A latency below this is drawn at it. */
    private static final double LEAST = 0.001;

    /**
     * The drawing, for readers that see it and, in its title and description, for those that do not.
     *
     * @param marked the value that is recommended
     */
    String svg(Knob knob, List<Point> points, int marked) {
        Axis x = Axis.logarithmic(
                points.get(0).value(), points.get(points.size() - 1).value(), LEFT, WIDTH - RIGHT);
        Axis y = vertical(points);
        StringBuilder svg = new StringBuilder();
        String id = knob.name().toLowerCase(Locale.ROOT) + "-"
                + title.substring(0, 4).toLowerCase(Locale.ROOT);
        add(svg, "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-labelledby=\"%s-t %s-d\">", WIDTH, HEIGHT, id, id);
        add(svg, "<title id=\"%s-t\">%s over %s</title>", id, title, knob.title());
        add(svg, "<desc id=\"%s-d\">%s</desc>", id, description(knob, points));
        grid(svg, x, y, points);
        mark(svg, x, marked);
        curve(svg, x, y, points);
        add(svg, "<text class=\"title\" x=\"%d\" y=\"18\">%s</text>", LEFT, title);
        add(svg, "<text class=\"unit\" x=\"%d\" y=\"34\">%s</text>", LEFT, unit);
        add(
                svg,
                "<text class=\"unit\" x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
                (LEFT + WIDTH - RIGHT) / 2.0,
                HEIGHT - 12,
                axisName(knob));
        return svg.append("</svg>\n").toString();
    }

    private static String axisName(Knob knob) {
        return knob == Knob.HWM ? "HWM in messages for each subscriber, logarithmic" : "I/O threads, logarithmic";
    }

    private Axis vertical(List<Point> points) {
        double most = points.stream()
                .mapToDouble(point -> figure.apply(point).most() * scale)
                .max()
                .orElse(1);
        double least = points.stream()
                .mapToDouble(point -> figure.apply(point).least() * scale)
                .min()
                .orElse(0);
        return logarithmic
                ? Axis.round(Math.max(LEAST, least), Math.max(LEAST, most), HEIGHT - BOTTOM, TOP)
                : Axis.linear(most, HEIGHT - BOTTOM, TOP);
    }

    private String description(Knob knob, List<Point> points) {
        return points.stream()
                .map(point -> String.format(
                        Locale.ROOT,
                        "%s %,d: %s",
                        knob.title(),
                        point.value(),
                        Axis.text(figure.apply(point).median() * scale)))
                .collect(Collectors.joining("; ", "Medians, in " + unit + ". ", "."));
    }

    private static void grid(StringBuilder svg, Axis x, Axis y, List<Point> points) {
        for (double tick : y.ticks()) {
            add(
                    svg,
                    "<line class=\"grid\" x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\"/>",
                    LEFT,
                    y.at(tick),
                    WIDTH - RIGHT,
                    y.at(tick));
            add(
                    svg,
                    "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>",
                    LEFT - 8,
                    y.at(tick) + 4,
                    Axis.text(tick));
        }
        for (Point point : points) {
            add(
                    svg,
                    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
                    x.at(point.value()),
                    HEIGHT - BOTTOM + 18,
                    Axis.text(point.value()));
        }
    }

    private static void mark(StringBuilder svg, Axis x, int marked) {
        add(
                svg,
                "<line class=\"mark\" x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\"/>",
                x.at(marked),
                TOP,
                x.at(marked),
                HEIGHT - BOTTOM);
    }

    private void curve(StringBuilder svg, Axis x, Axis y, List<Point> points) {
        String line = points.stream()
                .map(point -> String.format(
                        Locale.ROOT,
                        "%.1f,%.1f",
                        x.at(point.value()),
                        y.at(at(figure.apply(point).median()))))
                .collect(Collectors.joining(" "));
        add(svg, "<polyline class=\"curve\" points=\"%s\"/>", line);
        for (Point point : points) {
            Range range = figure.apply(point);
            double column = x.at(point.value());
            add(
                    svg,
                    "<line class=\"spread\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>",
                    column,
                    y.at(at(range.least())),
                    column,
                    y.at(at(range.most())));
            add(
                    svg,
                    "<circle class=\"point\" cx=\"%.1f\" cy=\"%.1f\" r=\"4\"><title>%,d: %s (%s to %s)</title></circle>",
                    column,
                    y.at(at(range.median())),
                    point.value(),
                    Axis.text(range.median() * scale),
                    Axis.text(range.least() * scale),
                    Axis.text(range.most() * scale));
        }
    }

    private double at(double value) {
        return logarithmic ? Math.max(LEAST, value * scale) : value * scale;
    }

    private static void add(StringBuilder text, String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}

package io.tunedzmq.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A line chart with logarithmic axes, as SVG that needs nothing from outside. */
final class Chart {
    private static final String[] COLOURS = {"#0b6e4f", "#c8553d", "#4a6fa5", "#8d6a9f", "#b08900", "#5c5c5c", "#1f8a9e"
    };
    private static final int WIDTH = 760;
    private static final int HEIGHT = 420;
    private static final int LEFT = 70;
    private static final int RIGHT = 190;
    private static final int TOP = 50;
    private static final int BOTTOM = 60;

    /** A point of a line, in the units of the axes. */
    record Point(double x, double y) {}

    private record Line(String name, List<Point> points, int colour, boolean dashed) {}

    private final String title;
    private final String xName;
    private final String yName;
    private final List<Line> lines = new ArrayList<>();

    Chart(String title, String xName, String yName) {
        this.title = title;
        this.xName = xName;
        this.yName = yName;
    }

    /** Adds a line; lines of one colour belong together. */
    void line(String name, int colour, boolean dashed, List<Point> points) {
        if (!points.isEmpty()) {
            lines.add(new Line(name, List.copyOf(points), colour, dashed));
        }
    }

    String svg() {
        List<Point> all = lines.stream().flatMap(line -> line.points().stream()).toList();
        Axis x = Axis.over(all.stream().mapToDouble(Point::x).toArray(), LEFT, WIDTH - RIGHT);
        Axis y = Axis.over(all.stream().mapToDouble(Point::y).toArray(), HEIGHT - BOTTOM, TOP);
        StringBuilder svg = new StringBuilder();
        add(
                svg,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" "
                        + "font-size=\"12\" role=\"img\">",
                WIDTH,
                HEIGHT);
        add(svg, "<title>%s</title>", title);
        add(svg, "<rect width=\"%d\" height=\"%d\" fill=\"white\"/>", WIDTH, HEIGHT);
        add(svg, "<text x=\"%d\" y=\"24\" font-size=\"15\" font-weight=\"bold\">%s</text>", LEFT, title);
        for (double tick : x.ticks()) {
            add(
                    svg,
                    "<line x1=\"%1$.1f\" y1=\"%2$d\" x2=\"%1$.1f\" y2=\"%3$d\" stroke=\"#ddd\"/>",
                    x.at(tick),
                    TOP,
                    HEIGHT - BOTTOM);
            add(
                    svg,
                    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
                    x.at(tick),
                    HEIGHT - BOTTOM + 18,
                    number(tick));
        }
        for (double tick : y.ticks()) {
            add(
                    svg,
                    "<line x1=\"%1$d\" y1=\"%2$.1f\" x2=\"%3$d\" y2=\"%2$.1f\" stroke=\"#ddd\"/>",
                    LEFT,
                    y.at(tick),
                    WIDTH - RIGHT);
            add(svg, "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>", LEFT - 8, y.at(tick) + 4, number(tick));
        }
        add(
                svg,
                "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>",
                (LEFT + WIDTH - RIGHT) / 2,
                HEIGHT - 16,
                xName);
        add(
                svg,
                "<text transform=\"translate(18 %d) rotate(-90)\" text-anchor=\"middle\">%s</text>",
                (TOP + HEIGHT - BOTTOM) / 2,
                yName);
        int row = 0;
        for (Line line : lines) {
            draw(svg, line, x, y, row++);
        }
        return svg.append("</svg>\n").toString();
    }

    private static void draw(StringBuilder svg, Line line, Axis x, Axis y, int row) {
        String colour = COLOURS[line.colour() % COLOURS.length];
        String dash = line.dashed() ? " stroke-dasharray=\"6 4\"" : "";
        StringBuilder points = new StringBuilder();
        line.points().forEach(point -> add(points, "%.1f,%.1f", x.at(point.x()), y.at(point.y())));
        add(
                svg,
                "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"%s/>",
                points.toString().trim().replace('\n', ' '),
                colour,
                dash);
        for (Point point : line.points()) {
            add(svg, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>", x.at(point.x()), y.at(point.y()), colour);
        }
        int at = TOP + 10 + 20 * row;
        int from = WIDTH - RIGHT + 14;
        add(
                svg,
                "<line x1=\"%1$d\" y1=\"%2$d\" x2=\"%3$d\" y2=\"%2$d\" stroke=\"%4$s\" stroke-width=\"2\"%5$s/>",
                from,
                at,
                from + 26,
                colour,
                dash);
        add(svg, "<text x=\"%d\" y=\"%d\">%s</text>", from + 32, at + 4, line.name());
    }

    private static void add(StringBuilder text, String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    private static String number(double value) {
        if (value >= 1_000_000) {
            return String.format(Locale.ROOT, "%.0f M", value / 1e6);
        }
        if (value >= 10_000) {
            return String.format(Locale.ROOT, "%.0f k", value / 1e3);
        }
        return value >= 1 ? String.format(Locale.ROOT, "%.0f", value) : Double.toString(value);
    }

    /** A logarithmic axis from a power of ten to another, on pixels. */
    private record Axis(int low, int high, int from, int to) {
        static Axis over(double[] values, int from, int to) {
            double least = Double.MAX_VALUE;
            double most = 0;
            for (double value : values) {
                least = Math.min(least, value);
                most = Math.max(most, value);
            }
            int low = (int) Math.floor(Math.log10(least));
            return new Axis(low, Math.max(low + 1, (int) Math.ceil(Math.log10(most))), from, to);
        }

        double at(double value) {
            return from + (Math.log10(value) - low) / (high - low) * (to - from);
        }

        double[] ticks() {
            double[] ticks = new double[high - low + 1];
            for (int i = 0; i < ticks.length; i++) {
                ticks[i] = Math.pow(10, low + i);
            }
            return ticks;
        }
    }
}

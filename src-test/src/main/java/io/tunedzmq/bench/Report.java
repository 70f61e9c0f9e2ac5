package io.tunedzmq.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs everything and writes the document with the figures and its two pictures. */
final class Report {
    private final Throughput throughput;
    private final Latency latency;
    private final Blast blast;
    private final int rounds;
    private final StringBuilder text = new StringBuilder();

    Report(Throughput throughput, Latency latency, Blast blast, int rounds) {
        this.throughput = throughput;
        this.latency = latency;
        this.blast = blast;
        this.rounds = rounds;
    }

    void write(Path folder) throws Exception {
        add("# Benchmarks%n");
        add(
                "This file and its pictures are written by `mvn -q -Pbench -DskipTests verify -Dbench.args=\"report %d PATH\"`, where",
                rounds);
        add("PATH is the folder of this file. All figures are of one run.%n");
        add(
                "%s: %s. Loopback, publisher and subscribers in one process, everything else at its default.",
                LocalDate.now(ZoneOffset.UTC), Machine.text());
        add(
                "Every load is run by all contenders in turn, %d times after %d rounds to warm up; a figure is the median, with the",
                rounds, Throughput.WARM_UP);
        add(
                "least and the most behind it. *Ratio* is the median of the ratios of the same round: how many times more messages");
        add("tunedzmq carries. Every run checks that each subscriber received every message once and in order.%n");
        add(
                "Contenders: **tunedzmq** with `block()`; **plain JeroMQ** at its best, XPUB with NODROP, one frame a message, no");
        add("sequence; **libzmq** the same in C; **Aeron UDP** unicast with an embedded driver and");
        add(
                "its default datagrams of 1,408 bytes, **Aeron jumbo** with the 65,504 that only loopback takes; **NATS** core with its server;");
        add("**plain TCP**, a socket with 64 KiB writes, the limit.%n");
        sizes(folder);
        table("Subscribers", "64 bytes, one publisher, rates for each subscriber", Axes.SUBSCRIBERS);
        table("Publishing threads", "64 bytes, one publisher shared by four threads", List.of(Axes.FOUR_THREADS));
        table("Topics", "64 bytes, 1 -> 1, topics in turn", Axes.TOPICS);
        table("I/O threads", "64 bytes; the other tables have 2", Axes.IO_THREADS);
        add("## Full speed at default high water marks%n");
        Blast.Row row = blast.run();
        add(
                "3,000,000 messages of 64 bytes. A plain PUB calls all of them sent; %s %% arrive, %s million a second.",
                row.plainPercent().text(".1f"), row.plainMillions().text(".2f"));
        add(
                "tunedzmq with `block()` delivers all of them, %s million a second: %s times as many.%n",
                row.tunedMillions().text(".2f"), row.ratio().text(".1f"));
        latency(folder);
        wire();
        text.append(System.lineSeparator()).append(resource("processes.md"));
        Files.writeString(folder.resolve("benchmarks.md"), text);
    }

    private void sizes(Path folder) throws Exception {
        List<List<Throughput.Row>> all = table("Message size", "1 -> 1", Axes.SIZES);
        add("![Throughput over message size](throughput.svg)%n");
        Chart chart = new Chart("Throughput, 1 -> 1", "payload in bytes", "messages per second");
        List<String> names = all.get(0).stream().map(Throughput.Row::name).toList();
        for (String name : names) {
            List<Chart.Point> points = new ArrayList<>();
            for (int i = 0; i < all.size(); i++) {
                int bytes = Axes.SIZES.get(i).bytes();
                all.get(i).stream()
                        .filter(row -> row.name().equals(name))
                        .forEach(row ->
                                points.add(new Chart.Point(bytes, row.millions().median() * 1e6)));
            }
            chart.line(name, names.indexOf(name), false, points);
        }
        Files.writeString(folder.resolve("throughput.svg"), chart.svg());
    }

    private List<List<Throughput.Row>> table(String title, String what, List<Load> loads) throws Exception {
        add("## %s%n", title);
        add("%s.%n", what);
        add("| load | contender | million messages/s | ratio | bytes allocated for a message |");
        add("|---|---|---|---|---|");
        List<List<Throughput.Row>> all = new ArrayList<>();
        for (Load load : loads) {
            List<Throughput.Row> rows = throughput.run(load);
            all.add(rows);
            for (Throughput.Row row : rows) {
                add(
                        "| %s | %s | %s | %s | %s |",
                        load.text(),
                        row.name(),
                        row.millions().text(load.bytes() > 10_000 ? ".4f" : ".3f"),
                        row.ratio().text(".2f"),
                        Double.isNaN(row.allocated().median())
                                ? "unknown"
                                : String.format(
                                        Locale.ROOT, "%,.0f", row.allocated().median()));
            }
        }
        add("");
        return all;
    }

    private void latency(Path folder) throws Exception {
        add("## Latency%n");
        add(
                "64 bytes, 1 -> 1, in microseconds from the moment at which a message was due to be sent: what is late because the");
        add("publisher was held up counts as late, except for what its sleep between messages took too long.%n");
        add("| messages/s | contender | p50 | p99 | p99.9 | p50 ratio | p99 ratio |");
        add("|---|---|---|---|---|---|---|");
        List<Latency.Row> all = new ArrayList<>();
        for (int rate : Axes.RATES) {
            for (Latency.Row row : latency.run(rate)) {
                all.add(row);
                add(
                        "| %,d | %s | %s | %s | %s | %s | %s |",
                        rate,
                        row.name(),
                        row.p50().text(".0f"),
                        row.p99().text(".0f"),
                        row.p999().text(".0f"),
                        row.p50Ratio().text(".2f"),
                        row.p99Ratio().text(".2f"));
            }
        }
        add("%n![Latency over rate](latency.svg)");
        Chart chart = new Chart("Latency, 64 bytes, 1 -> 1", "messages per second", "microseconds");
        List<String> names = all.stream().map(Latency.Row::name).distinct().toList();
        for (String name : names) {
            chart.line(
                    name + " p50",
                    names.indexOf(name),
                    false,
                    points(all, name, row -> row.p50().median()));
            chart.line(
                    name + " p99",
                    names.indexOf(name),
                    true,
                    points(all, name, row -> row.p99().median()));
        }
        Files.writeString(folder.resolve("latency.svg"), chart.svg());
    }

    private void wire() throws RunnerException {
        add("%n## Wire format%n");
        add(
                "Without a socket, by JMH, in nanoseconds, mean and half of its 99.9 %% confidence interval: to encode and decode a");
        add("message; to check a frame of 64 KiB and account for all its messages at once.%n");
        add("| step | payload in bytes | ns |");
        add("|---|---|---|");
        Options options = new OptionsBuilder()
                .include(WireBenchmark.class.getSimpleName())
                .build();
        for (RunResult run : new Runner(options).run()) {
            Result<?> result = run.getPrimaryResult();
            add(
                    "| %s | %s | %.2f \u00b1 %.2f |",
                    result.getLabel(), run.getParams().getParam("bytes"), result.getScore(), result.getScoreError());
        }
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Report.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static List<Chart.Point> points(List<Latency.Row> rows, String name, ToDoubleFunction<Latency.Row> figure) {
        return rows.stream()
                .filter(row -> row.name().equals(name))
                .map(row -> new Chart.Point(row.rate(), figure.applyAsDouble(row)))
                .toList();
    }

    private void add(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format + "%n", values));
    }
}

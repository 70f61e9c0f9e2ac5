package io.tunedzmq.bench;

import java.nio.file.Path;
import java.util.List;

/**
 * Runs benchmarks by name and prints their figures with machine, versions and settings.
 *
 * <p>{@code mvn -q -Pbench -DskipTests verify -Dbench.args="quick 5"}: the name of a benchmark, and the rounds to
 * measure. {@code report} runs everything and writes {@code core/docs/benchmarks.md} and its pictures.
 */
public final class Benchmarks {
    private Benchmarks() {}

    public static void main(String[] args) throws Exception {
        String which = args.length > 0 ? args[0] : "quick";
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
        List<Contender> contenders = List.of(
                new Tuned(),
                new PlainJeromq(),
                new Libzmq(),
                new Aeron(Aeron.DEFAULT_MTU),
                new Aeron(Aeron.LONGEST_MTU),
                new Nats(),
                new Tcp());
        System.out.println(Machine.text() + ", " + rounds + " rounds in turn: median (least to most)");
        for (Contender contender : contenders) {
            if (!contender.missing().isEmpty()) {
                System.out.println("skipped: " + contender.name() + ": " + contender.missing());
            }
        }
        Throughput throughput = new Throughput(contenders, rounds, System.out);
        Latency latency = new Latency(List.of(new Tuned(), new PlainJeromq()), rounds, System.out);
        Blast blast = new Blast(rounds, System.out);
        switch (which) {
            case "quick" -> throughput.run(Axes.ONE_TO_ONE);
            case "goals" -> {
                for (Load load : Axes.goals()) {
                    throughput.run(load);
                }
                blast.run();
                latency.run(1_000);
                latency.run(400_000);
            }
            case "throughput" -> {
                for (Load load : Axes.all()) {
                    throughput.run(load);
                }
            }
            case "latency" -> {
                for (int rate : args.length > 2 ? new int[] {Integer.parseInt(args[2])} : Axes.RATES) {
                    latency.run(rate);
                }
            }
            case "blast" -> blast.run();
            case "io" -> new IoThreadCost(rounds, System.out).run();
            case "diagnosis" -> new DiagnosisCost(rounds, System.out).run();
            case "reports" -> new ReportCost(rounds, System.out).run();
            case "wire" -> org.openjdk.jmh.Main.main(new String[] {WireBenchmark.class.getSimpleName()});
            case "report" -> new Report(throughput, latency, blast, rounds).write(Path.of(args[2]));
            default ->
                throw new IllegalArgumentException(
                        "benchmark: " + which
                                + " (expected: quick, goals, throughput, latency, blast, io, diagnosis, reports, wire or report)");
        }
        System.exit(0); // Not before: a peer that fails to end its threads would keep us.
    }
}

package io.tunedzmq.bench;

import java.util.List;
import java.util.Locale;

/**
 * Runs benchmarks by name and prints their figures with machine, versions and settings.
 *
 * <p>{@code mvn -q -Pbench -DskipTests verify -Dbench.args="throughput 5"}: the name of a benchmark, or nothing for all, and
 * the rounds to measure.
 */
public final class Benchmarks {
    private Benchmarks() {}

    public static void main(String[] args) throws Exception {
        String which = args.length > 0 ? args[0] : "all";
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
        System.out.printf(
                Locale.ROOT,
                "%s %s, %s, %d CPUs, heap %d MiB, JeroMQ 0.6.0, %d rounds in turn: median (least to most)%n%n",
                System.getProperty("java.vm.name"),
                System.getProperty("java.vm.version"),
                System.getProperty("os.name") + " " + System.getProperty("os.arch"),
                Runtime.getRuntime().availableProcessors(),
                Runtime.getRuntime().maxMemory() >> 20,
                rounds);
        Throughput throughput = new Throughput(List.of(new Tuned(), new PlainJeromq(), new Tcp()), rounds, System.out);
        switch (which) {
            case "all", "throughput" -> {
                throughput.run(Load.of(64, 3_000_000));
                throughput.run(Load.of(64, 1_000_000).subscribers(4));
                throughput.run(Load.of(64, 2_000_000).threads(4));
                throughput.run(Load.of(1_024, 500_000));
                throughput.run(Load.of(64, 1_000_000).topics(100));
                throughput.run(Load.of(65_536, 20_000));
            }
            case "quick" -> throughput.run(Load.of(64, 3_000_000));
            default ->
                throw new IllegalArgumentException("benchmark: " + which + " (expected: all, throughput or quick)");
        }
    }
}

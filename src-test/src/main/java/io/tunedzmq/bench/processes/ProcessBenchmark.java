package io.tunedzmq.bench.processes;

import io.tunedzmq.bench.Machine;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What does a user get? {@code mvn -q -Pbench,processes -DskipTests verify -Dbench.args="--pairs 5 --topics 1,100"}.
 * The options are in {@code core/docs/benchmarks.md}.
 */
public final class ProcessBenchmark {
    private final List<Candidate> candidates;
    private final int pairs;
    private final PrintStream out;

    private ProcessBenchmark(List<Candidate> candidates, int pairs, PrintStream out) {
        this.candidates = candidates;
        this.pairs = pairs;
        this.out = out;
    }

    public static void main(String[] args) throws Exception {
        run(List.of(args), System.out);
    }

    /** Runs all setups, prints every run and at the end the tables; fails if a message was lost, twice or wrong. */
    static void run(List<String> args, PrintStream out) throws IOException {
        Map<String, String> values = Arguments.byName(args);
        int pairs = Arguments.number("pairs", taken(values, "pairs", "1"), 1, 1_000);
        List<Candidate> candidates = new ArrayList<>();
        for (String name : taken(values, "contenders", "tunedzmq,plain").split(",", -1)) {
            candidates.add(Candidate.of(Carrier.of(name)));
        }
        String old = taken(values, "old", "");
        if (!old.isEmpty()) {
            candidates.add(Candidate.old(Path.of(old)));
        }
        List<Setup> setups = Setup.combinations(values);
        ProcessBenchmark benchmark = new ProcessBenchmark(candidates, pairs, out);
        out.println(LocalDate.now(ZoneOffset.UTC) + ": " + Machine.platform() + ", `" + String.join(" ", args) + "`");
        out.println();
        List<Comparison> comparisons = new ArrayList<>();
        for (Setup setup : setups) {
            comparisons.add(benchmark.compare(setup));
        }
        benchmark.print(comparisons);
    }

    private static String taken(Map<String, String> values, String name, String otherwise) {
        String value = values.remove(name);
        return value == null ? otherwise : value;
    }

    private Comparison compare(Setup setup) throws IOException {
        List<List<Round>> rounds = new ArrayList<>();
        candidates.forEach(candidate -> rounds.add(new ArrayList<>()));
        for (int pair = 1; pair <= pairs; pair++) {
            for (int i = 0; i < candidates.size(); i++) {
                Round round = Run.of(candidates.get(i), setup);
                rounds.get(i).add(round);
                out.println(candidates.get(i).name() + ", " + setup.text() + ", pair " + pair + ":");
                out.println(round);
                out.flush();
            }
        }
        return new Comparison(setup, candidates, rounds);
    }

    private void print(List<Comparison> all) {
        List<Comparison> full = all.stream()
                .filter(comparison -> comparison.setup().rate() == 0)
                .toList();
        List<Comparison> paced =
                all.stream().filter(comparison -> comparison.setup().rate() > 0).toList();
        if (!full.isEmpty()) {
            titled(
                    "Messages for each subscriber, median from the fifth second on (least to most of the pairs); the ratio is the first "
                            + "contender's to this one's",
                    Tables.rates(full));
            titled("Million messages of each second, median of the pairs (ratio)", Tables.seconds(full));
        }
        if (!paced.isEmpty()) {
            titled("One way, microseconds, second half of the time", Tables.delays(paced));
        }
        titled("Each process", Tables.usages(all));
    }

    private void titled(String title, String table) {
        out.println();
        out.println(title + ":");
        out.println();
        out.println(table);
        out.flush();
    }
}

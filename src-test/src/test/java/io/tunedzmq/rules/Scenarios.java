package io.tunedzmq.rules;

import io.tunedzmq.diagnosis.Diagnosis;
import io.tunedzmq.diagnosis.Symptom;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Every cause brought about on loopback, and loads that are fine. As a program it repeats them and prints how often the
 * diagnosis was right, what came first instead, and in how many runs something else was found besides the right one:
 *
 * <pre>java [-Dscenario.window=10] -cp ... io.tunedzmq.rules.Scenarios 20 [part of a name ...]</pre>
 */
final class Scenarios {
    private Scenarios() {}

    static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>(Losses.all());
        all.addAll(Parts.all());
        all.addAll(MemoryShortages.all());
        all.addAll(StockSubscribers.all());
        all.addAll(Machines.all());
        all.addAll(Risks.all());
        all.addAll(WrongPeers.all());
        all.addAll(Healthy.all());
        return all;
    }

    public static void main(String[] args) {
        int times = args.length > 0 ? Integer.parseInt(args[0]) : 20;
        List<String> parts = args.length > 1 ? List.of(args).subList(1, args.length) : List.of("");
        List<Scenario> all = all();
        for (String part : parts) {
            if (all.stream().noneMatch(scenario -> scenario.name().contains(part))) {
                System.err.println("part of a name: " + part + " (expected: of one of these)");
                all.forEach(scenario -> System.err.println("  " + scenario));
                System.exit(1);
            }
        }
        all.removeIf(scenario -> parts.stream().noneMatch(scenario.name()::contains));
        System.out.printf(
                Locale.ROOT,
                "%-36s %-24s %8s  %-28s  %s%n",
                "scenario",
                "expected first",
                "right",
                "instead",
                "besides");
        for (Scenario scenario : all) {
            Count count = new Count(scenario);
            for (int i = 0; i < times; i++) {
                count.run();
            }
            System.out.println(count.row(times));
        }
    }

    /** How often a scenario was diagnosed right, what came instead, and what else was found where it was right. */
    private static final class Count {
        private final Scenario scenario;
        private int right;
        private final Map<String, Integer> instead = new TreeMap<>();
        private final Map<String, Integer> besides = new TreeMap<>();

        Count(Scenario scenario) {
            this.scenario = scenario;
        }

        void run() {
            try {
                judge(scenario.run().diagnose());
            } catch (Exception | Error e) { // Loads fail with an AssertionError.
                instead.merge(e.getClass().getSimpleName(), 1, Integer::sum);
                System.err.println(scenario.name() + ":");
                e.printStackTrace();
            }
        }

        private void judge(Diagnosis diagnosis) {
            List<String> found = diagnosis.findings().stream()
                    .map(finding -> finding.symptom().name())
                    .toList();
            if (scenario.isRight(diagnosis)) {
                right++;
                found.stream().skip(1).distinct().forEach(other -> besides.merge(other, 1, Integer::sum));
            } else {
                instead.merge(found.isEmpty() ? "nothing" : String.join(" + ", found), 1, Integer::sum);
                System.err.println(scenario.name() + ": " + diagnosis + "\n");
            }
        }

        String row(int times) {
            return String.format(
                            Locale.ROOT,
                            "%-36s %-24s %3d of %d  %-28s  %s",
                            scenario.name(),
                            scenario.expected().map(Symptom::name).orElse("none"),
                            right,
                            times,
                            instead.isEmpty() ? "" : instead,
                            besides.isEmpty() ? "" : besides)
                    .stripTrailing();
        }
    }
}

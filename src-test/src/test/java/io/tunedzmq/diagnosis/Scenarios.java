package io.tunedzmq.diagnosis;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Every cause brought about on loopback, and loads that are fine. As a program it repeats them and prints how often the
 * diagnosis was right:
 *
 * <pre>java -cp ... io.tunedzmq.diagnosis.Scenarios 20 [part of a name ...]</pre>
 */
final class Scenarios {
    private Scenarios() {}

    static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>(Losses.all());
        all.addAll(Risks.all());
        all.addAll(Healthy.all());
        return all;
    }

    public static void main(String[] args) throws Exception {
        int times = args.length > 0 ? Integer.parseInt(args[0]) : 20;
        List<String> parts = args.length > 1 ? List.of(args).subList(1, args.length) : List.of("");
        List<Scenario> all = all();
        all.removeIf(scenario -> parts.stream().noneMatch(scenario.name()::contains));
        System.out.printf(Locale.ROOT, "%-36s %-24s %8s  %s%n", "scenario", "expected first", "right", "instead");
        for (Scenario scenario : all) {
            int right = 0;
            Map<String, Integer> instead = new TreeMap<>();
            for (int i = 0; i < times; i++) {
                Diagnosis diagnosis = scenario.run().diagnose();
                if (scenario.isRight(diagnosis)) {
                    right++;
                } else {
                    instead.merge(
                            diagnosis.findings().stream()
                                    .map(finding -> finding.symptom().name())
                                    .findFirst()
                                    .orElse("nothing"),
                            1,
                            Integer::sum);
                    System.err.println(scenario.name() + ": " + diagnosis + "\n"
                            + diagnosis.window().sampled() + "\n");
                }
            }
            System.out.printf(
                    Locale.ROOT,
                    "%-36s %-24s %3d of %d  %s%n",
                    scenario.name(),
                    scenario.expected().map(Symptom::name).orElse("none"),
                    right,
                    times,
                    instead.isEmpty() ? "" : instead);
        }
    }
}

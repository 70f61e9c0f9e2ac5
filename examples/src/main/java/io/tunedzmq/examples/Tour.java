package io.tunedzmq.examples;

import io.tunedzmq.diagnosis.Diagnosis;
import io.tunedzmq.diagnosis.Finding;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Brings about each cause of loss, shows its diagnosis, applies the fix and shows the difference. */
@Command(
        name = "tour",
        header = "Brings about each cause of loss, diagnoses it, applies the fix, and shows before and after.",
        description = "Everything in this process, over loopback. Ends within two minutes.")
final class Tour extends Cli {
    @Option(
            names = "--only",
            paramLabel = "TEXT",
            description = "Only the causes whose title contains it, whatever the case.")
    private String only = "";

    /** Runs the tour; see {@code --help}. */
    public static void main(String... args) {
        run(new Tour(), args);
    }

    @Override
    public Integer call() throws Exception {
        PrintStream out = System.out;
        List<TourStop> stops = TourStops.all().stream()
                .filter(stop -> stop.title().toLowerCase(Locale.ROOT).contains(only.toLowerCase(Locale.ROOT)))
                .toList();
        if (stops.isEmpty()) {
            throw refused("--only: " + only + " (expected: a part of one of "
                    + TourStops.all().stream().map(TourStop::title).toList() + ")");
        }
        List<String> table = new ArrayList<>();
        for (TourStop stop : stops) {
            table.add(visit(stop, out));
        }
        out.printf(
                Locale.ROOT,
                "%n%-30s %-22s %-18s %-18s %s%n",
                "cause",
                "found",
                "arrived before",
                "arrived after",
                "found after");
        table.forEach(out::println);
        return 0;
    }

    private static String visit(TourStop stop, PrintStream out) throws Exception {
        out.printf(Locale.ROOT, "%n== %s ==%n", stop.title());
        Diagnosis before = stop.run().diagnose(Optional.empty());
        Optional<Finding> finding = before.findings().stream().findFirst();
        out.println(finding.map(Finding::toString).orElse("Nothing wrong."));
        if (finding.isEmpty()) {
            return row(stop, before, "-", "-");
        }
        out.printf(Locale.ROOT, "-- applied: %s --%n", stop.applied());
        Diagnosis after = stop.run().diagnose(finding);
        out.println(after.findings().stream().findFirst().map(Finding::toString).orElse("Nothing wrong."));
        return row(stop, before, TourStop.arrived(after), TourStop.first(after));
    }

    private static String row(TourStop stop, Diagnosis before, String arrivedAfter, String foundAfter) {
        return String.format(
                Locale.ROOT,
                "%-30s %-22s %-18s %-18s %s",
                stop.title(),
                TourStop.first(before),
                TourStop.arrived(before),
                arrivedAfter,
                foundAfter);
    }
}

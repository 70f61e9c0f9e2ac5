package io.tunedzmq.examples;

import io.tunedzmq.diagnosis.Diagnosis;
import io.tunedzmq.diagnosis.Finding;
import io.tunedzmq.examples.calibrate.StatusLine;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;

/** Brings about each cause of loss, shows its diagnosis, applies the fix and shows the difference. */
@Command(
        name = "tour",
        header = "Brings about each cause of loss, diagnoses it, applies the fix, and shows before and after.",
        description = "Everything in this process, over loopback. Ends within two minutes.")
final class Tour extends Cli {
    private static final int SHOW_MILLIS = 200;

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

    private String visit(TourStop stop, PrintStream out) throws Exception {
        out.printf(Locale.ROOT, "%n== %s ==%n", stop.title());
        Diagnosis before = run(stop, "before", Optional.empty());
        Optional<Finding> finding = before.findings().stream().findFirst();
        out.println(finding.map(Finding::toString).orElse("Nothing wrong."));
        if (finding.isEmpty()) {
            return row(stop, before, "-", "-");
        }
        out.printf(Locale.ROOT, "-- applied: %s --%n", stop.applied().apply(finding));
        Diagnosis after = run(stop, "after", finding);
        out.println(after.findings().stream().findFirst().map(Finding::toString).orElse("Nothing wrong."));
        return row(stop, before, TourStop.arrived(after), TourStop.first(after));
    }

    /** Runs it and says that it does: one of them searches for its load for half a minute. */
    private Diagnosis run(TourStop stop, String when, Optional<Finding> fix) throws Exception {
        FutureTask<Diagnosis> task = new FutureTask<>(() -> stop.run().diagnose(fix));
        Threads.start("stop", task);
        // Java 22 to 24 have a System.console() without a terminal too; picocli knows the difference.
        StatusLine progress = new StatusLine(System.err, Ansi.AUTO.enabled(), columns());
        long startNs = System.nanoTime();
        String phase = stop.title() + ", " + when;
        try {
            while (true) {
                long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNs);
                progress.show(phase, phase + ": loading and observing, " + seconds + " s");
                try {
                    return task.get(SHOW_MILLIS, TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    // Not yet.
                }
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } finally {
            progress.clear();
        }
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

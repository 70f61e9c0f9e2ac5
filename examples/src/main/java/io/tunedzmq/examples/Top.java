package io.tunedzmq.examples;

import io.tunedzmq.examples.top.Connection;
import io.tunedzmq.examples.top.Json;
import io.tunedzmq.examples.top.Live;
import io.tunedzmq.examples.top.Printed;
import io.tunedzmq.examples.top.Snapshot;
import io.tunedzmq.examples.top.Sort;
import io.tunedzmq.examples.top.Watched;
import java.io.IOException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what the publishers and subscribers of a running process do. */
@Command(
        name = "top",
        header = "Shows what the publishers, subscribers and I/O threads of a running process do.",
        description = {
            "The process needs jmx(true) on the builder of its TunedContext. It is only read, over JMX: no socket is "
                    + "opened to its publishers.",
            "On a terminal the table stays in place; keys: s sorts by another column, p pauses, d diagnoses, q quits. "
                    + "Elsewhere each table follows the one before. +TOP counts what was dropped since this began."
        },
        footer = {
            "",
            "Examples:",
            "  top 4242",
            "  top --once --sort dropped 4242",
            "  top --json --interval 10 feed.example.com:9010"
        })
final class Top extends Cli {
    private static final double LEAST_SECONDS = 0.2;
    private static final double MOST_SECONDS = 3_600;
    private static final String ANSWER_MILLIS = "30000";
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Parameters(
            index = "0",
            paramLabel = "TARGET",
            description = "Process id on this host, HOST:PORT of a port of JMX, or an address service:jmx:...")
    private String target = "";

    @Option(names = "--once", description = "Print one table, of one second, and end.")
    private boolean once;

    @Option(names = "--json", description = "Print each sample as a line of JSON.")
    private boolean json;

    @Option(
            names = "--interval",
            paramLabel = "SECONDS",
            description = "From sample to sample. Default: ${DEFAULT-VALUE}.")
    private double seconds = 1;

    @Option(
            names = "--sort",
            paramLabel = "COLUMN",
            description = "Which come first: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Sort sort = Sort.RATE;

    /** Shows it; see {@code --help}. */
    public static void main(String... args) {
        // A process that stands still would hold a table that is printed, and the end of this one, for ever.
        System.setProperty("sun.rmi.transport.tcp.responseTimeout", ANSWER_MILLIS);
        run(new Top(), args);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!(seconds >= LEAST_SECONDS && seconds <= MOST_SECONDS)) {
            throw refused("--interval: " + seconds + " (expected: 0.2 to 3600)");
        }
        Duration interval = once ? SECOND : Duration.ofMillis(Math.round(seconds * SECOND.toMillis()));
        try (Connection connection = Connection.open(target)) {
            Watched watched = connection.watched();
            if (once || json || !Live.show(watched, interval, sort)) {
                print(watched, interval);
            }
        }
        return 0;
    }

    /** Ends with the process that is watched, with Ctrl-C, or with the first table. */
    private void print(Watched watched, Duration interval) throws IOException, InterruptedException {
        long dueNs = System.nanoTime();
        // Rates need one before.
        watched.sample();
        do {
            dueNs += interval.toNanos();
            TimeUnit.NANOSECONDS.sleep(dueNs - System.nanoTime());
            Snapshot snapshot = watched.sample();
            System.out.print(json ? Json.of(snapshot) + System.lineSeparator() : table(snapshot));
        } while (!once && !System.out.checkError());
    }

    /** A line between two of them. */
    private String table(Snapshot snapshot) {
        String table = Printed.of(snapshot, columns(), sort, ZoneId.systemDefault());
        return once ? table : table + System.lineSeparator();
    }
}

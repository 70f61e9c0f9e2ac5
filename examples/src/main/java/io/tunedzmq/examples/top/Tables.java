package io.tunedzmq.examples.top;

import java.util.List;
import java.util.function.Function;

/** What stands in which column. Ranks say what goes first on a narrow screen. */
final class Tables {
    static final Table PUBLISHERS = new Table(
            "PUBLISHER",
            List.of(
                    new Column(1, "RATE/s", row -> Text.rate(row.rate())),
                    new Column(2, "DROPPED", count("Dropped")),
                    new Column(3, "+TOP", row -> Text.count(row.sinceStart("Dropped"))),
                    new Column(9, "REFUSED", count("Refused")),
                    new Column(4, "BEHIND", count("Behind")),
                    new Column(7, "LAG", seconds("LagSeconds")),
                    new Column(5, "QUEUE", Tables::queue),
                    new Column(6, "STALLS", count("Stalls")),
                    new Column(8, "STALLED", row -> Text.percent(row.perSecond("StalledSeconds"))),
                    new Column(10, "SUBS", count("Subscribers"))),
            Row::losing);

    static final Table SUBSCRIBERS = new Table(
            "SUBSCRIBER",
            List.of(
                    new Column(1, "RATE/s", row -> Text.rate(row.rate())),
                    new Column(2, "DROPPED", count("Dropped")),
                    new Column(3, "+TOP", row -> Text.count(row.sinceStart("Dropped"))),
                    new Column(8, "GAPS", count("Gaps")),
                    new Column(4, "LAG", seconds("LagSeconds")),
                    new Column(5, "QUEUE", row -> Text.bytes(row.now().number("QueuedBytes"))),
                    new Column(7, "SLOW", count("SlowEpisodes")),
                    new Column(6, "CONN", count("Connections")),
                    new Column(9, "READY", row -> row.now().is("Ready") ? "yes" : "no")),
            Row::losing);

    private Tables() {}

    /** @param bar how many cells show a whole CPU */
    static Table ioThreads(int bar) {
        return new Table(
                "I/O THREAD",
                List.of(
                        new Column(1, "CPU", row -> Text.percent(row.perSecond("CpuSeconds"))),
                        new Column(3, "", row -> Text.bar(row.perSecond("CpuSeconds"), bar)),
                        new Column(2, "CONNECTIONS", count("Connections")),
                        new Column(4, "ALIVE", row -> row.now().is("Alive") ? "yes" : "NO")),
                row -> !row.now().is("Alive"));
    }

    private static String queue(Row row) {
        return Text.bytes(row.now().number("QueuedBytes")) + (row.now().is("Full") ? " FULL" : "");
    }

    private static Function<Row, String> count(String attribute) {
        return row -> Text.count(row.now().number(attribute));
    }

    private static Function<Row, String> seconds(String attribute) {
        return row -> Text.seconds(row.now().number(attribute));
    }
}

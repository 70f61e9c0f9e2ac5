package io.tunedzmq.examples;

import io.tunedzmq.config.OverflowPolicy;
import io.tunedzmq.examples.calibrate.StatusLine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;

/** Shows what a burst loses, and who notices. */
@Command(
        name = "quickstart",
        header = "Sends the same burst through plain JeroMQ and through tunedzmq, and counts what arrives.",
        description = "One publishing thread at full speed, one subscriber, loopback TCP. Ends within 30 seconds.")
final class QuickStart extends Cli {
    private static final long PHASE_NS = TimeUnit.SECONDS.toNanos(8);
    private static final long ALL_NS = TimeUnit.SECONDS.toNanos(29);
    private static final int SHOW_MILLIS = 200;

    @Option(names = "--messages", paramLabel = "N", description = "Messages in each burst. Default: ${DEFAULT-VALUE}.")
    private int messages = 3_000_000;

    private final Tally tally = new Tally();

    /** Runs the bursts; see {@code --help}. */
    public static void main(String... args) {
        run(new QuickStart(), args);
    }

    @Override
    public Integer call() throws Exception {
        if (messages < 1) {
            throw refused("--messages: " + messages + " (expected: 1 or more)");
        }
        FutureTask<List<Outcome>> bursts = new FutureTask<>(this::runAll);
        Threads.start("bursts", bursts);
        print(await(bursts));
        return 0;
    }

    private List<Outcome> runAll() throws Exception {
        List<Burst> bursts = List.of(
                new PlainBurst(),
                new TunedBurst("tuned, drop", OverflowPolicy.drop()),
                new TunedBurst("tuned, block", OverflowPolicy.block(Duration.ofSeconds(5))));
        List<Outcome> outcomes = new ArrayList<>();
        for (Burst burst : bursts) {
            tally.begin(burst.name());
            outcomes.add(burst.run(messages, tally, System.nanoTime() + PHASE_NS));
        }
        return outcomes;
    }

    /** The bursts keep to their time; this limit is for the case that something below them hangs. */
    private List<Outcome> await(FutureTask<List<Outcome>> bursts) throws Exception {
        // Java 22 to 24 have a System.console() without a terminal too; picocli knows the difference.
        StatusLine progress = new StatusLine(System.err, Ansi.AUTO.enabled(), columns());
        long deadlineNs = System.nanoTime() + ALL_NS;
        try {
            while (System.nanoTime() - deadlineNs < 0) {
                progress.show(tally.phase(), tally.line());
                try {
                    return bursts.get(SHOW_MILLIS, TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    // Not yet.
                }
            }
            throw new TimeoutException(tally.phase() + " did not end in time");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } finally {
            progress.clear();
        }
    }

    private static void print(List<Outcome> outcomes) {
        System.out.printf("%n%-14s %13s %13s %13s %15s %15s%n", "", "", "", "dropped,", "lost without", "delivered");
        System.out.printf(
                "%-14s %13s %13s %13s %15s %15s%n", "", "sent", "delivered", "as counted", "a word", "per second");
        for (Outcome outcome : outcomes) {
            System.out.printf(
                    "%-14s %,13d %,13d %13s %,15d %,15d%n",
                    outcome.name(),
                    outcome.sent(),
                    outcome.delivered(),
                    outcome.dropped() == null ? "-" : String.format("%,d", outcome.dropped()),
                    outcome.lostSilently(),
                    outcome.deliveredPerSecond());
        }
        System.out.printf(
                "%nAll three send faster than one subscriber receives; the busier the machine, the more so.%n");
        System.out.printf("plain JeroMQ  loses what a full queue does not hold, and nobody is told.%n");
        System.out.printf(
                "tuned, drop   loses it too, by its policy, half of all perhaps; both ends count it to the message.%n");
        System.out.printf("tuned, block  loses nothing: publish waits while the queue is full.%n");
    }
}

package io.tunedzmq.examples;

import io.tunedzmq.config.HwmPolicy;
import io.tunedzmq.examples.calibrate.Advice;
import io.tunedzmq.examples.calibrate.Knob;
import io.tunedzmq.examples.calibrate.Load;
import io.tunedzmq.examples.calibrate.Memory;
import io.tunedzmq.examples.calibrate.Plan;
import io.tunedzmq.examples.calibrate.Point;
import io.tunedzmq.examples.calibrate.ProgressBar;
import io.tunedzmq.examples.calibrate.Report;
import io.tunedzmq.examples.calibrate.Setting;
import io.tunedzmq.examples.calibrate.Sweep;
import io.tunedzmq.sizing.ImpossibleWorkloadException;
import io.tunedzmq.sizing.Recommendation;
import io.tunedzmq.sizing.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;

/** Finds I/O threads and HWM for a load, by trying them on the machine it runs on. */
@Command(
        name = "calibrate",
        header = "Tries I/O threads and HWMs under your own load, and recommends.",
        description = {
            "One publisher and its subscribers over loopback TCP, both in this process. I/O threads are tried under the "
                    + "steady load; HWMs with a pause of all subscribers in each run. Prints tables, and writes a page "
                    + "with the curves where --page says.",
            "On hosts of their own publisher and subscribers do not share the CPUs as they do here."
        },
        footer = {
            "",
            "Examples:",
            "  calibrate --bytes 200 --rate 50000 --subscribers 4 --pause 250",
            "  calibrate --rate 0 --io-threads 1,2 --hwm 1000,100000 --seconds 20"
        })
final class Calibrate extends Cli {
    private static final int SHOW_MILLIS = 200;

    /** Runs keep to their time; this is for the case that something below them hangs. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final List<Integer> HWMS = List.of(100, 300, 1_000, 3_000, 10_000, 30_000);

    @Option(names = "--bytes", paramLabel = "N", description = "Payload of each message. Default: ${DEFAULT-VALUE}.")
    private int bytes = 1_000;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "Messages per second; 0 is as fast as possible. Default: ${DEFAULT-VALUE}.")
    private long rate = 20_000;

    @Option(
            names = "--subscribers",
            paramLabel = "N",
            description = "Each gets all messages. Default: ${DEFAULT-VALUE}.")
    private int subscribers = 2;

    @Option(
            names = "--pause",
            paramLabel = "MILLIS",
            description =
                    "How long the subscribers take nothing, once in each run of the HWM. Default: ${DEFAULT-VALUE}.")
    private long pauseMillis = 400;

    @Option(names = "--seconds", paramLabel = "N", description = "For everything together. Default: ${DEFAULT-VALUE}.")
    private int seconds = 45;

    @Option(
            names = "--io-threads",
            paramLabel = "N",
            split = ",",
            description = "I/O threads to try. Default: 1, 2, 4 ... up to twice the CPUs, at most 16.")
    private @Nullable List<Integer> ioThreads;

    @Option(
            names = "--hwm",
            paramLabel = "N",
            split = ",",
            description = "HWMs to try, in messages. Default: 100 to 30000, as far as memory allows.")
    private @Nullable List<Integer> hwms;

    @Option(names = "--page", paramLabel = "FILE", description = "Where a page with the curves goes. Default: no page.")
    private @Nullable Path page;

    /** Calibrates; see {@code --help}. */
    public static void main(String... args) {
        // Losses and more threads than CPUs are what it tries; warnings of each would tear the progress bar apart.
        System.setProperty("org.slf4j.simpleLogger.log.io.tunedzmq", "error");
        run(new Calibrate(), args);
    }

    @Override
    public Integer call() throws Exception {
        Plan plan = plan();
        Map<Knob, List<Point>> points = run(plan);
        Report report =
                new Report(conditions(plan), points, Advice.of(points, workload(plan.load()), Memory.of(plan.load())));
        report.print(System.out);
        if (page != null) {
            report.write(page);
            System.out.println();
            System.out.println("page: " + page.toAbsolutePath().normalize().toUri());
        }
        return 0;
    }

    private Plan plan() {
        range("--bytes", bytes, Load.LEAST_BYTES, 1 << 20);
        range("--rate", rate, 0, 100_000_000);
        range("--subscribers", subscribers, 1, 100);
        range("--pause", pauseMillis, 0, 60_000);
        range("--seconds", seconds, 1, 3_600);
        each("--io-threads", ioThreads, 63);
        each("--hwm", hwms, HwmPolicy.LARGEST);
        if (page != null && !writable(page)) {
            throw refused("--page: " + page + " (expected: a file in a folder that can be written)");
        }
        Load load = new Load(bytes, rate, subscribers, Duration.ofMillis(pauseMillis));
        List<Integer> marks = marks(load);
        Plan plan = new Plan(load, base(load, marks), threads(), marks, Duration.ofSeconds(seconds));
        if (load.pause().multipliedBy(2).compareTo(plan.span()) > 0) {
            throw refused("--pause: " + pauseMillis + " ms (expected: <= half of a run, which lasts "
                    + plan.span().toMillis() + " ms; raise --seconds or try fewer values)");
        }
        return plan;
    }

    private void each(String option, @Nullable List<Integer> values, int most) {
        if (values != null && values.isEmpty()) {
            throw refused(option + ": none (expected: at least one)");
        }
        if (values != null) {
            values.forEach(value -> range(option, value, 1, most));
        }
    }

    private static boolean writable(Path file) {
        if (Files.exists(file)) {
            return Files.isRegularFile(file) && Files.isWritable(file);
        }
        try {
            Files.delete(Files.createFile(file));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private List<Integer> threads() {
        if (ioThreads != null) {
            return List.copyOf(new TreeSet<>(ioThreads));
        }
        List<Integer> powers = new ArrayList<>();
        for (int n = 1; n <= Math.min(16, 2 * Runtime.getRuntime().availableProcessors()); n *= 2) {
            powers.add(n);
        }
        return powers;
    }

    private List<Integer> marks(Load load) {
        for (int hwm : hwms == null ? List.<Integer>of() : hwms) {
            Memory.of(load).obstacle(hwm).ifPresent(text -> {
                throw refused("--hwm: " + text);
            });
        }
        List<Integer> marks = hwms == null
                ? HWMS.stream()
                        .filter(hwm -> Memory.of(load).obstacle(hwm).isEmpty())
                        .toList()
                : List.copyOf(new TreeSet<>(hwms));
        if (marks.isEmpty()) {
            throw refused("--bytes: " + bytes + " (expected: less, or a larger heap: no HWM to try fits into memory)");
        }
        return marks;
    }

    /** What stands still: I/O threads as calculated, and an HWM that does not get in their way. */
    private Setting base(Load load, List<Integer> marks) {
        int threads = Math.min(subscribers, Runtime.getRuntime().availableProcessors());
        try {
            threads = workload(load)
                    .map(Workload::recommend)
                    .map(Recommendation::ioThreads)
                    .orElse(threads);
        } catch (ImpossibleWorkloadException e) {
            // The advice will say so.
        }
        return new Setting(threads, marks.get(marks.size() - 1));
    }

    /** Nothing can be calculated for a load that is as fast as possible. */
    private static Optional<Workload> workload(Load load) {
        return load.rate() == 0
                ? Optional.empty()
                : Optional.of(Workload.builder()
                        .messagesPerSecond(load.rate())
                        .messageBytes(load.bytes())
                        .connections(load.subscribers())
                        .longestPause(load.pause())
                        .memoryBudget(Memory.of(load).publisher())
                        .build());
    }

    private Map<Knob, List<Point>> run(Plan plan) throws Exception {
        Sweep sweep = new Sweep(plan);
        FutureTask<Map<Knob, List<Point>>> task = new FutureTask<>(sweep);
        Threads.start("sweep", task);
        // Java 22 to 24 have a System.console() without a terminal too; picocli knows the difference.
        ProgressBar bar = new ProgressBar(System.err, Ansi.AUTO.enabled(), columns());
        long deadlineNs = System.nanoTime() + plan.total().plus(PATIENCE).toNanos();
        try {
            while (System.nanoTime() - deadlineNs < 0) {
                bar.show(sweep.share(), sweep.phase(), sweep.detail());
                try {
                    return task.get(SHOW_MILLIS, TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    // Not yet.
                }
            }
            throw new TimeoutException(sweep.phase() + " did not end in time");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } finally {
            bar.clear();
        }
    }

    private List<String> conditions(Plan plan) {
        return List.of(
                String.format(
                        Locale.ROOT,
                        "%,d bytes, %s, %d subscriber%s, pause %d ms; %d runs of %.1f s for each value.",
                        bytes,
                        rate == 0 ? "as fast as possible" : String.format(Locale.ROOT, "%,d messages/s", rate),
                        subscribers,
                        subscribers == 1 ? "" : "s",
                        pauseMillis,
                        Plan.ROUNDS,
                        plan.span().toNanos() / 1e9),
                String.format(
                        Locale.ROOT,
                        "I/O threads with HWM %,d and no pause; HWM with %d I/O thread%s, the pause counted as latency. Publisher and subscribers in one "
                                + "process, over loopback TCP.",
                        plan.base().hwm(),
                        plan.base().ioThreads(),
                        plan.base().ioThreads() == 1 ? "" : "s"),
                String.format(
                        Locale.ROOT,
                        "%s: %d CPUs, %s %s, Java %s, heap %,d MiB.",
                        LocalDate.now(ZoneId.systemDefault()),
                        Runtime.getRuntime().availableProcessors(),
                        System.getProperty("os.name"),
                        System.getProperty("os.arch"),
                        System.getProperty("java.version"),
                        Runtime.getRuntime().maxMemory() >> 20));
    }

    private void range(String option, long value, long least, long most) {
        if (value < least || value > most) {
            throw refused(option + ": " + value + " (expected: " + least + " to " + most + ")");
        }
    }
}

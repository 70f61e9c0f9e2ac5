package io.tunedzmq.examples.top;

import java.io.IOException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * The table that stays in place, and its keys. The process is asked on threads of their own, so that a key is heard
 * also while the process does not answer. Confined: one thread at a time.
 */
public final class Live {
    private static final int DIAGNOSE_SECONDS = 5;
    private static final long LOOK_MILLIS = 50;
    private static final long IDLE_MILLIS = 250;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Watched watched;
    private final Console console;
    private final Duration interval;
    private Sort sort;
    private boolean paused;
    private @Nullable String diagnosis;
    private @Nullable FutureTask<String> diagnosing;
    private @Nullable FutureTask<Snapshot> sampling;
    private @Nullable Snapshot snapshot;
    private long askedNs;
    private long shownSilence;

    private Live(Watched watched, Console console, Duration interval, Sort sort) {
        this.watched = watched;
        this.console = console;
        this.interval = interval;
        this.sort = sort;
    }

    /**
     * Shows it until the user quits.
     *
     * @return false, and nothing is shown, if there is no terminal
     * @throws IOException if the process does not answer any more
     */
    public static boolean show(Watched watched, Duration interval, Sort sort) throws IOException {
        try (Console console = Console.open()) {
            if (console == null) {
                return false;
            }
            new Live(watched, console, interval, sort).run();
            return true;
        }
    }

    private void run() throws IOException {
        long dueNs = System.nanoTime();
        int key = Console.NO_KEY;
        while (key != 'q' && key != 'Q' && key != Console.END) {
            if (sampling == null && !paused && System.nanoTime() - dueNs >= 0) {
                askedNs = System.nanoTime();
                dueNs = askedNs + interval.toNanos();
                sampling = start("top-sample", watched::sample);
            }
            boolean changed = press(key);
            changed |= sampled();
            changed |= diagnosed();
            changed |= console.resized();
            changed |= silenceGrew();
            if (changed && snapshot != null) {
                View view = new View(sort, paused, diagnosis, Duration.ofSeconds(shownSilence));
                console.show(view.lines(snapshot, console.columns(), console.rows(), ZoneId.systemDefault()));
            }
            boolean waiting = sampling != null || diagnosing != null;
            long restMillis = paused ? IDLE_MILLIS : (dueNs - System.nanoTime()) / NANOS_PER_MILLI + 1;
            key = console.key(waiting ? LOOK_MILLIS : Math.min(IDLE_MILLIS, restMillis));
        }
    }

    private static <T> FutureTask<T> start(String name, Callable<T> call) {
        FutureTask<T> task = new FutureTask<>(call);
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    private boolean press(int key) {
        switch (key) {
            case 's', 'S' -> sort = sort.next();
            case 'p', 'P' -> paused = !paused;
            case 'd', 'D' -> toggleDiagnosis();
            default -> {
                return false;
            }
        }
        return true;
    }

    private void toggleDiagnosis() {
        if (diagnosis != null) {
            // One that is under way ends by itself, and nobody sees it.
            diagnosis = null;
            diagnosing = null;
        } else {
            diagnosis = "The process observes itself for " + DIAGNOSE_SECONDS + " s ...";
            diagnosing = start("top-diagnose", () -> watched.diagnose(DIAGNOSE_SECONDS));
        }
    }

    private boolean sampled() throws IOException {
        if (sampling == null || !sampling.isDone()) {
            return false;
        }
        snapshot = result(sampling);
        sampling = null;
        return true;
    }

    private boolean diagnosed() throws IOException {
        if (diagnosing == null || !diagnosing.isDone()) {
            return false;
        }
        diagnosis = result(diagnosing);
        diagnosing = null;
        return true;
    }

    private boolean silenceGrew() {
        long seconds = sampling == null
                ? 0
                : Duration.ofNanos(System.nanoTime() - askedNs).toSeconds();
        boolean grew = seconds != shownSilence;
        shownSilence = seconds;
        return grew;
    }

    private static <T> T result(FutureTask<T> done) throws IOException {
        try {
            return done.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}

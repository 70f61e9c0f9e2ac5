package io.tunedzmq;

import static java.util.stream.Collectors.toSet;

import io.tunedzmq.diagnosis.Diagnosis;
import io.tunedzmq.diagnosis.Finding;
import io.tunedzmq.diagnosis.Severity;
import io.tunedzmq.diagnosis.Symptom;
import io.tunedzmq.internal.LimitedLog;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one continuous diagnosis of a context: one window after the other on a thread of its own, from the first listener
 * until the context closes. A finding is told when it begins, in the first window that has it, and again when it is
 * worse than it was told; what gets better is not told. After a window without it, it begins anew.
 *
 * <p>Thread-safe, but for {@link #accept}, which is confined to that thread.
 */
final class ContinuousDiagnosis {
    /** In a minute: as many findings as a person reads. */
    private static final int LINES = 20;

    private static final long SECOND_NS = 1_000_000_000;

    private static final LimitedLog log = LimitedLog.of("io.tunedzmq.Diagnosis", LINES);

    /** The same cause at the same place. */
    private record Episode(Symptom symptom, String subject) {
        static Episode of(Finding finding) {
            return new Episode(finding.symptom(), finding.subject());
        }
    }

    /** The worst that was told of it, and when it was told first. */
    private record Told(Severity severity, long sinceNs) {}

    /** Observes for a window, or until it is over, and says what is wrong. */
    @FunctionalInterface
    interface Source {
        Diagnosis diagnose(Duration window, BooleanSupplier over);
    }

    private final Source source;
    private final BooleanSupplier ending;
    private final Set<Consumer<? super Diagnosis>> listeners = new CopyOnWriteArraySet<>();

    private final ReentrantLock joining = new ReentrantLock();

    /** Guarded by {@link #joining}, as is the next; null before the thread is started. */
    private @Nullable Duration interval;

    private final Set<Duration> refused = new HashSet<>();

    /** Of the last window; null before the thread is started. */
    private volatile @Nullable List<Finding> open;

    /** What was told of each that is not over. */
    private final Map<Episode, Told> running = new HashMap<>();

    /** @param ending whether the context ends */
    ContinuousDiagnosis(Source source, BooleanSupplier ending) {
        this.source = source;
        this.ending = ending;
    }

    /** Adds the listener, and starts the thread if nobody has; another interval than the first is logged once. */
    void join(Duration wanted, Consumer<? super Diagnosis> listener) {
        add(listener);
        joining.lock();
        try {
            if (interval == null) {
                start(wanted);
                interval = wanted;
            } else if (!interval.equals(wanted) && refused.add(wanted)) {
                log.warn(
                        "interval of diagnoseEvery: {} (expected: {}, as the first builder said; a context has one "
                                + "diagnosis)",
                        wanted,
                        interval);
            }
        } finally {
            joining.unlock();
        }
    }

    /** Tells it what begins from now on, unless an equal one is told already. */
    void add(Consumer<? super Diagnosis> listener) {
        listeners.add(listener);
    }

    /** Tells it nothing more. */
    void remove(Consumer<? super Diagnosis> listener) {
        listeners.remove(listener);
    }

    /** What was found in the last window; empty if nobody wants to be told. */
    Optional<List<Finding>> openFindings() {
        return Optional.ofNullable(open);
    }

    private void start(Duration length) {
        open = List.of();
        Thread thread = new Thread(() -> run(length), "tunedzmq-diagnosis");
        thread.setDaemon(true);
        thread.start();
    }

    private void run(Duration length) {
        while (!ending.getAsBoolean()) {
            boolean unused = Thread.interrupted(); // A stray interrupt would end every window at once.
            try {
                Diagnosis diagnosis = source.diagnose(length, ending);
                if (!ending.getAsBoolean()) { // What ends with the context is nothing to tell.
                    accept(diagnosis);
                }
            } catch (Throwable e) {
                if (!ending.getAsBoolean()) { // The next window may work again.
                    log.error("a diagnosis failed", e);
                    LockSupport.parkNanos(length.toNanos());
                }
            }
        }
    }

    /** Tells what has begun or got worse; says in the log what is over, too. */
    void accept(Diagnosis diagnosis) {
        open = diagnosis.findings();
        List<Finding> news = diagnosis.findings().stream().filter(this::isNews).toList();
        long nowNs = System.nanoTime();
        sayWhatIsOver(diagnosis.findings().stream().map(Episode::of).collect(toSet()), nowNs);
        for (Finding finding : news) {
            Told before = running.get(Episode.of(finding));
            running.put(Episode.of(finding), new Told(finding.severity(), before == null ? nowNs : before.sinceNs()));
        }
        if (news.isEmpty()) {
            return;
        }
        news.forEach(finding -> log.warn(
                "{} {} ({}): {}. Fix: {}. See {}",
                finding.severity(),
                finding.symptom(),
                finding.subject(),
                finding.summary(),
                finding.fix(),
                finding.symptom().link()));
        Diagnosis told = new Diagnosis(diagnosis.observed(), news);
        listeners.forEach(listener -> tell(listener, told));
    }

    private static void tell(Consumer<? super Diagnosis> listener, Diagnosis diagnosis) {
        try {
            listener.accept(diagnosis);
        } catch (Throwable e) { // Also a checked exception of code that was not compiled by javac.
            log.error("the listener of diagnoseEvery failed", e);
        }
    }

    private void sayWhatIsOver(Set<Episode> there, long nowNs) {
        running.entrySet().removeIf(each -> {
            Episode episode = each.getKey();
            boolean over = !there.contains(episode);
            if (over) {
                log.warn(
                        "{} ({}) is over, after {} s",
                        episode.symptom(),
                        episode.subject(),
                        (nowNs - each.getValue().sinceNs()) / SECOND_NS);
            }
            return over;
        });
    }

    private boolean isNews(Finding finding) {
        Told told = running.get(Episode.of(finding));
        return told == null || finding.severity().compareTo(told.severity()) < 0;
    }
}

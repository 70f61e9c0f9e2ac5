package io.tunedzmq;

import static java.util.stream.Collectors.toSet;

import io.tunedzmq.diagnosis.Diagnosis;
import io.tunedzmq.diagnosis.Finding;
import io.tunedzmq.diagnosis.Severity;
import io.tunedzmq.diagnosis.Symptom;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Diagnoses one window after the other on a thread of its own, until the context closes. A finding is told when it begins,
 * in the first window that has it, and again when it is worse than it was told; what gets better is not told. After a
 * window without it, it begins anew. Confined to that thread.
 */
final class ContinuousDiagnosis {
    private static final Logger log = LoggerFactory.getLogger("io.tunedzmq.Diagnosis");

    /** The same cause at the same place. */
    private record Episode(Symptom symptom, String subject) {
        static Episode of(Finding finding) {
            return new Episode(finding.symptom(), finding.subject());
        }
    }

    private final Consumer<? super Diagnosis> listener;

    /** The worst that was told of each. */
    private final Map<Episode, Severity> running = new HashMap<>();

    ContinuousDiagnosis(Consumer<? super Diagnosis> listener) {
        this.listener = listener;
    }

    static void start(TunedContext context, Duration interval, Consumer<? super Diagnosis> listener) {
        ContinuousDiagnosis continuous = new ContinuousDiagnosis(listener);
        Thread thread = new Thread(() -> continuous.run(context, interval), "tunedzmq-diagnosis");
        thread.setDaemon(true);
        thread.start();
    }

    private void run(TunedContext context, Duration interval) {
        while (!context.closing()) {
            boolean unused = Thread.interrupted(); // A stray interrupt would end every window at once.
            try {
                Diagnosis diagnosis = context.diagnose(interval);
                if (!context.closing()) { // What ends with the context is nothing to tell.
                    accept(diagnosis);
                }
            } catch (RuntimeException | Error e) {
                if (!context.closing()) { // The next window may work again.
                    log.error("a diagnosis failed", e);
                    LockSupport.parkNanos(interval.toNanos());
                }
            }
        }
    }

    /** Tells what has begun or got worse. */
    void accept(Diagnosis diagnosis) {
        List<Finding> news = diagnosis.findings().stream().filter(this::isNews).toList();
        running.keySet()
                .retainAll(diagnosis.findings().stream().map(Episode::of).collect(toSet()));
        news.forEach(finding -> running.merge(Episode.of(finding), finding.severity(), ContinuousDiagnosis::worse));
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
        try {
            listener.accept(new Diagnosis(diagnosis.window(), news));
        } catch (RuntimeException | Error e) {
            log.error("the listener of diagnoseEvery failed", e);
        }
    }

    private boolean isNews(Finding finding) {
        Severity told = running.get(Episode.of(finding));
        return told == null || finding.severity().compareTo(told) < 0;
    }

    private static Severity worse(Severity one, Severity other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}

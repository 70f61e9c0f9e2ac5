package io.tunedzmq;

import io.tunedzmq.diagnosis.Diagnosis;
import io.tunedzmq.diagnosis.Finding;
import io.tunedzmq.diagnosis.Symptom;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Diagnoses one window after the other on a thread of its own, until the context closes. A finding is told when it begins:
 * in the first window that has it, and again only after a window without it. Confined to that thread.
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
    private final Set<Episode> running = new HashSet<>();

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

    /** Tells what has begun. */
    void accept(Diagnosis diagnosis) {
        List<Finding> begun = diagnosis.findings().stream()
                .filter(finding -> !running.contains(Episode.of(finding)))
                .toList();
        running.clear();
        diagnosis.findings().forEach(finding -> running.add(Episode.of(finding)));
        if (begun.isEmpty()) {
            return;
        }
        begun.forEach(finding -> log.warn(
                "{} ({}): {}. Fix: {}. See {}",
                finding.symptom(),
                finding.subject(),
                finding.summary(),
                finding.fix(),
                finding.symptom().link()));
        try {
            listener.accept(new Diagnosis(diagnosis.window(), begun));
        } catch (RuntimeException | Error e) {
            log.error("the listener of diagnoseEvery failed", e);
        }
    }
}

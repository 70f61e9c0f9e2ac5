package io.tunedzmq;

import io.tunedzmq.diagnosis.Diagnosis;
import io.tunedzmq.jeromq.JeromqServices;
import io.tunedzmq.observe.Observer;
import io.tunedzmq.rules.Rules;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Diagnoses windows of which each begins where the last one ended, and knows what was under way then. Confined: one
 * thread at a time.
 */
final class DiagnosisWindows implements ContinuousDiagnosis.Source {
    private final JeromqServices services;
    private final OpenEnds sockets;
    private @Nullable Observer before;

    DiagnosisWindows(JeromqServices services, OpenEnds sockets) {
        this.services = services;
        this.sockets = sockets;
    }

    @Override
    public Diagnosis diagnose(Duration window, BooleanSupplier over) {
        Observer last = before;
        before = null; // If this one fails, the next knows nothing.
        Observer now =
                Observer.following(last, services, sockets.publishers(), sockets.subscribers(), ForeignContexts::count);
        Diagnosis diagnosis = Rules.diagnose(now.observe(window, over));
        before = now;
        return diagnosis;
    }
}

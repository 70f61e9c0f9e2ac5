package io.tunedzmq.rules;

import io.tunedzmq.diagnosis.Evidence;
import io.tunedzmq.diagnosis.Finding;
import io.tunedzmq.diagnosis.Severity;
import io.tunedzmq.diagnosis.Symptom;
import io.tunedzmq.window.Window;
import java.util.List;

/** Nothing revives a connection of a dead I/O thread; so one is enough for the worst severity. */
final class DeadIoThreadRule implements Rule {
    @Override
    public List<Finding> find(Window window) {
        return window.ioThreads().stream()
                .filter(thread -> !thread.alive())
                .map(thread -> new Finding(
                        Symptom.DEAD_IO_THREAD,
                        Severity.CRITICAL,
                        "I/O thread " + thread.name(),
                        "an I/O thread has ended, and its connections carry nothing any more",
                        List.of(new Evidence("alive", "no", "yes")),
                        List.of(),
                        "close this context and build a new one; the log has the error that ended the thread"))
                .toList();
    }
}

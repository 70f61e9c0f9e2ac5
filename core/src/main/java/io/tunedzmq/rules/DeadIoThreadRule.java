package io.tunedzmq.rules;

import io.tunedzmq.diagnosis.Evidence;
import io.tunedzmq.diagnosis.Finding;
import io.tunedzmq.diagnosis.Severity;
import io.tunedzmq.diagnosis.Symptom;
import io.tunedzmq.window.Absence;
import io.tunedzmq.window.IoThreadUse;
import io.tunedzmq.window.Window;
import java.util.List;

/**
 * Nothing revives a connection of an I/O thread that has died, and nothing serves one whose I/O thread does not come
 * back from what it does; so one is enough for the worst severity.
 */
final class DeadIoThreadRule implements Rule {
    @Override
    public List<Finding> find(Window window) {
        return window.ioThreads().stream()
                .filter(thread -> !thread.runs() || thread.absence().isPresent())
                .map(DeadIoThreadRule::finding)
                .toList();
    }

    private static Finding finding(IoThreadUse thread) {
        return thread.runs()
                ? finding(
                        thread,
                        "an I/O thread does not come back from what it does, and its connections carry nothing",
                        new Evidence(
                                "not back for",
                                thread.absence().map(Absence::toString).orElse("unknown"),
                                "less than 5 s"),
                        "look at its stack in the log: if it waits in code of yours, such as an allocator of messages,"
                                + " mend that; if not, close this context and build a new one")
                : finding(
                        thread,
                        "an I/O thread has ended, and its connections carry nothing any more",
                        new Evidence("alive", "no", "yes"),
                        "close this context and build a new one; the log has the error that ended the thread");
    }

    private static Finding finding(IoThreadUse thread, String summary, Evidence evidence, String fix) {
        return new Finding(
                Symptom.DEAD_IO_THREAD,
                Severity.CRITICAL,
                "I/O thread " + thread.name(),
                summary,
                List.of(evidence),
                List.of(),
                fix);
    }
}

package io.tunedzmq.rules;

import io.tunedzmq.diagnosis.Evidence;
import io.tunedzmq.diagnosis.Finding;
import io.tunedzmq.diagnosis.Severity;
import io.tunedzmq.diagnosis.Symptom;
import io.tunedzmq.window.Window;
import java.util.List;

/** Each context has its own I/O threads, which compete for the CPUs, and its own settings. */
final class TooManyContextsRule implements Rule {
    @Override
    public List<Finding> find(Window window) {
        int foreign = window.after().process().foreignContexts();
        // One that ended meanwhile is no problem any more.
        if (foreign == 0 || window.before().process().foreignContexts() == 0) {
            return List.of();
        }
        return List.of(new Finding(
                Symptom.TOO_MANY_CONTEXTS,
                Severity.WARNING,
                "this process",
                "other code of this process has ZeroMQ contexts of its own, each with its own threads and settings",
                List.of(
                        new Evidence("threads named reaper-1, one for each", Integer.toString(foreign), "0"),
                        new Evidence(
                                "CPUs",
                                Integer.toString(window.after().process().cpus()),
                                "")),
                List.of(),
                "replace new ZContext() and ZMQ.context(n) by TunedContext.current().orElseThrow().socket(type); "
                        + "jstack PID | grep -A20 iothread- shows what they are"));
    }
}

package io.tunedzmq.rules;

import io.tunedzmq.diagnosis.Evidence;
import io.tunedzmq.diagnosis.Finding;
import io.tunedzmq.diagnosis.Severity;
import io.tunedzmq.diagnosis.Symptom;
import io.tunedzmq.internal.Text;
import io.tunedzmq.window.ContextSnapshot;
import io.tunedzmq.window.Window;
import io.tunedzmq.window.WindowText;
import java.util.List;

/** Each socket and connection takes file descriptors; without one, JeroMQ accepts and connects no more. */
final class FewFileDescriptorsRule implements Rule {
    /** A tenth is left for files, class loading and a reconnect of every peer at once. */
    private static final double MOST = 0.9;

    @Override
    public List<Finding> find(Window window) {
        ContextSnapshot.Jvm process = window.after().process();
        if (process.openFiles().isEmpty()
                || process.maxFiles().isEmpty()
                || process.openFiles().getAsLong() < MOST * process.maxFiles().getAsLong()) {
            return List.of();
        }
        long open = process.openFiles().getAsLong();
        long most = process.maxFiles().getAsLong();
        // The JVM raises its soft limit to the hard one when it starts: ulimit -n in a shell cannot go beyond.
        long more = WindowText.roundUp(2 * most);
        return List.of(new Finding(
                Symptom.FILE_DESCRIPTORS_SHORT,
                Severity.WARNING,
                "this process",
                "the process is about to run out of file descriptors; then no connection comes about any more",
                List.of(new Evidence(
                        "open", Text.grouped(open) + " of " + Text.grouped(most), WindowText.percent(MOST))),
                List.of(),
                "raise the hard limit: LimitNOFILE=" + more + " in the systemd unit, docker run --ulimit nofile=" + more
                        + ", or a line USER hard nofile " + more + " in /etc/security/limits.conf; ls -l /proc/PID/fd "
                        + "shows what is open"));
    }
}

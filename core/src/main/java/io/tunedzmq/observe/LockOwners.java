package io.tunedzmq.observe;

import io.tunedzmq.window.WindowSamples;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Optional;

/** Who has the lock that a thread waits for, where the JVM tells it. Thread-safe. */
final class LockOwners {
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

    /** Empty if the thread waits for no lock that a thread owns, or if that is unknown, as of a virtual thread. */
    Optional<WindowSamples.LockOwner> of(Thread thread) {
        ThreadInfo info = threads.getThreadInfo(thread.getId());
        String owner = info == null ? null : info.getLockOwnerName();
        return owner == null
                ? Optional.empty()
                : Optional.of(new WindowSamples.LockOwner(
                        info.getLockInfo().getClassName(), owner, isDeadlocked(thread.getId())));
    }

    private boolean isDeadlocked(long id) {
        long[] all = threads.isSynchronizerUsageSupported()
                ? threads.findDeadlockedThreads()
                : threads.findMonitorDeadlockedThreads();
        return all != null && Arrays.stream(all).anyMatch(each -> each == id);
    }
}

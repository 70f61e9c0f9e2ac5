package io.tunedzmq.observe;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.OptionalLong;

/** CPU time of threads, where the JVM tells it. Thread-safe. */
final class ThreadTimes {
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

    /** Used so far; empty if unknown, or if the thread has ended. */
    OptionalLong cpuNs(Thread thread) {
        if (!threads.isThreadCpuTimeSupported() || !threads.isThreadCpuTimeEnabled()) {
            return OptionalLong.empty();
        }
        long cpuNs = threads.getThreadCpuTime(thread.getId());
        return cpuNs < 0 ? OptionalLong.empty() : OptionalLong.of(cpuNs);
    }
}

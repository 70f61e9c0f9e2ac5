package io.tunedzmq.examples.calibrate;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** CPU time of the I/O threads since it was made. Confined: one thread at a time. */
final class IoCpu {
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final List<Long> ids;
    private final long[] before;

    IoCpu() {
        ids = Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
                .filter(Objects::nonNull)
                .filter(thread -> thread.getThreadName().startsWith("tunedzmq-io-"))
                .map(ThreadInfo::getThreadId)
                .toList();
        before = ids.stream().mapToLong(this::cpuNs).toArray();
    }

    /** Nanoseconds that each has used; empty if the JVM does not tell. */
    long[] usedNs() {
        long[] used = new long[known() ? before.length : 0];
        Arrays.setAll(used, i -> Math.max(0, cpuNs(ids.get(i)) - before[i]));
        return used;
    }

    private boolean known() {
        return threads.isThreadCpuTimeSupported() && threads.isThreadCpuTimeEnabled();
    }

    private long cpuNs(long id) {
        return known() ? threads.getThreadCpuTime(id) : 0;
    }
}

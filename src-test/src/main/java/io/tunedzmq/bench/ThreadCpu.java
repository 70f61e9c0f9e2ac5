package io.tunedzmq.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Objects;

/** CPU time of the threads whose names begin so, and that run now. */
final class ThreadCpu {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final long[] ids;

    ThreadCpu(String namesBegin) {
        ids = Arrays.stream(THREADS.getThreadInfo(THREADS.getAllThreadIds()))
                .filter(Objects::nonNull)
                .filter(thread -> thread.getThreadName().startsWith(namesBegin))
                .mapToLong(ThreadInfo::getThreadId)
                .toArray();
    }

    /** Nanoseconds that each has used since it began. */
    long[] ns() {
        return Arrays.stream(ids).map(THREADS::getThreadCpuTime).toArray();
    }
}

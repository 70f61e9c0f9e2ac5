package io.tunedzmq.observe;

import io.tunedzmq.jeromq.IoThread;
import io.tunedzmq.jeromq.JeromqServices;
import io.tunedzmq.metrics.IoThreadReading;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** What the I/O threads of a context do, for whoever asks now and then. Thread-safe. */
public final class IoThreadReader {
    /** What is used in less than that says little. */
    private static final long SHORTEST_NS = 1_000_000_000;

    private final JeromqServices services;
    private final ThreadTimes times = new ThreadTimes();
    private final List<Used> threads;

    /** What one of them has used of a CPU. */
    private static final class Used {
        private final IoThread thread;
        private OptionalLong cpuNs = OptionalLong.empty();
        private OptionalDouble usage = OptionalDouble.empty();
        private long baseNs;
        private long baseAtNs;

        Used(IoThread thread, long nowNs) {
            this.thread = thread;
            baseAtNs = nowNs;
        }

        /** Of a thread that has ended the time is the last that was read. */
        void read(ThreadTimes times, long nowNs) {
            OptionalLong read = times.cpuNs(thread);
            cpuNs = read.isPresent() ? read : cpuNs;
            if (cpuNs.isPresent() && nowNs - baseAtNs >= SHORTEST_NS) {
                usage = OptionalDouble.of((double) (cpuNs.getAsLong() - baseNs) / (nowNs - baseAtNs));
                baseNs = cpuNs.getAsLong();
                baseAtNs = nowNs;
            }
        }
    }

    /** For the threads of that context, from now on. */
    public IoThreadReader(JeromqServices services) {
        this.services = services;
        long nowNs = System.nanoTime();
        threads = services.context().threads().io().stream()
                .map(thread -> new Used(thread, nowNs))
                .toList();
    }

    /** A row for each, always in the same order. */
    public synchronized List<IoThreadReading> read() {
        List<Integer> served = services.served();
        List<IoThreadReading> rows = new ArrayList<>();
        for (Used each : threads) {
            each.read(times, System.nanoTime());
            rows.add(new IoThreadReading(
                    each.thread.getName(), each.thread.atWork(), served.get(rows.size()), each.cpuNs, each.usage));
        }
        return rows;
    }
}

package io.tunedzmq.jeromq;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * How many connections of one socket each I/O thread serves. Too few where connections ended that had not said hello.
 * Each I/O thread counts its own; read from any thread.
 */
final class ServedConnections {
    private final Map<IoThread, Integer> counts = new ConcurrentHashMap<>();

    private volatile @Nullable IoThread soleThread;

    /** The I/O thread that calls has so many connections more, or less. */
    void add(int more) {
        if (Thread.currentThread() instanceof IoThread thread) {
            counts.compute(thread, (key, now) -> {
                int count = (now == null ? 0 : now) + more;
                return count <= 0 ? null : count;
            });
            soleThread = counts.size() == 1 ? counts.keySet().iterator().next() : null;
        }
    }

    /** How many the thread serves. */
    int by(Thread thread) {
        return thread instanceof IoThread ioThread ? counts.getOrDefault(ioThread, 0) : 0;
    }

    /**
     * The I/O thread that serves all connections; null if several do, or none, or if it was miscounted: no more than a
     * hint.
     */
    @Nullable
    IoThread soleThread() {
        return soleThread;
    }
}

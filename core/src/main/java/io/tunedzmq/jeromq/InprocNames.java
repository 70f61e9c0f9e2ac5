package io.tunedzmq.jeromq;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The inproc names of a context: who has one, and how often one came free. JeroMQ lets a second bind take a name away
 * from the first before it fails, and connects those who were connected to a name to nobody who binds it later.
 * Thread-safe.
 */
final class InprocNames {
    private final Set<String> claimed = new HashSet<>();
    private final Set<String> bound = new HashSet<>();

    /** How often a name came free that was bound. */
    private final Map<String, Long> ends = new HashMap<>();

    private volatile long allEnds;

    /** Claims a name before it is bound; false if somebody has it. */
    synchronized boolean claim(String name) {
        return claimed.add(name);
    }

    /** A claimed name is bound. */
    synchronized void bound(String name) {
        bound.add(name);
    }

    /** A claimed name is free again. */
    synchronized void release(String name) {
        claimed.remove(name);
        if (bound.remove(name)) {
            ends.merge(name, 1L, Long::sum);
            allEnds++;
        }
    }

    /** How often any name came free; cheap. */
    long allEnds() {
        return allEnds;
    }

    /** How often a name came free. */
    synchronized long ends(String name) {
        return ends.getOrDefault(name, 0L);
    }

    /** Whether a name has come free more often than that, and is bound again. */
    synchronized boolean isBoundAnew(String name, long endsBefore) {
        return ends.getOrDefault(name, 0L) > endsBefore && bound.contains(name);
    }
}

package io.tunedzmq.connection;

/** What one socket had no memory for, so that it cut the connection. Thread-safe, and needs no memory to count. */
public final class RefusedFrames {
    private final long budget;
    private long connections;
    private long largest;

    /** @param budget bytes that all sockets of the context together may hold */
    RefusedFrames(long budget) {
        this.budget = budget;
    }

    /**
     * One more connection is cut.
     *
     * @param bytes of memory that it would have taken
     */
    synchronized void add(long bytes) {
        connections++;
        largest = Math.max(largest, bytes);
    }

    /** How many connections were cut. */
    public synchronized long connections() {
        return connections;
    }

    /** Bytes of memory for the largest frame, or message of many parts, for which one was cut. */
    public synchronized long largest() {
        return largest;
    }

    /** Bytes that all sockets of the context together may hold. */
    public long budget() {
        return budget;
    }
}

package io.tunedzmq.connection;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Memory of large frames that were read, for the next ones of the same length: a fresh array must be cleared first, and
 * is in no cache. Thread-safe.
 *
 * <p>Only for sockets whose messages go to one reader that gives them back. Over inproc several readers get the same
 * array; such a message was made by its sender, and is not taken back.
 */
public final class SpareFrames {
    /** Smaller ones cost next to nothing to make. */
    private static final int LEAST = 8 << 10;

    private static final long MOST_BYTES = 4L << 20;

    private final ArrayDeque<byte[]> spares = new ArrayDeque<>();
    private long bytes;

    /** An array of just this length, to be filled whole. */
    byte[] take(int length) {
        byte[] spare = length < LEAST ? null : poll();
        return spare == null || spare.length != length ? new byte[length] : spare;
    }

    private synchronized byte @Nullable [] poll() {
        byte[] spare = spares.poll(); // Of another length: dropped, or those of old would stay for ever.
        bytes -= spare == null ? 0 : spare.length;
        return spare;
    }

    /** Nobody looks at the bytes any more. */
    public synchronized void giveBack(byte[] spare) {
        if (spare.length >= LEAST && bytes + spare.length <= MOST_BYTES) {
            bytes += spare.length;
            spares.push(spare); // The last one is the most likely to be in a cache.
        }
    }

    /** Bytes kept. */
    synchronized long bytes() {
        return bytes;
    }
}

package io.tunedzmq.socket;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import zmq.Msg;

/**
 * Memory of large frames that were read, for the next ones of the same length: a fresh array must be cleared first, and is in no cache.
 * Thread-safe.
 *
 * <p>Only for sockets whose messages go to one reader that gives them back. Over inproc several readers get the same array; such a message
 * was made by its sender, and is not taken back.
 */
final class SpareFrames {
    /** Smaller ones cost next to nothing to make. */
    private static final int LEAST = 8 << 10;

    private static final long MOST_BYTES = 4L << 20;

    /** A message that no one else has. */
    private static final class Reusable extends Msg {
        Reusable(byte[] bytes) {
            super(bytes);
        }
    }

    private final ArrayDeque<byte[]> spares = new ArrayDeque<>();
    private long bytes;

    /** A message of this size, to be filled whole. */
    Msg allocate(int size) {
        if (size < LEAST) {
            return new Msg(size);
        }
        byte[] spare = poll();
        return new Reusable(spare == null || spare.length != size ? new byte[size] : spare);
    }

    private synchronized byte @Nullable [] poll() {
        byte[] spare = spares.poll(); // Of another length: dropped, or those of old would stay for ever.
        bytes -= spare == null ? 0 : spare.length;
        return spare;
    }

    /** Whether its bytes may be given back. */
    static boolean reusable(Msg msg) {
        return msg instanceof Reusable;
    }

    /** Nobody looks at the bytes of a reusable message any more. */
    synchronized void giveBack(byte[] spare) {
        if (bytes + spare.length <= MOST_BYTES) {
            bytes += spare.length;
            spares.push(spare); // The last one is the most likely to be in a cache.
        }
    }

    /** Bytes kept. */
    synchronized long bytes() {
        return bytes;
    }
}

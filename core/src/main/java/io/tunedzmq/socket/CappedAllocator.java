package io.tunedzmq.socket;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zmq.Msg;
import zmq.msg.MsgAllocator;

/**
 * Keeps a length that a peer claims from killing an I/O thread. JeroMQ 0.6.0 allocates what a frame header says, lets
 * negative sizes pass its own limit, and an Error in an I/O thread ends the thread and with it every connection on it.
 *
 * <p>A length above the limit that still comes here can only be a forged negative one: it becomes an empty message, and
 * what follows is read as further frames, which the forger could have sent as well. An exception would leave the
 * connection half attached, and the context could never end.
 */
final class CappedAllocator implements MsgAllocator {
    private static final Logger log = LoggerFactory.getLogger("io.tunedzmq.TunedContext");

    private final int most;
    private final @Nullable SpareFrames spares;
    private final AtomicBoolean warned = new AtomicBoolean();

    /**
     * @param most bytes of the largest frame
     * @param spares where frames' memory comes from; null for ever new
     */
    CappedAllocator(int most, @Nullable SpareFrames spares) {
        this.most = most;
        this.spares = spares;
    }

    int most() {
        return most;
    }

    @Override
    public Msg allocate(int size) {
        if (size < 0 || size > most) {
            if (!warned.getAndSet(true)) { // Who forges one can forge a million.
                log.warn("a peer announced a frame of a forged size; this and further ones are read as empty");
            }
            return new Msg(0);
        }
        try {
            return spares == null ? new Msg(size) : spares.allocate(size);
        } catch (OutOfMemoryError e) {
            throw new IllegalStateException("no memory for a frame of " + size + " bytes that a peer announced", e);
        }
    }
}

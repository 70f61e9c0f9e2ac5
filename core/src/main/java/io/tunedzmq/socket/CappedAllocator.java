package io.tunedzmq.socket;

import io.tunedzmq.internal.LimitedLog;
import zmq.Msg;
import zmq.msg.MsgAllocator;

/**
 * For a socket that the application has itself: keeps a length that a peer claims from killing an I/O thread. JeroMQ 0.6.0 allocates
 * what a frame header says, lets negative sizes pass its own limit, and an Error in an I/O thread ends the thread and with it every
 * connection on it. After an exception it would try the same frame for ever.
 *
 * <p>So a length that is forged, or for which there is no memory, becomes an empty message, and what follows is read as further frames.
 */
final class CappedAllocator implements MsgAllocator {
    private static final LimitedLog log = LimitedLog.of("io.tunedzmq.TunedContext");

    private final int most;

    /** @param most bytes of the largest frame */
    CappedAllocator(int most) {
        this.most = most;
    }

    @Override
    public Msg allocate(int size) {
        if (size < 0 || size > most) {
            log.warn("a peer announced a frame of a forged size; it is read as empty");
            return new Msg(0);
        }
        try {
            return new Msg(size);
        } catch (OutOfMemoryError e) {
            log.warn("no memory for a frame of {} bytes that a peer announced; it is read as empty", size);
            return new Msg(0);
        }
    }
}

package io.tunedzmq.socket;

import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zmq.Msg;
import zmq.msg.MsgAllocator;

/**
 * For sockets that the application has itself: keeps a length that a peer claims from killing an I/O thread. JeroMQ 0.6.0 allocates what a frame header says, lets
 * negative sizes pass its own limit, and an Error in an I/O thread ends the thread and with it every connection on it.
 *
 * <p>A length above the limit that still comes here can only be a forged negative one: it becomes an empty message, and
 * what follows is read as further frames, which the forger could have sent as well. An exception would leave the
 * connection half attached, and the context could never end.
 */
final class CappedAllocator implements MsgAllocator {
    private static final Logger log = LoggerFactory.getLogger("io.tunedzmq.TunedContext");

    private final int most;
    private final AtomicBoolean warned = new AtomicBoolean();

    /** @param most bytes of the largest frame */
    CappedAllocator(int most) {
        this.most = most;
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
            return new Msg(size);
        } catch (OutOfMemoryError e) {
            // An exception would make the I/O thread try it again for ever.
            if (!warned.getAndSet(true)) {
                log.warn("no memory for a frame of {} bytes that a peer announced; it is read as empty", size);
            }
            return new Msg(0);
        }
    }
}

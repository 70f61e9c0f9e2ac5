package io.tunedzmq.jeromq;

import org.jspecify.annotations.Nullable;
import zmq.Ctx;
import zmq.ZObject;
import zmq.io.IOThread;

/** Finds the objects by which JeroMQ's I/O threads obey commands; only its own kind may ask for them. */
final class CommandQueues extends ZObject {
    /** JeroMQ picks I/O threads by the bits of a long, of which the last one is the sign. */
    private static final int BITS = Long.SIZE - 1;

    CommandQueues(Ctx context) {
        super(context, 0);
    }

    /** That of the I/O thread with this place; null if JeroMQ cannot name it. */
    @Nullable
    IOThread of(int place) {
        return place < BITS ? chooseIoThread(1L << place) : null;
    }
}

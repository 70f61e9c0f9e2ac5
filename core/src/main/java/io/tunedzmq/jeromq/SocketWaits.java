package io.tunedzmq.jeromq;

import io.tunedzmq.internal.HeldInterrupt;
import java.util.concurrent.atomic.AtomicBoolean;
import zmq.SocketBase;

/**
 * What ends a wait in a socket before its time: an interrupt, a word from another thread, and the end of the socket.
 * Thread-safe, except the interrupt: that is of the thread that holds the socket's lock.
 */
final class SocketWaits {
    private final SocketBase base;
    private final HeldInterrupt interrupt = new HeldInterrupt();
    private final AtomicBoolean canceled = new AtomicBoolean();

    /**
     * By which JeroMQ is told to end a wait; replaced, under the lock of canceled, when that is not to end later ones.
     */
    private volatile AtomicBoolean end = new AtomicBoolean();

    private boolean closed; // guarded by canceled

    SocketWaits(SocketBase base) {
        this.base = base;
    }

    /** One that JeroMQ took away from the thread that waited. */
    HeldInterrupt interrupt() {
        return interrupt;
    }

    /** To be given to JeroMQ with a wait. */
    AtomicBoolean end() {
        return end;
    }

    /** Whether waits have been ended for good. */
    boolean canceled() {
        return canceled.get();
    }

    /** Ends every wait now and from now on. */
    void cancel() {
        synchronized (canceled) {
            canceled.set(true);
            if (!closed) { // A closed socket's mailbox may be another's already.
                base.cancel(end);
            }
        }
    }

    /** Ends a wait that is under way, as if its time were over. */
    void endOne() {
        synchronized (canceled) {
            if (!closed && !canceled.get()) {
                AtomicBoolean underWay = end;
                end = new AtomicBoolean();
                base.cancel(underWay);
            }
        }
    }

    /** Closes the socket, and ends no wait in it from there on; false if it is closed already. */
    boolean close(Runnable close) {
        synchronized (canceled) {
            if (closed) {
                return false;
            }
            closed = true;
            close.run();
            return true;
        }
    }
}

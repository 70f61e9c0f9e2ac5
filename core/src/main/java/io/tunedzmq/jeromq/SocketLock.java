package io.tunedzmq.jeromq;

import io.tunedzmq.internal.OwnedLock;
import java.util.concurrent.TimeUnit;

/**
 * The lock of a socket and of all that belongs to it. Who unlocks it gets back an interrupt that JeroMQ took, and
 * closes the socket if that is due: a thread may be busy in it when another one closes. A thread may take it again
 * while it holds it. Thread-safe.
 */
public final class SocketLock {
    private static final long LONG_NS = 2_000_000_000;

    private final OwnedLock lock;
    private final TunedSocket socket;
    private final Runnable close;
    private boolean closed;
    private volatile boolean closeDue;

    /** When somebody got it last, or it was looked after its owner. */
    private volatile long hadNs = System.nanoTime();

    /**
     * @param close closes the socket; may be called again if it fails
     * @param onLostLock see {@link OwnedLock}
     */
    public SocketLock(TunedSocket socket, Runnable close, Runnable onLostLock) {
        lock = OwnedLock.nested(onLostLock);
        this.socket = socket;
        this.close = close;
    }

    /**
     * Takes it.
     *
     * @throws IllegalStateException if its owner is gone
     */
    public void lock() {
        lock.lock();
    }

    public boolean tryLock() {
        return had(lock.tryLock());
    }

    public boolean tryLock(long nanos) throws InterruptedException {
        return had(lock.tryLock(nanos, TimeUnit.NANOSECONDS));
    }

    /** Where nobody gets it for long its owner may be gone. */
    private boolean had(boolean mine) {
        if (mine) {
            hadNs = System.nanoTime();
        } else if (System.nanoTime() - hadNs >= LONG_NS) {
            hadNs = System.nanoTime();
            lock.tellIfLost();
        }
        return mine;
    }

    public boolean isMine() {
        return lock.isHeldByCurrentThread();
    }

    /** Lets it go; returns whether that has closed the socket. */
    public boolean unlock() {
        boolean closes = closeDue && !closed && lock.getHoldCount() == 1;
        try {
            if (closes) {
                close.run();
                closed = true;
            }
        } finally {
            boolean interrupted = socket.heldInterrupt().release();
            lock.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return closes;
    }

    /** From here on whoever unlocks it for good closes the socket. */
    public void closeWhenUnlocked() {
        closeDue = true;
    }
}

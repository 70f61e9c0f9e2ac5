package io.tunedzmq.publish;

import io.tunedzmq.internal.OwnedLock;
import io.tunedzmq.jeromq.TunedSocket;
import java.util.concurrent.TimeUnit;

/**
 * The lock of a publisher's sending side. Who unlocks it gives back an interrupt that JeroMQ took, and closes the
 * socket if that is due: a thread may be busy in it when the publisher closes. Thread-safe.
 */
final class SendLock {
    private static final long LONG_NS = 2_000_000_000;

    private final OwnedLock lock;
    private final TunedSocket socket;
    private final Runnable close;
    private volatile boolean closeDue;

    /** When somebody got it last, or it was looked after its owner. */
    private volatile long hadNs = System.nanoTime();

    /**
     * @param close closes the socket; may be called again
     * @param onLostLock see {@link OwnedLock}
     */
    SendLock(TunedSocket socket, Runnable close, Runnable onLostLock) {
        lock = OwnedLock.nested(onLostLock);
        this.socket = socket;
        this.close = close;
    }

    boolean tryLock() {
        return had(lock.tryLock());
    }

    boolean tryLock(long nanos) throws InterruptedException {
        return had(lock.tryLock(Math.max(0, nanos), TimeUnit.NANOSECONDS));
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

    boolean isMine() {
        return lock.isHeldByCurrentThread();
    }

    /** Takes the lock if it comes free before the deadline; returns whether an interrupt was taken. */
    boolean lockUntil(long deadlineNs) {
        boolean interrupted = false;
        while (true) {
            try {
                boolean unused = tryLock(deadlineNs - System.nanoTime());
                return interrupted;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
    }

    void unlock() {
        try {
            if (closeDue && lock.getHoldCount() == 1) {
                close.run();
            }
        } finally {
            boolean interrupted = socket.takeInterrupt();
            lock.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** From here on whoever unlocks closes the socket. */
    void closeWhenUnlocked() {
        closeDue = true;
    }
}

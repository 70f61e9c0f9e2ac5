package io.tunedzmq.publish;

import io.tunedzmq.jeromq.TunedSocket;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The lock of a publisher's sending side. Who unlocks it gives back an interrupt that JeroMQ took, and closes the socket if that is due: a
 * thread may be busy in it when the publisher closes. Thread-safe.
 */
final class SendLock {
    private final ReentrantLock lock = new ReentrantLock();
    private final TunedSocket socket;
    private final Runnable close;
    private volatile boolean closeDue;

    /** @param close closes the socket; may be called again */
    SendLock(TunedSocket socket, Runnable close) {
        this.socket = socket;
        this.close = close;
    }

    boolean tryLock() {
        return lock.tryLock();
    }

    boolean tryLock(long nanos) throws InterruptedException {
        return lock.tryLock(Math.max(0, nanos), TimeUnit.NANOSECONDS);
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

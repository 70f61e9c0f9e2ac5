package io.tunedzmq.subscribe;

import io.tunedzmq.internal.Nanos;
import io.tunedzmq.jeromq.SocketLock;
import io.tunedzmq.jeromq.TunedSocket;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * How a thread waits for a subscriber to be ready. It reads what comes meanwhile, unless another thread receives and so
 * sees the echo for it. Thread-safe.
 */
final class ReadinessWait {
    private static final long PAUSE_NS = 10_000_000;
    private static final int LONGEST_POLL_MILLIS = 10;

    private final SocketLock lock;
    private final Runnable unlock;
    private final SubscriberEnd closed;
    private final Reception reception;
    private final Upstream upstream;
    private final TunedSocket socket;

    /** @param unlock gives the lock back, and does what is due then */
    ReadinessWait(SocketLock lock, Runnable unlock, SubscriberEnd closed, SubscriberParts parts, Reception reception) {
        this.lock = lock;
        this.unlock = unlock;
        this.closed = closed;
        this.reception = reception;
        upstream = parts.upstream();
        socket = parts.socket();
    }

    /** Returns whether it is ready: false when the time is over, or the thread was interrupted. */
    boolean await(Duration timeout) {
        long deadlineNs = System.nanoTime() + Nanos.of(timeout);
        boolean interrupted = false;
        closed.requireOpen();
        while (!upstream.ready() && !interrupted) {
            long leftNs = deadlineNs - System.nanoTime();
            if (leftNs <= 0) {
                return false;
            }
            try {
                boolean full = !look(leftNs);
                if (full) {
                    LockSupport.parkNanos(Math.min(leftNs, PAUSE_NS)); // The application must receive first.
                }
                interrupted = Thread.currentThread().isInterrupted();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                interrupted = true;
            }
        }
        return upstream.ready();
    }

    /** Looks for an echo if nobody else does; returns whether there is room for more of what comes besides. */
    private boolean look(long leftNs) throws InterruptedException {
        if (!lock.tryLock(Math.min(leftNs, PAUSE_NS))) {
            return true;
        }
        try {
            closed.requireOpen();
            return lookForEcho(leftNs);
        } finally {
            unlock.run();
        }
    }

    /** Under the lock. Messages read on the way are kept for who receives. */
    private boolean lookForEcho(long leftNs) {
        boolean room = reception.readForReadiness(System.nanoTime());
        if (room && !upstream.ready()) {
            socket.awaitMessage((int) Math.min(LONGEST_POLL_MILLIS, Math.max(1, leftNs / 1_000_000)));
        }
        return room;
    }
}

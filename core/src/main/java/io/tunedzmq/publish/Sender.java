package io.tunedzmq.publish;

import io.tunedzmq.jeromq.ConnectionWatch;
import io.tunedzmq.jeromq.Doorbell;
import io.tunedzmq.jeromq.Flusher;
import io.tunedzmq.jeromq.IoThread;
import io.tunedzmq.jeromq.JeromqServices;
import io.tunedzmq.jeromq.SocketLock;
import org.jspecify.annotations.Nullable;

/**
 * Decides who sends what was gathered. Thread-safe.
 *
 * <p>With {@code block()}, if all connections are on one I/O thread, that one: it is to move the bytes anyway, and what
 * comes while it is busy gathers by itself. A full frame is sent by the thread that filled it, and so is what goes to
 * several I/O threads, none of which should wait for another. What these leave is for the {@link Flusher}; the
 * housekeeper wakes it for an I/O thread that does not come.
 */
final class Sender implements Flusher.Source {
    /** How often a publishing thread looks whether others have left it more to send. */
    private static final int ROUNDS = 4;

    /** An I/O thread that has not come to send after this long is busy, or dead. */
    private static final long IO_THREAD_NS = 2_000_000;

    private final JeromqServices services;
    private final PublishIntake intake;
    private final ConnectionWatch connections;
    private final SocketLock lock;
    private final FramePump pump;
    private final SendingDuties side;
    private final boolean drops;
    private final Doorbell.Errand errand = new Doorbell.Errand(this::sendOnIoThread);

    Sender(
            JeromqServices services,
            PublishIntake intake,
            ConnectionWatch connections,
            SocketLock lock,
            FramePump pump,
            SendingDuties side,
            boolean drops) {
        this.services = services;
        this.intake = intake;
        this.connections = connections;
        this.lock = lock;
        this.pump = pump;
        this.side = side;
        this.drops = drops;
    }

    /** It is time to send. */
    void send() {
        IoThread thread = ioThread();
        if (thread == null || intake.full()) {
            sendHere();
        } else {
            thread.doorbell().ring(errand);
        }
    }

    /**
     * The I/O thread that is to send; null if a calling thread is. While it sends it does not empty the queues, and
     * with {@code drop()} a quick subscriber would lose what has no room in them.
     */
    private @Nullable IoThread ioThread() {
        IoThread thread = drops ? null : connections.soleIoThread();
        return thread != null && thread.maySend() ? thread : null;
    }

    private void sendHere() {
        boolean left = false;
        for (int round = 0; round < ROUNDS && intake.timeToSend() && lock.tryLock(); round++) {
            try {
                long nowNs = System.nanoTime();
                left = !side.sendGathered(nowNs);
                side.markIfDue(nowNs);
                if (side.hearSubscribers()) {
                    services.housekeeper().wakeup();
                }
            } finally {
                lock.unlock();
            }
        }
        if (left || !intake.isEmpty()) { // A subscriber is full, or another thread holds the lock.
            services.flusher().wake();
        }
    }

    private void sendOnIoThread() {
        boolean left = true;
        try {
            if (lock.tryLock()) {
                try {
                    // Another thread may have sent since it was called; what came after that is not due yet.
                    boolean due = intake.timeToSend() || pump.isDue();
                    left = due ? !side.sendGathered(System.nanoTime()) : !pump.isIdle();
                    if (side.hasWork()) { // Which takes longer than other connections should wait.
                        services.housekeeper().wakeup();
                    }
                } finally {
                    lock.unlock();
                }
            }
        } finally {
            if (left) {
                services.flusher().wake();
            }
        }
    }

    @Override
    public Flusher.Left flush() {
        if (!lock.tryLock()) {
            return Flusher.Left.STUCK;
        }
        try {
            if (pump.isIdle()) {
                return Flusher.Left.NOTHING;
            }
            if (!pump.isDue()) {
                return Flusher.Left.RECENT;
            }
            if (!pump.isStuck() && isCalled()) {
                return Flusher.Left.NOTHING;
            }
            return side.sendGathered(System.nanoTime()) ? Flusher.Left.SENT : Flusher.Left.STUCK;
        } finally {
            lock.unlock();
        }
    }

    /** Whether an I/O thread was called and does not come; from any thread. */
    boolean isOverdue() {
        return errand.overdue(System.nanoTime(), IO_THREAD_NS);
    }

    /** Whether an I/O thread sends in a moment. */
    private boolean isCalled() {
        IoThread thread = ioThread();
        if (thread == null || isOverdue()) {
            return false;
        }
        thread.doorbell().ring(errand);
        return true;
    }
}

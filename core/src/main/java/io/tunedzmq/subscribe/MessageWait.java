package io.tunedzmq.subscribe;

import io.tunedzmq.internal.Nanos;
import io.tunedzmq.jeromq.JeromqHealth;
import io.tunedzmq.jeromq.SocketLock;
import io.tunedzmq.jeromq.TunedSocket;
import java.time.Duration;

/**
 * How a thread waits for messages, and moves through them. One thread at a time does: another one is told so. The
 * socket lock is held while it waits.
 */
final class MessageWait {
    private static final int LONGEST_POLL_MILLIS = 100;

    /** Beyond its time, a call that does not wait looks for a message behind what holds none. */
    private static final long BEYOND_NS = 10_000_000;

    private final SocketLock lock;
    private final Runnable unlock;
    private final SubscriberEnd closed;
    private final ReceivingThread receiver;
    private final Reception reception;
    private final ReceivedFrames incoming;
    private final TunedSocket socket;
    private final JeromqHealth health;

    /** @param unlock gives the lock back, and does what is due then */
    MessageWait(
            SocketLock lock,
            Runnable unlock,
            SubscriberEnd closed,
            ReceivingThread receiver,
            SubscriberParts parts,
            Reception reception) {
        this.lock = lock;
        this.unlock = unlock;
        this.closed = closed;
        this.receiver = receiver;
        this.reception = reception;
        incoming = parts.incoming();
        socket = parts.socket();
        health = parts.subscribeSocket().health();
    }

    /** See {@link SubscriberEngine#next}. */
    boolean next(Duration timeout) {
        if (!enter()) {
            return false;
        }
        try {
            return incoming.nextRecord() || nextFrame(timeout);
        } finally {
            receiver.leave();
        }
    }

    /** See {@link SubscriberEngine#drain}. */
    int drain(Runnable handler, int limit, Duration timeout) {
        if (!enter()) {
            return 0;
        }
        try {
            int handled = 0;
            boolean more = incoming.nextRecord() || nextFrame(timeout);
            while (more) {
                handled++;
                handler.run();
                more = handled < limit && !closed.isClosing() && (incoming.nextRecord() || nextFrame(Duration.ZERO));
            }
            return handled;
        } finally {
            receiver.leave();
        }
    }

    /** False if there is nothing to receive because it is closed, which this thread had no chance to know. */
    private boolean enter() {
        if (lock.isMine()) { // A listener calls.
            throw ReceivingThread.receivedInside(Thread.currentThread());
        }
        receiver.enter();
        if (!closed.isClosing()) {
            return true;
        }
        boolean mayBeNews = closed.mayBeNews();
        receiver.leave();
        if (!mayBeNews) {
            closed.requireOpen();
        }
        return false;
    }

    private boolean nextFrame(Duration timeout) {
        long deadline = System.nanoTime() + Nanos.of(timeout);
        boolean waited = false;
        incoming.current().none();
        lock.lock();
        try {
            while (!closed.isClosing()) {
                long nowNs = System.nanoTime();
                Arrival arrival = reception.next(nowNs);
                if (arrival != null) {
                    if (incoming.open(arrival, nowNs)) {
                        return true;
                    }
                    if (nowNs - deadline >= BEYOND_NS) {
                        return false; // It may come on and on.
                    }
                    continue;
                }
                receiver.hasEmptied();
                health.require(); // What waits is handed out all the same.
                long leftNs = deadline - System.nanoTime();
                if (socket.terminated() || leftNs <= 0 || (waited && socket.isInterrupted())) {
                    return false;
                }
                if (!reception.giveWay()) {
                    awaitMessage(leftNs);
                    waited = true;
                }
            }
            closed.wasNoticed();
            return false;
        } finally {
            unlock.run();
        }
    }

    private void awaitMessage(long leftNs) {
        receiver.waits(true);
        try {
            socket.awaitMessage((int) Math.min(LONGEST_POLL_MILLIS, Math.max(1, leftNs / 1_000_000)));
        } finally {
            receiver.waits(false);
        }
    }
}

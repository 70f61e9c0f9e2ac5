package io.tunedzmq.publish;

import io.tunedzmq.config.OverflowPolicy;
import io.tunedzmq.internal.DurationListeners;
import io.tunedzmq.internal.HeldInterrupt;
import io.tunedzmq.internal.LimitedLog;
import io.tunedzmq.jeromq.JeromqServices;
import io.tunedzmq.jeromq.SocketLock;
import io.tunedzmq.wire.PublishedTopic;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Where publishing threads wait whose message has no room, and send meanwhile what is in front of it. Thread-safe. */
final class PublishWait {
    private static final LimitedLog log = LimitedLog.of("io.tunedzmq.Publisher");

    /**
     * With {@code drop()} nobody waits for a subscriber, only for a thread that sends while as much again has gathered.
     */
    private static final long SENDING_NS = TimeUnit.SECONDS.toNanos(10);

    /** For another thread to send what it has; a timeout of zero means not to wait for subscribers. */
    private static final long LEAST_LOCK_NS = 10_000_000;

    /** Who waits hears the subscribers at least so often. */
    private static final long HEAR_NS = 50_000_000;

    private final JeromqServices services;
    private final PublishIntake intake;
    private final SocketLock lock;
    private final SendingDuties side;
    private final long patienceNs;
    private final DurationListeners durations = new DurationListeners(log);
    private final AtomicInteger waiting = new AtomicInteger();

    PublishWait(
            JeromqServices services,
            PublishIntake intake,
            SocketLock lock,
            SendingDuties side,
            OverflowPolicy overflow) {
        this.services = services;
        this.intake = intake;
        this.lock = lock;
        this.side = side;
        patienceNs =
                overflow instanceof OverflowPolicy.Block block ? block.timeout().toNanos() : SENDING_NS;
    }

    /** Has the message taken as soon as there is room; false if there was none in time, or it is closed meanwhile. */
    boolean waitForRoom(PublishedTopic topic, byte[] payload, int offset, int length) {
        long startNs = System.nanoTime();
        long deadlineNs = startNs + patienceNs;
        boolean lastTime = false;
        waiting.incrementAndGet();
        try (HeldInterrupt held = new HeldInterrupt()) {
            while (true) {
                if (held.await(lock::tryLock, deadlineNs + LEAST_LOCK_NS)) {
                    try {
                        send(deadlineNs);
                    } finally {
                        lock.unlock();
                    }
                }
                lastTime = System.nanoTime() - deadlineNs >= 0;
                if (intake.offerAgain(topic, payload, offset, length, lastTime) != PublishIntake.Offer.NO_ROOM) {
                    services.flusher().wake();
                    return true;
                }
                if (lastTime || intake.stopped()) {
                    return false;
                }
                services.context().health().require();
            }
        } finally {
            waiting.decrementAndGet();
            if (durations.any()) {
                durations.tell(System.nanoTime() - startNs);
            }
        }
    }

    private void send(long deadlineNs) {
        long nowNs = System.nanoTime();
        side.sendGathered(nowNs + Math.min(HEAR_NS, deadlineNs - nowNs));
        side.hearSubscribers();
        side.markIfDue(nowNs);
    }

    /** Who is told how long each has waited. */
    DurationListeners durations() {
        return durations;
    }

    /** How many wait. */
    int waiting() {
        return waiting.get();
    }
}

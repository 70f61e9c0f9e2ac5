package io.tunedzmq.publish;

import io.tunedzmq.audience.Audience;
import io.tunedzmq.audience.RollCall;
import io.tunedzmq.internal.Nanos;
import io.tunedzmq.jeromq.JeromqHealth;
import io.tunedzmq.jeromq.SocketLock;
import io.tunedzmq.wire.Topics;
import java.time.Duration;

/** Waits for subscribers: asks on a topic until so many distinct ones have answered. Thread-safe. */
final class PublisherReadiness {
    private static final long FIRST_WAIT_NS = 20_000_000;
    private static final long LONGEST_WAIT_NS = 200_000_000;

    private final JeromqHealth health;
    private final PublishIntake intake;
    private final Audience audience;
    private final SocketLock lock;
    private final SendingDuties side;

    PublisherReadiness(
            JeromqHealth health, PublishIntake intake, Audience audience, SocketLock lock, SendingDuties side) {
        this.health = health;
        this.intake = intake;
        this.audience = audience;
        this.lock = lock;
        this.side = side;
    }

    /** Returns false if there were fewer until the time was over, or the thread was interrupted. */
    boolean await(int count, String topic, Duration timeout) {
        long deadlineNs = System.nanoTime() + Nanos.of(timeout);
        byte[] withNul = Topics.withNul(Topics.check("topic", topic));
        RollCall probe = new RollCall(RollCall.newId(), count);
        audience.startProbe(probe);
        long waitNs = FIRST_WAIT_NS;
        try {
            while (true) {
                ask(probe, withNul, deadlineNs);
                long leftNs = deadlineNs - System.nanoTime();
                if (probe.await(Math.min(waitNs, leftNs))) {
                    return true;
                }
                if (leftNs <= 0) {
                    return false;
                }
                waitNs = Math.min(2 * waitNs, LONGEST_WAIT_NS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            audience.endProbe(probe);
        }
    }

    private void ask(RollCall probe, byte[] topicWithNul, long deadlineNs) throws InterruptedException {
        intake.checkOpen();
        health.require();
        if (lock.tryLock(deadlineNs - System.nanoTime())) {
            try {
                side.ask(topicWithNul, probe.id());
                side.hearSubscribers();
            } finally {
                lock.unlock();
            }
        }
    }
}

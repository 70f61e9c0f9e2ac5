package io.tunedzmq.examples.calibrate;

import io.tunedzmq.MessageView;
import io.tunedzmq.Subscriber;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;

/** One subscriber: receives until every accepted message is here or known to be lost. Confined to its thread. */
final class Receiver implements Callable<Receiver> {
    private static final Duration POLL = Duration.ofMillis(20);
    private static final int HANDFUL = 1_000;
    private static final int DIGITS = 3;
    private static final long LONGEST_NS = 120_000_000_000L;

    private final Subscriber subscriber;
    private final LongSupplier accepted;
    private final long pauseAtNs;
    private final long pauseNs;
    private final long deadlineNs;
    private final Histogram latency = new Histogram(LONGEST_NS, DIGITS);
    private long lastNs;

    /**
     * @param accepted messages published; the largest number while it is not known
     * @param pauseAtNs when to stop taking messages, by {@link System#nanoTime()}
     * @param pauseNs for how long
     * @param deadlineNs when to give up
     */
    Receiver(Subscriber subscriber, LongSupplier accepted, long pauseAtNs, long pauseNs, long deadlineNs) {
        this.subscriber = subscriber;
        this.accepted = accepted;
        this.pauseAtNs = pauseAtNs;
        this.pauseNs = pauseNs;
        this.deadlineNs = deadlineNs;
    }

    @Override
    public Receiver call() throws TimeoutException {
        boolean paused = pauseNs == 0;
        long received = 0;
        lastNs = System.nanoTime();
        while (System.nanoTime() - deadlineNs < 0) {
            if (!paused && System.nanoTime() - pauseAtNs >= 0) {
                Clock.parkUntil(System.nanoTime() + pauseNs);
                paused = true;
            }
            int handled = subscriber.drain(this::message, HANDFUL, POLL);
            received += handled;
            if (handled > 0) {
                lastNs = System.nanoTime();
            }
            if (received + subscriber.stats().dropped() >= accepted.getAsLong()) {
                return this;
            }
        }
        throw new TimeoutException("not every message was accounted for in time: " + subscriber.stats() + ", published "
                + accepted.getAsLong());
    }

    private void message(MessageView message) {
        ByteBuffer payload = message.payload();
        long dueNs = payload.order(ByteOrder.BIG_ENDIAN).getLong(payload.position());
        latency.recordValue(Math.min(LONGEST_NS, Math.max(0, System.nanoTime() - dueNs)));
    }

    Histogram latency() {
        return latency;
    }

    /** When the last message came. */
    long lastNs() {
        return lastNs;
    }

    long received() {
        return subscriber.stats().received();
    }

    long dropped() {
        return subscriber.stats().dropped();
    }
}

package io.tunedzmq.publish;

import io.tunedzmq.internal.Counter;
import io.tunedzmq.internal.OwnedLock;
import io.tunedzmq.settings.PublisherSettings;
import io.tunedzmq.stats.ClosedException;
import io.tunedzmq.wire.BundleRoutes;
import io.tunedzmq.wire.FrameGatherer;
import io.tunedzmq.wire.PublishedTopic;
import io.tunedzmq.wire.SealedFrame;
import java.util.ArrayDeque;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Where publishing threads put their messages: numbered and appended to the open frame of their topic under one short
 * lock, without a socket call. Thread-safe.
 */
final class PublishIntake {
    /** Looking at the clock costs as much as taking a message; where many were gathered, every so many are enough. */
    private static final int LOOK_EVERY = 16;

    private static final int MANY = 64;

    /** To try in vain takes longer than to gather a message: while a subscriber is full, so often for each frame. */
    private static final int TRIES_A_FRAME = 4;

    /** Frames' worth of messages that may wait in front of the socket. */
    private static final int FRAMES_GATHERED = 8;

    /** What became of a message. */
    enum Offer {
        /** Taken; whoever sends next sends it. */
        GATHERED,
        /** Taken; now is the time to send. */
        TIME_TO_SEND,
        /** Not taken: too much waits already. */
        NO_ROOM
    }

    /** How much was taken at once. */
    record Taken(int frames, long bytes, long messages) {}

    private final long limit;
    private final int tryEvery;
    private final PublishPace pace;
    private final OwnedLock lock;
    private final FrameGatherer gather;

    private final Counter published = new Counter();
    private final Counter refused = new Counter();
    private final Counter untracked = new Counter();
    private volatile long lastTakenNs = System.nanoTime();
    private volatile boolean waiting;

    /** What to tell whoever publishes; null as long as messages are taken. */
    private @Nullable String whyStopped;

    private boolean closed;
    private int lookEvery = 1;

    /** Bytes gathered after which it is tried again to send, while a subscriber is full. */
    private long tryAgainAt;

    private int largestPayload;

    private volatile boolean timeToSend;
    private volatile boolean full;

    /**
     * @param pace of the sending side that takes from it
     * @param onLostLock see {@link OwnedLock}
     */
    PublishIntake(
            PublisherSettings settings,
            long epoch,
            LongSupplier clock,
            PublishPace pace,
            BundleRoutes routes,
            Runnable onLostLock) {
        lock = OwnedLock.flat(onLostLock);
        int frameLimit = settings.frameLimit();
        this.pace = pace;
        limit = (long) FRAMES_GATHERED * frameLimit;
        tryEvery = frameLimit / TRIES_A_FRAME;
        gather = new FrameGatherer(epoch, frameLimit, clock, routes);
    }

    /**
     * Takes a copy of the message if there is room.
     *
     * @throws IllegalStateException if the publisher is closed
     */
    Offer offer(PublishedTopic topic, byte[] payload, int offset, int length) {
        lock.lock();
        try {
            requireOpen();
            return take(topic, payload, offset, length);
        } finally {
            lock.unlock();
        }
    }

    /** As {@link #offer}, of a thread that has waited for room: counts a refusal if it waits no longer. */
    Offer offerAgain(PublishedTopic topic, byte[] payload, int offset, int length, boolean lastTime) {
        lock.lock();
        try {
            boolean stopped = whyStopped != null;
            Offer offer = stopped ? Offer.NO_ROOM : take(topic, payload, offset, length);
            if (offer == Offer.NO_ROOM && (stopped || lastTime)) {
                refused.add(1);
            }
            return offer;
        } finally {
            lock.unlock();
        }
    }

    private Offer take(PublishedTopic topic, byte[] payload, int offset, int length) {
        if (!gather.room(length, limit)) {
            return Offer.NO_ROOM;
        }
        gather.add(topic, payload, offset, length);
        published.add(1);
        if (length > largestPayload) {
            largestPayload = length;
        }
        if (!waiting) {
            waiting = true;
        }
        if (!topic.numbered()) {
            untracked.add(1);
        }
        long messages = gather.messages();
        if (gather.full()) {
            full = true;
        }
        if (full || (messages % lookEvery == 0 && due(System.nanoTime()))) {
            timeToSend = true;
        }
        return timeToSend && (!pace.isStuck() || mayTryAgain()) ? Offer.TIME_TO_SEND : Offer.GATHERED;
    }

    private boolean mayTryAgain() {
        long bytes = gather.bytes();
        if (bytes < tryAgainAt) {
            return false;
        }
        tryAgainAt = bytes + tryEvery;
        return true;
    }

    private boolean due(long nowNs) {
        return nowNs - lastTakenNs >= pace.gatherNs();
    }

    private void requireOpen() {
        if (whyStopped != null) {
            throw new ClosedException(whyStopped);
        }
    }

    void checkOpen() {
        lock.lock();
        try {
            requireOpen();
        } finally {
            lock.unlock();
        }
    }

    /** Whether a publishing thread found that it is time to send, and nobody has taken since. */
    boolean timeToSend() {
        return timeToSend;
    }

    /** Whether a frame is full. */
    boolean full() {
        return full;
    }

    /** Whether nothing waits. Without the lock, which a publishing thread that was just here would feel. */
    boolean isEmpty() {
        return !waiting;
    }

    /** Whether something waits that has gathered long enough. Without the lock, too. */
    boolean isDue(long nowNs) {
        return waiting && due(nowNs);
    }

    /**
     * Moves everything gathered behind what the sender still has. Under the sending lock, so that frames are sent in
     * the order in which they are taken.
     */
    Taken take(ArrayDeque<SealedFrame> outbox, long nowNs) {
        lock.lock();
        try {
            long bytes = gather.bytes();
            long messages = gather.messages();
            int before = outbox.size();
            gather.takeAll(outbox);
            // Only now: where the heap is full, it throws half-way and what is left comes next time, which may be no
            // frame.
            int frames = outbox.size() - before;
            lookEvery = messages >= MANY ? LOOK_EVERY : 1;
            waiting = false;
            timeToSend = false;
            full = false;
            tryAgainAt = 0;
            lastTakenNs = nowNs;
            return new Taken(frames, bytes, messages);
        } finally {
            lock.unlock();
        }
    }

    /** Takes nothing more. */
    void stop(String why) {
        lock.lock();
        try {
            if (whyStopped == null) {
                whyStopped = why;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes nothing more, for good; false if it was closed before. */
    boolean close(String why) {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            closed = true;
            whyStopped = why;
            return true;
        } finally {
            lock.unlock();
        }
    }

    boolean stopped() {
        lock.lock();
        try {
            return whyStopped != null;
        } finally {
            lock.unlock();
        }
    }

    /** Bytes of the largest message taken. */
    int largestPayload() {
        lock.lock();
        try {
            return largestPayload;
        } finally {
            lock.unlock();
        }
    }

    long published() {
        return published.get();
    }

    long refused() {
        return refused.get();
    }

    long untracked() {
        return untracked.get();
    }
}

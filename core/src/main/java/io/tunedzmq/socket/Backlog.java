package io.tunedzmq.socket;

import io.tunedzmq.wire.ControlFrames;
import io.tunedzmq.wire.PublishedTopic;
import io.tunedzmq.wire.SealedFrame;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one publisher has sent and not every subscriber has taken, oldest first: its page in the books of the {@link OutgoingMemory}.
 * Thread-safe.
 */
final class Backlog {
    private static final int FEW = 64;

    /** Where a frame stands. Empty once it has left, so that nothing in front of it keeps its content. */
    private static final class Slot implements OutgoingFrame.Place {
        private final AtomicLong account;
        private volatile @Nullable OutgoingFrame frame;

        Slot(AtomicLong account, OutgoingFrame frame) {
            this.account = account;
            this.frame = frame;
        }

        @Override
        public void left() {
            OutgoingFrame leaves = frame;
            if (leaves != null) {
                frame = null;
                account.addAndGet(-leaves.cost());
            }
        }
    }

    private final OutgoingMemory memory;
    private final boolean droppable;
    private final AtomicLong account;
    private final Supplier<String> name;
    private final long epoch;
    private final LongSupplier clock;
    private final LongSupplier disconnects;

    private final ArrayDeque<Slot> slots = new ArrayDeque<>(); // guarded by this
    private int sweepAt = FEW; // guarded by this
    private volatile long closedUntilNs;
    private volatile boolean closed;

    /**
     * @param droppable whether frames may be expired; else the publisher waits
     * @param account the bytes of all backlogs of this kind
     * @param name what to call the publisher in a log
     * @param disconnects connections of the publisher lost so far
     */
    Backlog(
            OutgoingMemory memory,
            boolean droppable,
            AtomicLong account,
            Supplier<String> name,
            long epoch,
            LongSupplier clock,
            LongSupplier disconnects) {
        this.memory = memory;
        this.droppable = droppable;
        this.account = account;
        this.name = name;
        this.epoch = epoch;
        this.clock = clock;
        this.disconnects = disconnects;
    }

    OutgoingFrame frame(SealedFrame sealed) {
        return new OutgoingFrame(this, sealed.content(), sealed.topic(), sealed.lastSequence(), sealed.messages());
    }

    /** What those get who had not taken a frame when it was expired. */
    ByteBuffer standIn(PublishedTopic topic, long lastSequence) {
        return ControlFrames.beacon(topic, lastSequence, epoch, clock.getAsLong());
    }

    boolean droppable() {
        return droppable;
    }

    String name() {
        return name.get();
    }

    /** Whether a further frame may be sent. */
    boolean hasRoom() {
        return droppable || memory.hasRoom(this);
    }

    /** A frame was given to all pipes that it was for. */
    void sent(OutgoingFrame frame, boolean control) {
        if (frame.fetchedByAll()) {
            return;
        }
        long nowNs = System.nanoTime();
        account.addAndGet(frame.cost());
        if (control) {
            frame.enter(memory.weakPlace(frame, account), nowNs, disconnects.getAsLong());
        } else {
            Slot slot = new Slot(account, frame);
            add(slot);
            frame.enter(slot, nowNs, disconnects.getAsLong());
        }
        memory.makeRoom(this);
    }

    private synchronized void add(Slot slot) {
        skipEmpty();
        slots.add(slot);
        if (slots.size() >= sweepAt) { // One that nobody takes must not keep all behind it.
            slots.removeIf(each -> each.frame == null);
            sweepAt = Math.max(FEW, 2 * slots.size());
        }
    }

    private @Nullable OutgoingFrame skipEmpty() {
        Slot first = slots.peek();
        while (first != null) {
            OutgoingFrame frame = first.frame;
            if (frame != null) {
                return frame;
            }
            slots.remove();
            first = slots.peek();
        }
        return null;
    }

    /** When the oldest frame was sent, by the nano clock; null if there is none. */
    synchronized @Nullable Long oldestNs() {
        OutgoingFrame first = skipEmpty();
        return first == null ? null : first.sentNs();
    }

    /**
     * Expires the oldest frames, but for those on their way at this moment.
     *
     * @param most bytes after which it is enough
     * @return bytes that came free
     */
    synchronized long expire(long most) {
        long freed = 0;
        long lost = disconnects.getAsLong();
        Iterator<Slot> oldest = slots.iterator();
        while (freed < most && oldest.hasNext()) {
            OutgoingFrame frame = oldest.next().frame;
            if (frame == null) {
                oldest.remove();
                continue;
            }
            long missing = frame.missing(lost);
            if (frame.expire()) {
                oldest.remove();
                freed += frame.cost();
                memory.givenUp(missing * frame.messages());
            }
        }
        return freed;
    }

    /** Takes frames out of the books that only lost connections may hold. */
    synchronized void excuse() {
        long lost = disconnects.getAsLong();
        for (Slot slot : slots) {
            OutgoingFrame frame = slot.frame;
            if (frame != null && frame.missing(lost) == 0 && !memory.excuse(frame)) {
                return;
            }
        }
    }

    long disconnects() {
        return disconnects.getAsLong();
    }

    /** The socket closes and holds what it has for so long at most. */
    void close(long lingerNs) {
        if (!closed) {
            closedUntilNs = System.nanoTime() + lingerNs;
            closed = true;
        }
    }

    /** Whether the socket has closed and nothing of it is left; else it must be asked again. */
    synchronized boolean isOver(long nowNs) {
        if (!closed) {
            return false;
        }
        if (nowNs - closedUntilNs >= 0) {
            for (Slot slot : slots) {
                OutgoingFrame frame = slot.frame;
                boolean unused = frame != null && frame.excuse();
            }
            slots.clear();
        }
        return skipEmpty() == null;
    }
}

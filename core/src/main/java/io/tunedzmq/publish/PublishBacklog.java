package io.tunedzmq.publish;

import io.tunedzmq.internal.Counter;
import io.tunedzmq.internal.Deques;
import io.tunedzmq.wire.ControlFrames;
import io.tunedzmq.wire.PublishedTopic;
import io.tunedzmq.wire.SealedFrame;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one publisher has sent and not every subscriber has taken, oldest first: its page in the books of the
 * {@link OutgoingMemory}. Thread-safe.
 *
 * <p>A frame stays here, and counts, until it is seen that all have taken it: at the head now and then, behind one that
 * nobody takes when as much again has come in. I/O threads have no part in it. As long as it keeps to what was granted,
 * it asks nobody.
 */
final class PublishBacklog {
    private static final long LOOK_EVERY_NS = 10_000_000;

    private final OutgoingMemory memory;
    private final boolean droppable;
    private final Supplier<String> name;
    private final ControlFrames controls;
    private final LongSupplier disconnects;

    // Guarded by this.
    private final ArrayDeque<BacklogFrame> frames = new ArrayDeque<>();
    private final ArrayDeque<BacklogFrame> sentControls = new ArrayDeque<>();
    private long bytes;
    private long granted;
    private long bytesLeftBySweep;
    private long cameSinceSweep;
    private long awaitedBytes;
    private long awaitedMessages;
    private int sentFrames;
    private long lookedNs = System.nanoTime();
    private long nowNs = System.nanoTime();

    private final Counter givenUp = new Counter();
    private volatile long closedUntilNs;
    private volatile boolean closed;

    /**
     * @param droppable whether frames may be expired; else the publisher waits
     * @param name what to call the publisher in a log
     * @param disconnects connections of the publisher lost so far
     */
    PublishBacklog(
            OutgoingMemory memory,
            boolean droppable,
            Supplier<String> name,
            ControlFrames controls,
            LongSupplier disconnects) {
        this.memory = memory;
        this.droppable = droppable;
        this.name = name;
        this.controls = controls;
        this.disconnects = disconnects;
    }

    OutgoingFrame frame(SealedFrame sealed) {
        return new OutgoingFrame(this, sealed);
    }

    /** What those get who had not taken a frame when it was expired. */
    ByteBuffer standIn(PublishedTopic topic, long lastSequence) {
        return controls.beacon(topic, lastSequence);
    }

    boolean droppable() {
        return droppable;
    }

    String name() {
        return name.get();
    }

    long disconnects() {
        return disconnects.getAsLong();
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
        boolean more;
        synchronized (this) {
            frame.sent(nowNs, disconnects.getAsLong());
            if (control) {
                Deques.add(
                        sentControls,
                        new BacklogFrame(frame)); // They are not given up here, and must not count for ever.
            } else {
                sentFrames++;
                BacklogFrame loose = new BacklogFrame(frame, sentFrames);
                Deques.add(frames, loose);
                loose.awaited = true;
                awaitedBytes += loose.cost;
                awaitedMessages += loose.messages;
            }
            bytes += frame.cost();
            cameSinceSweep += frame.cost();
            more = bytes > granted;
        }
        if (frame.isAnswer()) {
            memory.unreadEchoes().sent(frame);
        }
        if (more) {
            memory.grant(this);
        }
    }

    /**
     * Lets go of what was taken, at the head, and all over if that is worth it.
     *
     * @param atLeast bytes that must have come in for the latter
     */
    synchronized void tidy(long atLeast) {
        nowNs = System.nanoTime();
        BacklogFrame first = frames.peek();
        while (first != null && first.isOver()) {
            left(first);
            frames.remove();
            first = frames.peek();
        }
        if (cameSinceSweep >= Math.max(atLeast, Math.min(bytesLeftBySweep, memory.limit() / 16))) {
            sweep();
        }
    }

    /**
     * Lets go of all that was taken. Several times a second, so that a quiet publisher's frames are not taken for old
     * ones.
     */
    synchronized void sweep() {
        nowNs = System.nanoTime();
        sweep(frames);
        sweep(sentControls);
        bytesLeftBySweep = bytes;
        cameSinceSweep = 0;
    }

    private void sweep(ArrayDeque<BacklogFrame> some) {
        some.removeIf(loose -> {
            boolean over = loose.isOver();
            if (over) {
                left(loose);
            }
            return over;
        });
    }

    /** It leaves the books. */
    private void left(BacklogFrame loose) {
        bytes -= loose.cost;
        awaitNoMore(loose);
    }

    private void awaitNoMore(BacklogFrame loose) {
        if (loose.awaited) {
            loose.awaited = false;
            awaitedBytes -= loose.cost;
            awaitedMessages -= loose.messages;
        }
    }

    /**
     * Whether subscribers that are connected have yet to take less than so many bytes, or fewer than so many messages.
     * What only lost connections may hold does not count, which is found out a moment later.
     */
    synchronized boolean awaitsLess(long someBytes, long someMessages) {
        if (awaitedBytes < someBytes || awaitedMessages < someMessages) {
            return true;
        }
        tidy(Long.MAX_VALUE);
        if ((awaitedBytes >= someBytes && awaitedMessages >= someMessages) && nowNs - lookedNs >= LOOK_EVERY_NS) {
            lookedNs = nowNs;
            long lost = disconnects.getAsLong();
            for (BacklogFrame loose : frames) {
                OutgoingFrame frame = loose.awaited ? loose.get() : null;
                if (frame == null || frame.isExpired() || frame.missing(lost) == 0) {
                    awaitNoMore(loose);
                }
            }
        }
        return awaitedBytes < someBytes || awaitedMessages < someMessages;
    }

    /** Number of the frame that was entered last; after a long time it begins anew. */
    synchronized int frames() {
        return sentFrames;
    }

    /**
     * Of the frames up to this number that somebody who is connected has yet to take, the one that is so far from the
     * last of them; null if there are fewer.
     */
    synchronized @Nullable BacklogFrame missing(int until, int fromLast) {
        long lost = disconnects.getAsLong();
        int missing = 0;
        Iterator<BacklogFrame> newest = frames.descendingIterator();
        while (newest.hasNext()) {
            BacklogFrame loose = newest.next();
            if (loose.number - until <= 0 && loose.isMissing(lost)) {
                missing++;
                if (missing == fromLast) {
                    return loose;
                }
            }
        }
        return null;
    }

    /** Whether somebody who is connected has yet to take that frame, or what came in its place. */
    boolean isMissing(BacklogFrame loose) {
        return loose.isMissing(disconnects.getAsLong());
    }

    /** Bytes in the books. */
    synchronized long bytes() {
        return bytes;
    }

    /** Grants what it has and so much more; returns by how much that is more than was granted before. */
    synchronized long grant(long more) {
        long before = granted;
        granted = bytes + more;
        return granted - before;
    }

    /** When the oldest frame was sent, roughly, by the nano clock; null if there is none. */
    synchronized @Nullable Long oldestNs() {
        BacklogFrame first = frames.peek();
        OutgoingFrame frame = first == null ? null : first.get();
        while (first != null && frame == null) {
            left(first);
            frames.remove();
            first = frames.peek();
            frame = first == null ? null : first.get();
        }
        return frame == null ? null : frame.sentNs();
    }

    /**
     * Lets the oldest frames go, but for those on their way at this moment.
     *
     * @param most bytes after which it is enough
     * @return bytes that came free
     */
    synchronized long expire(long most) {
        long freed = 0;
        long lost = disconnects.getAsLong();
        Iterator<BacklogFrame> oldest = frames.iterator();
        while (freed < most && oldest.hasNext()) {
            BacklogFrame loose = oldest.next();
            OutgoingFrame frame = loose.get();
            long missing = frame == null ? 0 : frame.missing(lost);
            boolean expired = frame != null && frame.expire();
            if (expired || loose.isOver()) {
                oldest.remove();
                left(loose);
                freed += loose.cost;
                long messages = frame != null && expired ? missing * frame.messages() : 0;
                givenUp.add(messages);
                memory.givenUp(messages);
            }
        }
        return freed;
    }

    /** Messages that were given up, each counted for every subscriber that had not taken it. From any thread. */
    long givenUp() {
        return givenUp.get();
    }

    /** Takes frames out of the books that only lost connections may hold. */
    synchronized void excuse() {
        long lost = disconnects.getAsLong();
        frames.removeIf(loose -> {
            OutgoingFrame frame = loose.get();
            boolean excused =
                    frame == null || (frame.missing(lost) == 0 && (frame.fetchedByAll() || memory.excuse(loose)));
            if (excused) {
                left(loose);
            }
            return excused;
        });
    }

    /** The socket closes and holds what it has for so long at most. */
    void close(long lingerNs) {
        if (!closed) {
            closedUntilNs = System.nanoTime() + lingerNs;
            closed = true;
        }
    }

    /** Whether the socket has closed and nothing of it is left; else it must be asked again. */
    synchronized boolean isOver(long now) {
        if (closed && now - closedUntilNs >= 0) {
            frames.forEach(this::awaitNoMore);
            frames.clear();
            sentControls.clear();
            bytes = 0;
        }
        return closed && bytes == 0;
    }
}

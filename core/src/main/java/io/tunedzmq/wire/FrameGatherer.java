package io.tunedzmq.wire;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Gathers messages of one publisher into frames: one open frame for each topic that has something waiting, and the full
 * ones in front of them. Confined: guarded by its owner's lock.
 *
 * <p>The order of messages within a topic is kept; topics may overtake each other.
 */
public final class FrameGatherer {
    /** Full frames' worth of messages after which it is time to send, although no topic has filled one. */
    private static final long FULL_FRAMES = 4;

    private final long epoch;
    private final int frameLimit;
    private final LongSupplier clock;
    private final ArrayDeque<SealedFrame> sealed = new ArrayDeque<>();

    // A topic whose frame was sealed in between stands here twice; the second time its frame is gone.
    private final List<PublishedTopic> open = new ArrayList<>();
    private long bytes;
    private long messages;

    /**
     * @param frameLimit bytes after which a frame is full
     * @param clock the time that frames carry, in nanoseconds since 1970
     */
    public FrameGatherer(long epoch, int frameLimit, LongSupplier clock) {
        this.epoch = epoch;
        this.frameLimit = frameLimit;
        this.clock = clock;
    }

    /** Appends a copy of the message and numbers it. */
    public void add(PublishedTopic topic, byte[] payload, int offset, int length) {
        int record = FrameWriter.recordBytes(length);
        FrameWriter frame = topic.open;
        if (frame != null && frame.size() + record > frameLimit) {
            seal(topic, frame, clock.getAsLong(), sealed);
            frame = null;
        }
        if (frame == null) {
            frame = open(topic, payload, offset, length);
        } else {
            frame.append(payload, offset, length);
        }
        topic.accepted++;
        bytes += record;
        messages++;
        if (frame.size() + record > frameLimit) {
            sealFull(topic, frame);
        }
    }

    /** Now, and not when the next one comes: who takes the full frame should not find a new one just begun. */
    private void sealFull(PublishedTopic topic, FrameWriter frame) {
        try {
            seal(topic, frame, clock.getAsLong(), sealed);
        } catch (OutOfMemoryError e) {
            return; // The message is in: it goes with those that are taken next.
        }
    }

    /** Opens a frame with its first record. */
    private FrameWriter open(PublishedTopic topic, byte[] payload, int offset, int length) {
        byte[] name = topic.withNul();
        int overhead = FrameWriter.overhead(name);
        int record = FrameWriter.recordBytes(length);
        FrameWriter frame;
        if (overhead + 2L * record > frameLimit) {
            frame = FrameWriter.ofOne(name, payload, offset, length);
        } else {
            // A little more than the topic's last frames had: growing copies, and room that stays empty is cleared in
            // vain.
            int expected = topic.expectedBytes + topic.expectedBytes / 4;
            frame = new FrameWriter(name, Math.max(record, Math.min(expected, frameLimit - overhead)));
            frame.append(payload, offset, length);
        }
        open.add(topic); // First: without memory for it the frame would never be taken.
        topic.open = frame;
        bytes += overhead;
        return frame;
    }

    /** Without memory everything stays as it was. */
    private void seal(PublishedTopic topic, FrameWriter frame, long timeNs, Collection<SealedFrame> into) {
        int filled = frame.size() - FrameWriter.overhead(topic.withNul());
        long last = topic.numbered() ? topic.accepted : 0;
        long first = topic.numbered() ? last - frame.count() + 1 : 0;
        ByteBuffer content = frame.seal(FrameKind.DATA, epoch, first, timeNs, topic.number());
        into.add(new SealedFrame(content, topic, last, frame.count()));
        topic.open = null;
        topic.expectedBytes = Math.max(filled, (filled + topic.expectedBytes) / 2);
    }

    /** Bytes waiting. */
    public long bytes() {
        return bytes;
    }

    /** Messages waiting. */
    public long messages() {
        return messages;
    }

    /** Whether a frame is full, or as much waits as fills several: then it should go. */
    public boolean full() {
        return !sealed.isEmpty() || bytes >= FULL_FRAMES * frameLimit;
    }

    /** Whether a message of this length may be added while at most {@code limit} bytes wait; an empty one takes any. */
    public boolean room(int length, long limit) {
        return messages == 0 || bytes + FrameWriter.recordBytes(length) <= limit;
    }

    /** Takes everything that waits, in the order in which it must be sent. */
    public void takeAll(ArrayDeque<SealedFrame> into) {
        if (messages == 0) {
            return;
        }
        long timeNs = clock.getAsLong();
        into.addAll(sealed);
        sealed.clear();
        for (PublishedTopic topic : open) {
            FrameWriter frame = topic.open;
            if (frame != null) {
                seal(topic, frame, timeNs, into);
            }
        }
        open.clear();
        bytes = 0;
        messages = 0;
    }
}

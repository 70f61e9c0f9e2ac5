package io.tunedzmq.wire;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;

/** The frames of one publisher instance that carry no message. Thread-safe. */
public final class ControlFrames {
    /** Baseline entries in one frame: 64,000 bytes. */
    private static final int ENTRIES = 8_000;

    private static final int DIGEST_BYTES = 60_000;

    private final long epoch;
    private final LongSupplier clock;

    /**
     * @param epoch of the publisher instance
     * @param clock the time that frames carry, in nanoseconds since 1970
     */
    public ControlFrames(long epoch, LongSupplier clock) {
        this.epoch = epoch;
        this.clock = clock;
    }

    /** Says that this sequence of a topic, and those before, were sent. */
    public ByteBuffer beacon(PublishedTopic topic, long sequence) {
        return new FrameWriter(topic.withNul(), 0)
                .seal(FrameKind.BEACON, epoch, sequence, clock.getAsLong(), topic.number());
    }

    /**
     * Says the last sequences of topics: packed, so that topics that fall silent together do not fill the queues of the
     * subscribers; and not on the topics themselves, where a stock SUB with CONFLATE would find them in place of its
     * last message.
     */
    public List<ByteBuffer> lastSequences(List<PublishedTopic> topics) {
        return topics.isEmpty() ? List.of() : digest(topics);
    }

    /** Says the last sequences of no topic. */
    ByteBuffer lastSequences() {
        return digest(List.of()).get(0);
    }

    /** A record holds the number of the topic (4 bytes), its last sequence (8 bytes) and the topic without NUL. */
    public List<ByteBuffer> digest(List<PublishedTopic> topics) {
        return digest(topics, FrameKind.DIGEST, 0, 0);
    }

    private List<ByteBuffer> digest(
            List<PublishedTopic> topics, FrameKind lastKind, long lastSequence, int lastTopicNumber) {
        long timeNs = clock.getAsLong();
        List<ByteBuffer> frames = new ArrayList<>();
        FrameWriter frame = new FrameWriter(withNul(ControlTopics.LAST), DIGEST_BYTES);
        for (PublishedTopic topic : topics) {
            int name = topic.withNul().length - 1;
            ByteBuffer record = ByteBuffer.allocate(Integer.BYTES + Long.BYTES + name);
            record.putInt(topic.number()).putLong(topic.sent()).put(topic.withNul(), 0, name);
            if (frame.size() + FrameWriter.recordBytes(record.position()) > DIGEST_BYTES && frame.count() > 0) {
                frames.add(frame.seal(FrameKind.DIGEST, epoch, 0, timeNs, 0));
                frame = new FrameWriter(withNul(ControlTopics.LAST), DIGEST_BYTES);
            }
            frame.append(record.array());
        }
        frames.add(frame.seal(lastKind, epoch, lastSequence, timeNs, lastTopicNumber));
        return frames;
    }

    /** Asks who receives the topic. */
    public ByteBuffer probe(byte[] topicWithNul, long probe) {
        return new FrameWriter(topicWithNul, 0).seal(FrameKind.PROBE, epoch, probe, clock.getAsLong(), 0);
    }

    /** Asks every subscriber of ours whether it receives anything. */
    public ByteBuffer question(long probe) {
        return new FrameWriter(withNul(ControlTopics.LAST), 0)
                .seal(FrameKind.PROBE, epoch, probe, clock.getAsLong(), 0);
    }

    /** Tells a subscriber that not everything came that it has subscribed to. */
    public ByteBuffer lacking(String readyTopic) {
        return probe(withNul(readyTopic), 0);
    }

    /**
     * Says that the publisher is there, and asks every subscriber of ours for a report on what came before. Takes the
     * last sequences of topics along: for a thousand subscribers a frame is a thousand packets.
     *
     * @param everySeconds how often reports are asked for at most
     * @return frames to be sent in this order; the last one is the mark
     */
    public List<ByteBuffer> mark(List<PublishedTopic> topics, long mark, int everySeconds) {
        return digest(topics, FrameKind.MARK, mark, everySeconds);
    }

    /** Says that the publisher instance sends nothing more, and asks who has heard that. */
    public ByteBuffer end(long probe) {
        return new FrameWriter(withNul(ControlTopics.END), 0).seal(FrameKind.END, epoch, probe, clock.getAsLong(), 0);
    }

    /**
     * Answers a subscriber: its subscriptions are live, and this is what was sent before. A record holds the number of
     * its first topic (4 bytes) and for this and the following topics the last sequence (8 bytes each).
     *
     * @param number of the echo, to be quoted in reports
     * @param sent last sequences by topic number - 1
     * @return frames to be sent in this order; the last one is the echo
     */
    public List<ByteBuffer> echo(String readyTopic, long number, long[] sent) {
        byte[] topic = withNul(readyTopic);
        long timeNs = clock.getAsLong();
        List<ByteBuffer> frames = new ArrayList<>();
        int first = 0;
        do {
            int end = Math.min(sent.length, first + ENTRIES);
            ByteBuffer record = ByteBuffer.allocate(Integer.BYTES + (end - first) * Long.BYTES);
            record.putInt(first + 1);
            for (int i = first; i < end; i++) {
                record.putLong(sent[i]);
            }
            FrameWriter frame = new FrameWriter(topic, FrameWriter.recordBytes(record.position()));
            frame.append(record.array());
            FrameKind kind = end == sent.length ? FrameKind.ECHO : FrameKind.BASELINE;
            frames.add(frame.seal(kind, epoch, number, timeNs, sent.length));
            first = end;
        } while (first < sent.length);
        return frames;
    }

    /**
     * What a subscriber gets in place of a part of an echo for which there was no memory any more: a part of a baseline
     * that holds nothing. It proves nothing, and what comes behind it does not follow on it.
     */
    public ByteBuffer lostEcho(String readyTopic, long number, int topics) {
        FrameWriter frame = new FrameWriter(withNul(readyTopic), FrameWriter.recordBytes(Integer.BYTES));
        frame.append(ByteBuffer.allocate(Integer.BYTES).putInt(1).array());
        return frame.seal(FrameKind.BASELINE, epoch, number, clock.getAsLong(), topics);
    }

    private static byte[] withNul(String controlTopic) {
        byte[] bytes = ControlTopics.bytes(controlTopic);
        return Arrays.copyOf(bytes, bytes.length + 1);
    }
}

package io.tunedzmq.subscribe;

import io.tunedzmq.ledger.TopicLedger;
import io.tunedzmq.wire.FrameReader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The message that a subscriber has come to, still in its frame. Confined to the receiving thread. */
public final class CurrentMessage {
    private final FrameReader reader = new FrameReader();
    private @Nullable TopicLedger topic;
    private List<byte[]> untaggedFrames = List.of();

    /** Opened on the frame of the message; while there is none, free to look at others. */
    FrameReader reader() {
        return reader;
    }

    /** There is no current message. */
    void none() {
        topic = null;
        untaggedFrames = List.of();
    }

    /** Moves to the first record of the frame behind those to skip. */
    void first(TopicLedger newTopic, int skip) {
        topic = newTopic;
        for (int i = 0; i <= skip; i++) {
            reader.next();
        }
    }

    /** Moves to the next record of the same frame; false if there is none. */
    boolean next() {
        return topic != null && reader.next();
    }

    /** A message of a stock publisher. */
    void untagged(List<byte[]> frames) {
        untaggedFrames = frames;
    }

    /** Whether it has a sequence header. */
    public boolean tagged() {
        return topic != null;
    }

    /** The topic; only of a tagged message. */
    public String topic() {
        if (topic == null) {
            throw new IllegalStateException("no tagged message is current");
        }
        return topic.topic();
    }

    /** The sequence; 0 if its publisher did not number it. */
    public long sequence() {
        return reader.sequence() == 0 ? 0 : reader.sequence() + reader.index() - 1;
    }

    public long epoch() {
        return reader.epoch();
    }

    public long timeNs() {
        return reader.timeNs();
    }

    /** A copy of the payload. */
    public byte[] payload() {
        return reader.payload();
    }

    /** The frame that holds the payload; not to be changed. */
    public byte[] frame() {
        return reader.bytes();
    }

    public int payloadOffset() {
        return reader.payloadOffset();
    }

    public int payloadLength() {
        return reader.payloadLength();
    }

    /** The frames of an untagged message. */
    public List<byte[]> untaggedFrames() {
        return untaggedFrames;
    }
}

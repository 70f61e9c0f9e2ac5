package io.tunedzmq.subscribe;

import io.tunedzmq.ledger.AccountedMessages;
import io.tunedzmq.ledger.TopicLedger;
import io.tunedzmq.wire.FrameReader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The message that a subscriber has come to, still in its frame. Confined to the receiving thread. */
public final class CurrentMessage {
    private static final FrameReader NONE = new FrameReader();

    private FrameReader frame = NONE;
    private @Nullable AccountedMessages accepted;
    private @Nullable TopicLedger topic;
    private List<byte[]> untaggedFrames = List.of();

    /** There is no current message. */
    void none() {
        accepted = null;
        topic = null;
        frame = NONE;
        untaggedFrames = List.of();
    }

    /** Moves to the first record of a frame that is to be handed out. */
    void first(FrameReader newFrame, AccountedMessages itsMessages) {
        accepted = itsMessages;
        frame = newFrame;
        topic = itsMessages.next(newFrame);
    }

    /** Moves to the next record of the same frame; false if there is none. */
    boolean next() {
        TopicLedger next = accepted == null ? null : accepted.next(frame);
        if (next == null) {
            return false;
        }
        topic = next;
        return true;
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
        return frame.recordSequence();
    }

    public long epoch() {
        return frame.epoch();
    }

    public long timeNs() {
        return frame.timeNs();
    }

    /** A copy of the payload. */
    public byte[] payload() {
        return frame.payload();
    }

    /** The frame that holds the payload; not to be changed. */
    public byte[] frame() {
        return frame.bytes();
    }

    public int payloadOffset() {
        return frame.payloadOffset();
    }

    public int payloadLength() {
        return frame.payloadLength();
    }

    /** The frames of an untagged message. */
    public List<byte[]> untaggedFrames() {
        return untaggedFrames;
    }
}

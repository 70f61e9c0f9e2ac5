package io.tunedzmq.wire;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A frame on its way to ZeroMQ.
 *
 * @param content the whole frame
 * @param topic whose messages it holds; null for a bundle and for a control frame
 * @param lastSequence sequence of its last message; 0 if none is numbered, and of a bundle
 * @param messages how many it holds; 0 for a control frame
 * @param standIn of a bundle or a control frame, what those get instead who have not taken it when there is no memory
 *     for it any more; null if it stays
 * @param bundled of a bundle, what it holds of which topics; else null
 */
public record SealedFrame(
        ByteBuffer content,
        @Nullable PublishedTopic topic,
        long lastSequence,
        int messages,
        @Nullable ByteBuffer standIn,
        @Nullable BundledTopics bundled) {

    /** A frame of messages, or one of our own that stays. */
    public SealedFrame(ByteBuffer content, @Nullable PublishedTopic topic, long lastSequence, int messages) {
        this(content, topic, lastSequence, messages, null, null);
    }

    /** A frame of our own. */
    public SealedFrame(ByteBuffer content, @Nullable ByteBuffer standIn) {
        this(content, null, 0, 0, standIn, null);
    }

    /** Whether it is one of our own, without a message. */
    public boolean isControl() {
        return messages == 0;
    }
}

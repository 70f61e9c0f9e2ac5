package io.tunedzmq.wire;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A frame on its way to ZeroMQ.
 *
 * @param content the whole frame
 * @param topic whose messages it holds; null for a control frame
 * @param lastSequence sequence of its last message; 0 if none is numbered
 * @param messages how many it holds
 * @param standIn of a control frame, what those get instead who have not taken it when there is no memory for it any
 *     more; null if it stays
 */
public record SealedFrame(
        ByteBuffer content,
        @Nullable PublishedTopic topic,
        long lastSequence,
        int messages,
        @Nullable ByteBuffer standIn) {

    /** A frame of messages, or one of our own that stays. */
    public SealedFrame(ByteBuffer content, @Nullable PublishedTopic topic, long lastSequence, int messages) {
        this(content, topic, lastSequence, messages, null);
    }
}

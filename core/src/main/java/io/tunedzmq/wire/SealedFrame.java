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
 */
public record SealedFrame(ByteBuffer content, @Nullable PublishedTopic topic, long lastSequence, int messages) {}

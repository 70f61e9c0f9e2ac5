package io.tunedzmq;

import io.tunedzmq.socket.SubscriberEngine;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;

/**
 * The current message inside {@link Subscriber#drain}, without a copy. Only valid until the handler returns; whoever needs
 * it longer takes a {@link #copy()}. Confined to the thread that drains.
 */
public final class MessageView {
    private final SubscriberEngine engine;
    private byte[] array = new byte[0];
    private ByteBuffer payload = ByteBuffer.wrap(array);

    MessageView(SubscriberEngine engine) {
        this.engine = engine;
    }

    /** The topic it was published to; see {@link Message#topic()}. */
    public String topic() {
        return engine.tagged() ? engine.topic() : copy().topic();
    }

    /** The payload from the buffer's position to its limit. Read-only; the same buffer serves the next message. */
    @SuppressWarnings("ReferenceEquality") // The same array, not an equal one.
    public ByteBuffer payload() {
        byte[] bytes = engine.tagged() ? engine.frame() : copy().payload();
        if (bytes != array) {
            array = bytes;
            payload = ByteBuffer.wrap(bytes).asReadOnlyBuffer();
        }
        if (engine.tagged()) {
            int offset = engine.payloadOffset();
            return payload.limit(offset + engine.payloadLength()).position(offset);
        }
        return payload.clear();
    }

    /** Whether it came from a Publisher of this library and carries epoch and sequence. */
    public boolean tagged() {
        return engine.tagged();
    }

    /** Number within epoch and topic, from 1; 0 if the publisher did not number it. */
    public long sequence() {
        return engine.tagged() ? engine.sequence() : 0;
    }

    /** Identity of the publisher instance; 0 if untagged. */
    public long epoch() {
        return engine.tagged() ? engine.epoch() : 0;
    }

    /** When its frame was made, by the publisher's clock; {@link Instant#EPOCH} if untagged. */
    public Instant sentAt() {
        return copy().sentAt();
    }

    /** The message with a payload of its own. */
    public Message copy() {
        if (engine.tagged()) {
            return Message.tagged(engine.topic(), engine.payload(), engine.epoch(), engine.sequence(), engine.timeNs());
        }
        List<byte[]> frames = engine.untaggedFrames();
        return Message.untagged(frames);
    }

    @Override
    public String toString() {
        return copy().toString();
    }
}

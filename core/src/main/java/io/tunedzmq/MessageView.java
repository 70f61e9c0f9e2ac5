package io.tunedzmq;

import io.tunedzmq.subscribe.CurrentMessage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/**
 * The current message inside {@link Subscriber#drain} or an {@link SubscriberBuilder#onMessage} handler, without a
 * copy. Only valid until the handler returns, then the memory serves other messages; whoever needs it longer takes a
 * {@link #copy()}. Confined to the thread that calls the handler.
 */
public final class MessageView {
    private final CurrentMessage current;
    private byte[] array = new byte[0];
    private ByteBuffer payload = ByteBuffer.wrap(array);

    MessageView(CurrentMessage current) {
        this.current = current;
    }

    /**
     * The topic it was published to; see {@link Message#topic()} also for topics of stock publishers that are not
     * UTF-8.
     */
    public String topic() {
        return current.tagged() ? current.topic() : copy().topic();
    }

    /** The payload from the buffer's position to its limit. Read-only; the same buffer serves the next message. */
    @SuppressWarnings("ReferenceEquality") // The same array, not an equal one.
    public ByteBuffer payload() {
        byte[] bytes = current.tagged() ? current.frame() : copy().payload();
        if (bytes != array) {
            array = bytes;
            payload = ByteBuffer.wrap(bytes).asReadOnlyBuffer();
        }
        if (current.tagged()) {
            int offset = current.payloadOffset();
            return payload.limit(offset + current.payloadLength()).position(offset);
        }
        return payload.clear();
    }

    /** The {@link #payload()} read as UTF-8: each byte that is not is U+FFFD. It may be kept. */
    public String text() {
        return StandardCharsets.UTF_8.decode(payload().duplicate()).toString();
    }

    /** All ZeroMQ frames of an untagged message; of a tagged one its payload. Copies, which may be kept. */
    public List<byte[]> frames() {
        return copy().frames();
    }

    /** Whether it came from a Publisher of this library and carries epoch and sequence. */
    public boolean tagged() {
        return current.tagged();
    }

    /** Number within epoch and topic, from 1; 0 if the publisher did not number it. */
    public long sequence() {
        return current.tagged() ? current.sequence() : 0;
    }

    /** Identity of the publisher instance; 0 if untagged. */
    public long epoch() {
        return current.tagged() ? current.epoch() : 0;
    }

    /** When its frame was made, by the publisher's clock; {@link Instant#EPOCH} if untagged. */
    public Instant sentAt() {
        return copy().sentAt();
    }

    /** The message with a payload of its own. */
    public Message copy() {
        if (current.tagged()) {
            return Message.tagged(
                    current.topic(), current.payload(), current.epoch(), current.sequence(), current.timeNs());
        }
        return Message.untagged(current.untaggedFrames());
    }

    @Override
    public String toString() {
        return copy().toString();
    }
}

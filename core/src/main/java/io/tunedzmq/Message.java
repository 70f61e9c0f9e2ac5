package io.tunedzmq;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/**
 * A message as received. Immutable, if the arrays it hands out are left alone: they are not copied again.
 *
 * <p>A message of a stock ZeroMQ publisher is not {@link #tagged()}: it has no sequence, and its topic is the first
 * frame if it has several, else empty.
 */
public final class Message {
    private final String topic;
    private final byte[] payload;

    /** Of an untagged message; empty for a tagged one, which has only its payload. */
    private final List<byte[]> frames;

    private final long epoch;
    private final long sequence;
    private final long sentNs;

    private Message(String topic, byte[] payload, List<byte[]> frames, long epoch, long sequence, long sentNs) {
        this.topic = topic;
        this.payload = payload;
        this.frames = frames;
        this.epoch = epoch;
        this.sequence = sequence;
        this.sentNs = sentNs;
    }

    static Message tagged(String topic, byte[] payload, long epoch, long sequence, long sentNs) {
        return new Message(topic, payload, List.of(), epoch, sequence, sentNs);
    }

    static Message untagged(List<byte[]> frames) {
        String topic = frames.size() > 1 ? new String(frames.get(0), StandardCharsets.UTF_8) : "";
        return new Message(topic, frames.get(frames.size() == 1 ? 0 : 1), List.copyOf(frames), 0, 0, 0);
    }

    /**
     * The topic it was published to. Of an untagged message the first frame of several as UTF-8: each byte that is not
     * is U+FFFD, so that different topics may look the same; {@code frames().get(0)} has the bytes.
     */
    public String topic() {
        return topic;
    }

    /** The payload; of an untagged message the second frame, or the only one. */
    public byte[] payload() {
        return payload;
    }

    /** The {@link #payload()} read as UTF-8: each byte that is not is U+FFFD. Decoded anew each time. */
    public String text() {
        return new String(payload, StandardCharsets.UTF_8);
    }

    /** All ZeroMQ frames of an untagged message; of a tagged one its payload. */
    public List<byte[]> frames() {
        return tagged() ? List.of(payload) : frames;
    }

    /** Whether it came from a Publisher of this library and carries epoch and sequence. */
    public boolean tagged() {
        return frames.isEmpty();
    }

    /** Identity of the publisher instance; 0 if untagged. */
    public long epoch() {
        return epoch;
    }

    /** Number within epoch and topic, from 1; 0 if the publisher did not number it. */
    public long sequence() {
        return sequence;
    }

    /** When its frame was made, by the publisher's clock; {@link Instant#EPOCH} if untagged. */
    public Instant sentAt() {
        return Instant.ofEpochSecond(sentNs / 1_000_000_000L, sentNs % 1_000_000_000L);
    }

    @Override
    public String toString() {
        return "Message[topic=" + topic + ", " + payload.length + " bytes, sequence=" + sequence + ", epoch="
                + Long.toHexString(epoch) + "]";
    }
}

package io.tunedzmq;

import static java.util.Objects.requireNonNull;

import io.tunedzmq.publish.PublisherEngine;
import io.tunedzmq.wire.PublishedTopic;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * One topic of a {@link Publisher}, ready to publish to; see {@link Publisher#topic}. It holds nothing of its own and
 * need not be closed.
 *
 * <p>Thread-safe, with the publisher's promises about order, waiting and interrupts.
 */
public final class TopicPublisher {
    private final PublisherEngine engine;
    private final PublishedTopic topic;

    TopicPublisher(PublisherEngine engine, PublishedTopic topic) {
        this.engine = engine;
        this.topic = topic;
    }

    /** The topic. */
    public String topic() {
        return topic.name();
    }

    /** Publishes a copy of the payload; see {@link Publisher#publish(String, byte[])}. */
    public PublishResult publish(byte[] payload) {
        requireNonNull(payload, "payload");
        return result(engine.publish(topic, payload, 0, payload.length));
    }

    /**
     * As {@link #publish(byte[])}, from the buffer's position to its limit; the buffer is not changed. A buffer without
     * an accessible array (direct or read-only) is copied once more than one with.
     */
    public PublishResult publish(ByteBuffer payload) {
        requireNonNull(payload, "payload");
        return result(engine.publish(topic, payload));
    }

    /** As {@link #publish(byte[])}, with a text in UTF-8; see {@link Publisher#publish(String, String)}. */
    public PublishResult publish(String text) {
        return publish(requireNonNull(text, "text").getBytes(StandardCharsets.UTF_8));
    }

    private static PublishResult result(boolean accepted) {
        return accepted ? PublishResult.ACCEPTED : PublishResult.REFUSED;
    }

    @Override
    public String toString() {
        return "TopicPublisher[" + topic.name() + "]";
    }
}

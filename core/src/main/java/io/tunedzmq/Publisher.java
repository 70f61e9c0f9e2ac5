package io.tunedzmq;

import static java.util.Objects.requireNonNull;

import io.tunedzmq.config.PublisherConfig;
import io.tunedzmq.internal.Checks;
import io.tunedzmq.socket.PublisherEngine;
import io.tunedzmq.stats.PublisherStats;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/**
 * Publishes numbered messages to topics.
 *
 * <p>Thread-safe: any number of threads may publish. The order of one thread's messages to one topic is kept. An
 * interrupt loses nothing and throws nothing; the flag stays set.
 */
public final class Publisher implements AutoCloseable {
    private final TunedContext context;
    private final PublisherEngine engine;

    Publisher(TunedContext context, PublisherConfig config) {
        this.context = context;
        engine = context.whileOpen(services -> new PublisherEngine(services, config));
        context.opened(this);
    }

    /**
     * Publishes a copy of the payload; the array may be used again at once.
     *
     * <p>With {@code OverflowPolicy.drop()} never waits and always accepts. With {@code block(timeout)} waits while the
     * queue of a subscriber is full, up to the timeout, and then refuses.
     *
     * @param topic valid Unicode of at most 1,024 bytes in UTF-8, without NUL and not beginning with U+007F
     * @param payload up to {@code maxMessageBytes}, may be empty
     * @throws IllegalArgumentException if the topic or the payload is not allowed
     * @throws IllegalStateException if the publisher is closed
     */
    public PublishResult publish(String topic, byte[] payload) {
        return topic(topic).publish(payload);
    }

    /** As {@link #publish(String, byte[])}, from the buffer's position to its limit; the buffer is not changed. */
    public PublishResult publish(String topic, ByteBuffer payload) {
        return topic(topic).publish(payload);
    }

    /**
     * A handle to publish to one topic without looking it up each time. The topic takes its number now; see {@link
     * PublisherBuilder#maxTopics}.
     *
     * @throws IllegalArgumentException if the topic is not allowed
     */
    public TopicPublisher topic(String topic) {
        return new TopicPublisher(engine, engine.topic(requireNonNull(topic, "topic")));
    }

    /** The first endpoint, resolved: what a subscriber connects to if it was bound. */
    public String endpoint() {
        return engine.endpoints().get(0);
    }

    /** All endpoints, resolved, in the order in which they were given. */
    public List<String> endpoints() {
        return engine.endpoints();
    }

    /** Identity of this instance; every message carries it. */
    public long epoch() {
        return engine.epoch();
    }

    /**
     * Waits until {@code count} distinct subscribers of this library receive the topic now, proven by their answers to a
     * question sent on it. Stock SUB sockets cannot answer and are not counted.
     *
     * @param count at least 1
     * @return whether they were there in time; false also when the thread is interrupted, whose flag stays set
     * @throws IllegalStateException if the publisher is closed
     */
    public boolean awaitSubscribers(int count, String topic, Duration timeout) {
        Checks.range("count", count, 1, Integer.MAX_VALUE, "");
        requireNonNull(timeout, "timeout");
        return engine.awaitSubscribers(count, topic, timeout);
    }

    /** What was done so far. Also after close. */
    public PublisherStats stats() {
        return engine.stats();
    }

    /**
     * Sends what was accepted and says its end. Waits at most the context's linger for a subscriber that is full; what is
     * queued then has the linger once more to be delivered in the background, for which {@link TunedContext#close} waits.
     *
     * <p>From any thread, any number of times, also on an interrupted thread. A {@code publish} that waits is refused.
     */
    @Override
    public void close() {
        context.forget(this);
        PublisherEngine.closeAll(List.of(engine), context.config().linger());
    }

    PublisherEngine engine() {
        return engine;
    }

    @Override
    public String toString() {
        return "Publisher" + engine.endpoints();
    }
}

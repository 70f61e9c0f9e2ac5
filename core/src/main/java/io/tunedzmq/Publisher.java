package io.tunedzmq;

import static java.util.Objects.requireNonNull;

import io.tunedzmq.internal.Checks;
import io.tunedzmq.internal.Text;
import io.tunedzmq.publish.PublisherClosing;
import io.tunedzmq.publish.PublisherEngine;
import io.tunedzmq.settings.PublisherSettings;
import io.tunedzmq.stats.CloseReport;
import io.tunedzmq.stats.ClosedException;
import io.tunedzmq.stats.PublisherStats;
import io.tunedzmq.stats.SlowEpisode;
import io.tunedzmq.stats.SubscriberReport;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Publishes numbered messages to topics.
 *
 * <p>Thread-safe: any number of threads may publish. The order of one thread's messages to one topic is kept. An
 * interrupt loses nothing and throws nothing; the flag stays set.
 */
public final class Publisher implements AutoCloseable {
    private final ContextShare share;
    private final PublisherEngine engine;

    Publisher(ContextShare share, PublisherSettings settings, Consumer<SlowEpisode> onSlow) {
        this.share = share;
        engine = share.whileOpen(services -> new PublisherEngine(services, share.outgoingMemory(), settings, onSlow));
        share.opened(this, engine);
    }

    /**
     * Publishes a copy of the payload; the array may be used again at once.
     *
     * <p>With {@code OverflowPolicy.drop()} never waits for a subscriber. It may wait for another thread that sends
     * while eight frames' worth of messages have gathered, which takes milliseconds, and refuses if that thread is
     * stuck for more than 10 seconds. With {@code block(timeout)} waits while the queue of a subscriber is full, or
     * what the publishers of the context may queue together, up to the timeout, and then refuses.
     *
     * @param topic valid Unicode of at most 1,024 bytes in UTF-8, without NUL and not beginning with U+007F
     * @param payload up to {@code maxMessageBytes}, may be empty
     * <p>A {@link #close()} or {@link #drain} on another thread meanwhile refuses a message that waits; later ones
     * throw.
     *
     * @throws IllegalArgumentException if the topic or the payload is not allowed
     * @throws ClosedException if the publisher is closed or drained; the message was not taken and is not counted
     * @throws IllegalStateException if the context cannot go on; see {@code ContextStats.broken()}
     */
    public PublishResult publish(String topic, byte[] payload) {
        return topic(topic).publish(payload);
    }

    /** As {@link #publish(String, byte[])}, from the buffer's position to its limit; the buffer is not changed. */
    public PublishResult publish(String topic, ByteBuffer payload) {
        return topic(topic).publish(payload);
    }

    /**
     * As {@link #publish(String, byte[])}, with a text in UTF-8; {@link Message#text()} has it again. Half a pair of
     * surrogates becomes a question mark.
     */
    public PublishResult publish(String topic, String text) {
        return topic(topic).publish(text);
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

    /** As given to {@link PublisherBuilder#name}; empty if nothing was. Two publishers may have the same. */
    public String name() {
        return engine.readings().name();
    }

    /** The first endpoint, resolved: what a subscriber connects to if it was bound. */
    public String endpoint() {
        return engine.readings().endpoints().get(0);
    }

    /** All endpoints, resolved, in the order in which they were given. */
    public List<String> endpoints() {
        return engine.readings().endpoints();
    }

    /** Identity of this instance; every message carries it. */
    public long epoch() {
        return engine.readings().id();
    }

    /**
     * Waits until {@code count} distinct subscribers of this library receive the topic now, proven by their answers to
     * a question sent on it. Stock SUB sockets cannot answer and are not counted.
     *
     * @param count at least 1
     * @return whether they were there in time; false also when the thread is interrupted, whose flag stays set
     * @throws ClosedException if the publisher is closed or drained, also when that happens meanwhile
     * @throws IllegalStateException if the context cannot go on
     */
    public boolean awaitSubscribers(int count, String topic, Duration timeout) {
        Checks.range("count", count, 1, Integer.MAX_VALUE, "");
        requireNonNull(timeout, "timeout");
        return engine.awaitSubscribers(count, topic, timeout);
    }

    /**
     * A row for each subscriber of this library that is connected, and for up to 1,024 that are gone: what it received
     * and dropped by its own report, and how far it is behind. One that is connected twice has two. Of those that
     * introduced themselves and have not shown yet that they hear this publisher, up to 1,024, and as many that are
     * gone. Stock SUB sockets report nothing and have no row. Also after close.
     */
    public List<SubscriberReport> subscribers() {
        return engine.readings().subscribers();
    }

    /**
     * Takes no further message, sends what was accepted without dropping any, and waits until every subscriber of this
     * library that is connected, or whose connection was lost within the last minute, has said that it has all of it.
     * Whoever introduced itself and does not show that it hears this publisher is waited for half a second. A {@code
     * publish} that waits is refused, later ones throw. To
     * be followed by {@link #close}.
     *
     * @param timeout how long to wait; the subscribers' applications must take what is queued for them meanwhile. A
     *     subscriber that has missed another publisher for long reports only every 30 seconds.
     * @return what became of the messages; also when the time is over. An interrupt does not end it; the flag stays
     *     set.
     */
    public CloseReport drain(Duration timeout) {
        requireNonNull(timeout, "timeout");
        return PublisherClosing.drain(engine, timeout);
    }

    /** What became of the last messages; empty before {@link #close}. */
    public Optional<CloseReport> closeReport() {
        return Optional.ofNullable(engine.closeReport());
    }

    /** What was done so far. Also after close. */
    public PublisherStats stats() {
        return engine.readings().stats();
    }

    /**
     * Sends what was accepted, says its end, and waits until every subscriber of this library has taken all of it, one
     * whose connection was lost within the last minute included, at most for the context's linger; what is queued then
     * has the linger once more to be delivered in the background, for which {@link TunedContext#close} waits.
     * {@link #closeReport} tells what was left.
     *
     * <p>From any thread, any number of times, also on an interrupted thread; where another thread is closing it, waits
     * for that as long. A {@code publish} that waits is refused.
     */
    @Override
    public void close() {
        share.forget(this);
        PublisherClosing.closeAll(List.of(engine), share.config().linger());
    }

    /**
     * Whether {@link #close()} was called, or that of the context, on any thread; also while it still waits for
     * subscribers. Then {@code publish} throws {@link ClosedException}, as it does at a publisher that is only drained,
     * which is not closed. The next {@code publish} may find it closed although this was false: whoever publishes until
     * another thread closes has to take that exception for the end.
     */
    public boolean isClosed() {
        return engine.closing();
    }

    PublisherEngine engine() {
        return engine;
    }

    @Override
    public String toString() {
        return "Publisher" + (name().isEmpty() ? "" : " '" + Text.printable(name(), name().length()) + "' ")
                + engine.readings().endpoints();
    }
}

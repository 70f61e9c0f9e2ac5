package io.tunedzmq;

import static java.util.Objects.requireNonNull;

import io.tunedzmq.config.HwmPolicy;
import io.tunedzmq.config.SlowPolicy;
import io.tunedzmq.settings.Endpoint;
import io.tunedzmq.settings.PublisherSettings;
import io.tunedzmq.settings.SubscriberSettings;
import io.tunedzmq.stats.Gap;
import io.tunedzmq.stats.PublisherPresence;
import io.tunedzmq.stats.SlowEpisode;
import io.tunedzmq.subscribe.SubscriberListeners;
import io.tunedzmq.wire.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.zeromq.SocketType;

/** Settings of a {@link Subscriber}. Each setter checks its value at once. Confined: one thread at a time. */
public final class SubscriberBuilder {
    private final ContextShare share;
    private final List<Endpoint> endpoints = new ArrayList<>();
    private final Set<String> topics = new HashSet<>();
    private final Set<String> prefixes = new HashSet<>();
    private HwmPolicy hwm;
    private int maxMessageBytes = 64 * 1024 * 1024;
    private int maxTopics = SubscriberSettings.defaultMaxTopics();
    private String name = "";
    private SlowPolicy slow = SlowPolicy.tell(Duration.ofSeconds(2));
    private Duration silentAfter = Duration.ofSeconds(10);
    private Consumer<Gap> onGap = gap -> {};
    private Consumer<SlowEpisode> onSlow = episode -> {};
    private Consumer<PublisherPresence> onPublisher = event -> {};
    private @Nullable Consumer<? super MessageView> onMessage;
    private BiConsumer<? super Message, ? super Throwable> onMessageFailed = MessageHandler::log;
    private ThreadFactory handlerThread = MessageHandler::thread;

    SubscriberBuilder(ContextShare share) {
        this.share = share;
        hwm = share.hwmOf(SocketType.XSUB, SocketType.SUB);
    }

    /**
     * Connects to a publisher, now or when it appears. Of a host name each address is tried in turn, from when it
     * has one. Several calls add up; the same endpoint counts once.
     *
     * @throws IllegalArgumentException if the endpoint is not one
     */
    public SubscriberBuilder connect(String endpoint) {
        endpoints.add(new Endpoint(Endpoint.Side.CONNECT, endpoint));
        return this;
    }

    /**
     * Listens for publishers that connect. Several calls add up.
     *
     * @throws IllegalArgumentException if the endpoint is not one
     */
    public SubscriberBuilder bind(String endpoint) {
        endpoints.add(new Endpoint(Endpoint.Side.BIND, endpoint));
        return this;
    }

    /**
     * Subscribes to exactly this topic of a {@link Publisher}. Several calls add up. Stock publishers do not end their
     * topics as ours do, so that nothing of theirs comes; for them use {@link #topicPrefix}. That no publisher has
     * answered for 10 seconds on a connection that is up is logged once.
     *
     * @throws IllegalArgumentException if the topic is not allowed
     */
    public SubscriberBuilder topic(String topic) {
        topics.add(Topics.check("topic", topic));
        return this;
    }

    /**
     * Subscribes to every topic that begins so; the empty prefix takes all. Several calls add up.
     *
     * @throws IllegalArgumentException if no topic may begin so
     */
    public SubscriberBuilder topicPrefix(String prefix) {
        prefixes.add(Topics.check("topicPrefix", prefix));
        return this;
    }

    /**
     * Messages queued for the application from each publisher, at least; more only up to 4 MiB, and up to as many
     * frames, each with one message or more. Default the context's policy for {@code XSUB}. When it is full nothing is
     * lost here: the connection is left unread, and the publisher's queue fills.
     */
    public SubscriberBuilder hwm(HwmPolicy policy) {
        hwm = requireNonNull(policy, "policy");
        return this;
    }

    /**
     * Largest payload taken, in bytes. Default 64 MiB, range 1 to 1 GiB. A peer that announces more loses its
     * connection; so it cannot make this process run out of memory.
     *
     * @throws IllegalArgumentException if out of range
     */
    public SubscriberBuilder maxMessageBytes(int bytes) {
        maxMessageBytes = PublisherSettings.checkMaxMessageBytes(bytes);
        return this;
    }

    /**
     * Topics checked for gaps, of all publishers together, about 300 bytes of memory each. Default one for each KiB of
     * the largest heap, at least 1,000 and at most 1,000,000; range 1 to 100,000,000. Names longer than about 100 bytes
     * count for more. Publishers that have not answered this subscriber share half while another has. Messages of
     * further topics are received unchecked; {@code stats().untracked()} counts them.
     *
     * @throws IllegalArgumentException if out of range
     */
    public SubscriberBuilder maxTopics(int topics) {
        maxTopics = PublisherSettings.checkMaxTopics(topics);
        return this;
    }

    /**
     * Told once of each gap, by the receiving thread inside {@code receive} or {@code drain}, before the message behind
     * the gap is handed out; of a lost tail while nobody receives, by a thread of the context. Must not block; what it
     * throws is logged. {@code receive}, {@code drain} and {@code awaitReady} of this subscriber throw {@link
     * IllegalStateException} inside it, on whichever thread. Default: nothing.
     */
    public SubscriberBuilder onGap(Consumer<Gap> listener) {
        onGap = requireNonNull(listener, "listener");
        return this;
    }

    /**
     * What publishers list this subscriber as, in {@link Publisher#subscribers}, metrics call it, and
     * {@link Subscriber#name()} returns. Default empty, up to 128 bytes of UTF-8 without NUL.
     *
     * @throws IllegalArgumentException if it is longer, or contains NUL
     */
    public SubscriberBuilder name(String name) {
        this.name = SubscriberSettings.checkName(name);
        return this;
    }

    /**
     * What happens when the application is too slow: messages have been waiting for it without a break for longer than
     * a threshold, or were lost because a queue was full. Default {@code SlowPolicy.tell(Duration.ofSeconds(2))}.
     */
    public SubscriberBuilder slow(SlowPolicy policy) {
        slow = requireNonNull(policy, "policy");
        return this;
    }

    /**
     * Told when this subscriber begins to be slow, and once more when that is over, with the subscriber at the latest.
     * By the receiving thread, one of the context's or the one that closes: must not block, and not receive, as {@link
     * #onGap}; what it throws is logged. Default: nothing; each is logged as a warning in any case.
     */
    public SubscriberBuilder onSlow(Consumer<SlowEpisode> listener) {
        onSlow = requireNonNull(listener, "listener");
        return this;
    }

    /**
     * How long nothing may come of a publisher before it counts as silent. Default 10 s, range 100 ms to 1 hour. To be
     * several times the publisher's beacon interval, in which it sends a sign of life. It is told within a second after
     * that, whatever other publishers send; while messages wait for the application, or their connection is left unread
     * for it, nobody is taken for silent who may be behind them.
     *
     * <p>If nothing at all comes over a connection for so long, at least for three seconds, {@code awaitReady} is false
     * and its publisher is asked; when nothing comes within 5 seconds, and the system knows that the question did not
     * come through, or within 30 seconds, the connection is made anew. So one whose other end is gone without a word
     * does not stay.
     *
     * @throws IllegalArgumentException if out of range
     */
    public SubscriberBuilder silentAfter(Duration silence) {
        silentAfter = SubscriberSettings.checkSilentAfter(silence);
        return this;
    }

    /**
     * Told when a publisher of this library has ended, fell silent or is back; see {@link PublisherPresence}. By the
     * receiving thread, one that waits in {@code awaitReady} or one of the context's: must not block, and not receive,
     * as {@link #onGap}; what it throws is logged. Default: nothing.
     */
    public SubscriberBuilder onPublisher(Consumer<PublisherPresence> listener) {
        onPublisher = requireNonNull(listener, "listener");
        return this;
    }

    /**
     * Hands each message to a handler, on a thread of this subscriber alone, until it closes: nobody needs to write the
     * loop. {@link Subscriber#receive} and {@link Subscriber#drain} then throw {@link IllegalStateException}.
     *
     * <p>The handler is called for one message after the other, in the order in which {@code receive} would return
     * them, and the next one is taken when it has returned: whatever it is slow for waits in the queues, as with {@code
     * receive}, and the diagnosis shows its stack. What it throws, {@link #onMessageFailed} is told, {@code
     * stats().handlerFailures()} counts, and the next message is handed out. It may close the subscriber. An interrupt
     * that it leaves set is cleared.
     *
     * <p>{@link Subscriber#close} waits up to 10 seconds for a handler that is at work, and that of the context as long
     * as for any subscriber; afterwards it is not called again. Default: none.
     *
     * @param handler the view is only valid during the call
     */
    public SubscriberBuilder onMessage(Consumer<? super MessageView> handler) {
        onMessage = requireNonNull(handler, "handler");
        return this;
    }

    /**
     * Told of each message for which the {@link #onMessage} handler has thrown, with what it threw, by the same thread
     * and before the next message. What it throws itself is logged. Default: logs an error, a few times a minute.
     */
    public SubscriberBuilder onMessageFailed(BiConsumer<? super Message, ? super Throwable> listener) {
        onMessageFailed = requireNonNull(listener, "listener");
        return this;
    }

    /**
     * Makes the thread that calls the {@link #onMessage} handler, or who subscribes to {@link Subscriber#flow}.
     * Default: one of the platform that is no daemon, so that the process goes on until the subscriber or its context
     * closes. From Java 21 on, {@code Thread.ofVirtual().factory()} gives a virtual one, which is a daemon.
     *
     * @param factory asked once, when the subscriber opens, or somebody subscribes to its flow
     */
    public SubscriberBuilder handlerThread(ThreadFactory factory) {
        handlerThread = requireNonNull(factory, "factory");
        return this;
    }

    /**
     * Subscribes, binds and connects, and begins to call the {@link #onMessage} handler, if there is one.
     *
     * @throws IllegalArgumentException if there is no endpoint or no topic
     * @throws io.tunedzmq.config.EndpointException if an endpoint cannot be bound or connected; nothing stays open
     * @throws io.tunedzmq.stats.ClosedException if the context is closed
     * @throws IllegalStateException if {@link #handlerThread} gives no thread; nothing stays open
     */
    public Subscriber open() {
        return new Subscriber(
                share,
                new SubscriberSettings(
                        endpoints, topics, prefixes, hwm, maxMessageBytes, maxTopics, name, slow, silentAfter),
                new SubscriberListeners(onGap, onSlow, onPublisher),
                onMessage == null ? null : new MessageHandler(onMessage, onMessageFailed),
                handlerThread);
    }
}

package io.tunedzmq;

import static java.util.Objects.requireNonNull;

import io.tunedzmq.internal.Checks;
import io.tunedzmq.internal.Text;
import io.tunedzmq.settings.SubscriberSettings;
import io.tunedzmq.stats.ClosedException;
import io.tunedzmq.stats.PublisherReport;
import io.tunedzmq.stats.SubscriberStats;
import io.tunedzmq.subscribe.MessageLoop;
import io.tunedzmq.subscribe.SubscriberEngine;
import io.tunedzmq.subscribe.SubscriberListeners;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Receives messages and counts to the message what never arrived.
 *
 * <p>Confined: one thread at a time receives, or the one of {@link SubscriberBuilder#onMessage} or {@link #flow} does.
 * {@link #stats()}, {@link #publishers()}, {@link #awaitReady}, {@link #isClosed()} and {@link #close()} may be called
 * from any thread.
 */
public final class Subscriber implements AutoCloseable {
    private final ContextShare share;
    private final SubscriberEngine engine;
    private final MessageView view;
    private final @Nullable MessageHandler handler;
    private final FlowPublisher flow;

    Subscriber(
            ContextShare share,
            SubscriberSettings settings,
            SubscriberListeners listeners,
            @Nullable MessageHandler handler,
            ThreadFactory threads) {
        this.share = share;
        this.handler = handler;
        engine = share.whileOpen(services -> new SubscriberEngine(services, settings, listeners));
        view = new MessageView(engine.current());
        flow = new FlowPublisher(this, view, threads);
        share.opened(this, engine);
        engine.whenClosedItself(() -> share.forget(this));
        if (handler != null) {
            start(handler, threads);
        }
    }

    private void start(MessageHandler handler, ThreadFactory threads) {
        try {
            new MessageLoop(engine, handler.taker(engine, view), threads).start();
        } catch (Throwable e) { // Of the factory, or for want of memory.
            close();
            throw e;
        }
    }

    private void requireNoHandler() {
        if (handler != null || flow.taken()) {
            engine.requireOpen();
        }
        if (handler != null) {
            throw new IllegalStateException("Subscriber hands its messages to its onMessage handler; open another one"
                    + " without a handler to receive, or drain");
        }
        if (flow.taken()) {
            throw new IllegalStateException(
                    "Subscriber hands its messages to a Flow.Subscriber; open another one to receive, or drain");
        }
    }

    /** Identity of this subscriber, under which publishers list it. */
    public long id() {
        return engine.readings().id();
    }

    /**
     * The next message, waiting for one up to the timeout.
     *
     * <p>An interrupt ends the wait, loses nothing and leaves the flag set; a message that is there is returned all the
     * same.
     *
     * <p>A {@link #close()} on another thread ends the wait, too; where nothing waits, the next receive returns null,
     * which could not know of it. Only those after it throw. So this loop ends without an exception, whoever closes the
     * subscriber or its context:
     *
     * <pre>{@code
     * while (!subscriber.isClosed()) {
     *     Message message = subscriber.receive(Duration.ofSeconds(1));
     *     if (message != null) {
     *         handle(message);
     *     }
     * }
     * }</pre>
     *
     * @param timeout zero does not wait
     * @return null if none came in time, or it was closed; {@link #isClosed()} tells which
     * @throws ClosedException if the subscriber is closed: by this thread, as its {@code SlowPolicy} says, or by
     *     another and a receive has already returned null for it
     * @throws IllegalStateException if another thread is receiving, or it is called inside a handler or listener of
     *     this subscriber, on whichever thread; if it has an {@code onMessage} handler; or if nothing waits and the
     *     context cannot go on, see {@code ContextStats.broken()}
     */
    public @Nullable Message receive(Duration timeout) {
        requireNonNull(timeout, "timeout");
        requireNoHandler();
        return engine.next(timeout) ? view.copy() : null;
    }

    /**
     * Hands the messages that are there to a handler, without copying them, and waits up to the timeout for the first.
     *
     * <p>Each is counted as received when it is handed over. What the handler throws ends the call and goes to the
     * caller; the next call goes on behind that message. As for interrupts and {@link #close()}, see {@link #receive}:
     * for null there, here 0 is returned, or how many were handled until then.
     *
     * @param handler called by this thread; the view is only valid during the call
     * @param limit most messages handled, at least 1
     * @param timeout zero does not wait
     * @return how many were handled
     * @throws ClosedException as {@link #receive}
     * @throws IllegalStateException as {@link #receive}
     */
    public int drain(Consumer<? super MessageView> handler, int limit, Duration timeout) {
        requireNonNull(handler, "handler");
        requireNonNull(timeout, "timeout");
        Checks.range("limit", limit, 1, Integer.MAX_VALUE, "");
        requireNoHandler();
        return engine.drain(() -> handler.accept(view), limit, timeout);
    }

    /**
     * The messages as a reactive stream, for one {@link Flow.Subscriber}; a second one hears {@code onError}. From when
     * somebody subscribes, {@link #receive} and {@link #drain} throw {@link IllegalStateException}.
     *
     * <p>A thread of this subscriber alone, which {@link SubscriberBuilder#handlerThread} makes, calls {@code onNext}
     * for each message, in order, as many times as was requested. What was not requested is left in the queues, as
     * without a {@code receive}: publishers feel it, and the subscriber counts as slow.
     *
     * <ul>
     *   <li>{@code onComplete}: this subscriber or its context has been closed. A publisher that ends does not complete
     *       it: another may come. {@link #close} waits up to 10 seconds for an {@code onNext} that is at work.
     *   <li>{@code onError}: it has closed itself, as its {@code SlowPolicy} says; the context cannot go on; or less
     *       than one message was requested.
     *   <li>{@code cancel} closes this subscriber, without waiting. So does an {@code onNext} that throws, which is
     *       logged, and counted in {@code stats().handlerFailures()}.
     * </ul>
     *
     * @throws IllegalStateException if it has an {@code onMessage} handler
     */
    public Flow.Publisher<Message> flow() {
        if (handler != null) {
            requireNoHandler();
        }
        return flow;
    }

    /**
     * Waits until the subscriptions are live at every publisher connected to, proven by an echo of each over the
     * connection itself; a subscriber that only listens needs one publisher. From then on a message that does not
     * arrive is counted. After a lost connection it is proven anew.
     *
     * <p>Stock publishers have no echo; with one of those it never becomes true. Nor does it while more than 1,000
     * frames wait to be received in front of the echo.
     *
     * @return whether it was proven in time; false also when the thread is interrupted, whose flag stays set
     * @throws ClosedException if the subscriber is closed, also when that happens meanwhile
     * @throws IllegalStateException if it is called inside a listener of this subscriber
     */
    public boolean awaitReady(Duration timeout) {
        return engine.awaitReady(requireNonNull(timeout, "timeout"));
    }

    /**
     * TCP connections at present to publishers of any kind that have said hello. Where it listens, peers that left
     * before they said hello can make it one too few for a moment. From any thread; also after close.
     */
    public int connections() {
        return engine.readings().connections();
    }

    /** As given to {@link SubscriberBuilder#name}; empty if nothing was. Two subscribers may have the same. */
    public String name() {
        return engine.readings().name();
    }

    /** The first endpoint, resolved. */
    public String endpoint() {
        return engine.readings().endpoints().get(0);
    }

    /** All endpoints, resolved, in the order in which they were given. */
    public List<String> endpoints() {
        return engine.readings().endpoints();
    }

    /** What was seen so far. Also after close. */
    public SubscriberStats stats() {
        return engine.readings().stats();
    }

    /**
     * A row for each publisher instance of this library that is known, in the order in which they were heard first.
     * From any thread; the counts of a row may be a moment apart from each other. Instances that are over make room for
     * newer ones when there are many.
     */
    public List<PublisherReport> publishers() {
        return engine.readings().publishers();
    }

    /**
     * Ends a {@code receive} under way, which returns null, and closes the connections. Messages not yet received are
     * discarded. From any thread, any number of times. What {@link #receive} does afterwards is said there. If there is
     * an {@code onMessage} handler at work, waits up to 10 seconds for it to return, unless the handler itself closes.
     */
    @Override
    public void close() {
        share.forget(this);
        engine.close();
    }

    /**
     * Whether {@link #close()} was called, or that of the context, on any thread, or it has closed itself as its
     * {@code SlowPolicy} says; also while a receive under way comes to its end.
     */
    public boolean isClosed() {
        return engine.closed();
    }

    SubscriberEngine engine() {
        return engine;
    }

    @Override
    public String toString() {
        return "Subscriber" + (name().isEmpty() ? "" : " '" + Text.printable(name(), name().length()) + "' ")
                + engine.readings().endpoints();
    }
}

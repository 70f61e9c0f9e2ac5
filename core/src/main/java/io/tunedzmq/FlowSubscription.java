package io.tunedzmq;

import static java.util.Objects.requireNonNull;

import io.tunedzmq.internal.LimitedLog;
import io.tunedzmq.subscribe.MessageLoop;
import io.tunedzmq.subscribe.MessageTaker;
import io.tunedzmq.subscribe.SubscriberEngine;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What the {@code Flow.Subscriber} of a {@link FlowPublisher} asks by: hands out as many messages as were requested.
 * What was not requested is not taken, so that it waits in the queues, where the publisher feels it. Thread-safe; the
 * downstream is told by the thread of the loop alone.
 */
final class FlowSubscription implements Flow.Subscription, MessageTaker {
    private static final LimitedLog log = LimitedLog.of("io.tunedzmq.Subscriber");

    private final Subscriber subscriber;
    private final SubscriberEngine engine;
    private final MessageView view;

    /** Null once it has heard the last: nobody holds it then who holds the subscriber. */
    private Flow.@Nullable Subscriber<? super Message> downstream;

    /** Requested and not handed out. The largest number is without limit. */
    private final AtomicLong requested = new AtomicLong();

    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile boolean cancelled;
    private volatile @Nullable MessageLoop loop;

    FlowSubscription(Subscriber subscriber, MessageView view, Flow.Subscriber<? super Message> downstream) {
        this.subscriber = subscriber;
        this.view = view;
        this.downstream = downstream;
        engine = subscriber.engine();
    }

    /** Before anything else. */
    void takeFrom(MessageLoop messages) {
        loop = messages;
    }

    @Override
    public void request(long count) {
        if (count <= 0) {
            fail(new IllegalArgumentException("request: " + count + " (expected: >= 1)"));
            return;
        }
        requested.accumulateAndGet(count, (before, more) -> before + more < 0 ? Long.MAX_VALUE : before + more);
        wake();
    }

    @Override
    public void cancel() {
        cancelled = true;
        close();
    }

    /** The downstream is told once the loop has come to its end. */
    private void fail(Throwable problem) {
        failure.compareAndSet(null, problem);
        close();
    }

    private void close() {
        MessageLoop messages = loop;
        if (messages != null) {
            engine.closeSoon();
        }
    }

    private void wake() {
        MessageLoop messages = loop;
        if (messages != null) {
            messages.wake();
        }
    }

    @Override
    public int awaitTurn() {
        while (requested.get() == 0 && !engine.closed()) {
            LockSupport.park(this);
            boolean unused = Thread.interrupted(); // Or this would spin.
        }
        return (int) Math.min(Integer.MAX_VALUE, requested.get());
    }

    @Override
    public void take() {
        if (cancelled || failure.get() != null) {
            return; // The downstream has heard the last.
        }
        try {
            Message message = view.copy();
            requested.updateAndGet(now -> now == Long.MAX_VALUE ? now : now - 1);
            hand(message);
        } catch (Throwable e) { // For want of memory.
            fail(e);
        } finally {
            boolean unused = Thread.interrupted(); // Or nothing would wait for the next message.
        }
    }

    private void hand(Message message) {
        Flow.Subscriber<? super Message> told = requireNonNull(downstream);
        try {
            told.onNext(message);
        } catch (Throwable e) { // It must not. Whoever does is told nothing more.
            engine.readings().handlerFailed();
            log.error("onNext of {} failed, which is cancelled with that, for: {}", told, message, e);
            cancel();
        }
    }

    @Override
    public boolean failed(Throwable problem) {
        if (problem instanceof Exception) { // As that the context cannot go on.
            fail(problem);
            return false;
        }
        return true;
    }

    @Override
    public void ended() {
        subscriber.close();
        Flow.Subscriber<? super Message> told = requireNonNull(downstream);
        downstream = null;
        if (!cancelled) {
            tellTheEnd(told);
        }
    }

    private void tellTheEnd(Flow.Subscriber<? super Message> told) {
        Throwable reason = failure.get() != null ? failure.get() : engine.ownReason();
        try {
            if (reason == null) {
                told.onComplete();
            } else {
                told.onError(reason);
            }
        } catch (Throwable e) {
            log.error("{} failed to hear that there are no more messages", told, e);
        }
    }
}

package io.tunedzmq;

import static java.util.Objects.requireNonNull;

import io.tunedzmq.subscribe.MessageLoop;
import io.tunedzmq.subscribe.SubscriberEngine;
import java.util.concurrent.Flow;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;

/** A {@code Flow.Publisher} of the messages of a subscriber, for the first who subscribes to it. Thread-safe. */
final class FlowPublisher implements Flow.Publisher<Message> {
    private final Subscriber subscriber;
    private final SubscriberEngine engine;
    private final MessageView view;
    private final ThreadFactory threads;
    private final AtomicBoolean taken = new AtomicBoolean();

    FlowPublisher(Subscriber subscriber, MessageView view, ThreadFactory threads) {
        this.subscriber = subscriber;
        this.view = view;
        this.threads = threads;
        engine = subscriber.engine();
    }

    /** Whether somebody has subscribed. */
    boolean taken() {
        return taken.get();
    }

    @Override
    public void subscribe(Flow.Subscriber<? super Message> downstream) {
        requireNonNull(downstream, "subscriber");
        if (taken.compareAndSet(false, true)) {
            hand(downstream);
        } else {
            refuse(
                    downstream,
                    new IllegalStateException("the messages of " + subscriber
                            + " go to another Flow.Subscriber; open another Subscriber for this one"));
        }
    }

    private void hand(Flow.Subscriber<? super Message> downstream) {
        FlowSubscription subscription = new FlowSubscription(subscriber, view, downstream);
        MessageLoop loop;
        try {
            loop = new MessageLoop(engine, subscription, threads);
        } catch (Throwable e) { // Of the factory, or for want of memory.
            subscriber.close();
            refuse(downstream, e);
            return;
        }
        subscription.takeFrom(loop);
        try {
            downstream.onSubscribe(subscription);
        } catch (Throwable e) { // It must not, and cannot be told more.
            subscription.cancel();
            throw e;
        } finally {
            loop.start(); // Also to close, if it was cancelled.
        }
    }

    private static void refuse(Flow.Subscriber<? super Message> downstream, Throwable reason) {
        downstream.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long count) {
                // Nothing comes.
            }

            @Override
            public void cancel() {
                // Nothing comes.
            }
        });
        downstream.onError(reason);
    }

    @Override
    public String toString() {
        return "messages of " + subscriber;
    }
}

package io.tunedzmq;

import io.tunedzmq.internal.LimitedLog;
import io.tunedzmq.subscribe.MessageTaker;
import io.tunedzmq.subscribe.SubscriberEngine;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * To whom a subscriber hands its messages: what the application gave to {@link SubscriberBuilder#onMessage}.
 *
 * <p>Immutable.
 *
 * @param onMessage called for each message
 * @param onMessageFailed told of each that it has thrown for
 */
record MessageHandler(
        Consumer<? super MessageView> onMessage, BiConsumer<? super Message, ? super Throwable> onMessageFailed) {
    private static final LimitedLog log = LimitedLog.of("io.tunedzmq.Subscriber");

    private static final AtomicLong NUMBER = new AtomicLong();

    /** One that the process waits for, as a service does that has nothing else to do. */
    static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "tunedzmq-handler-" + NUMBER.incrementAndGet());
        thread.setDaemon(false);
        return thread;
    }

    static void log(Message message, Throwable problem) {
        log.error("the handler of a subscriber failed for: {}", message, problem);
    }

    /** Takes each message as soon as the handler has returned. */
    MessageTaker taker(SubscriberEngine engine, MessageView view) {
        return new MessageTaker() {
            @Override
            public int awaitTurn() {
                return Integer.MAX_VALUE;
            }

            @Override
            public void take() {
                if (!handle(view)) {
                    engine.readings().handlerFailed();
                }
            }

            @Override
            public boolean failed(Throwable problem) {
                return true; // Whatever it is, the next message is worth a try.
            }

            @Override
            public void ended() {
                // Nobody waits for that.
            }
        };
    }

    /** Returns whether the handler has not thrown. Does not throw itself. */
    private boolean handle(MessageView message) {
        try {
            onMessage.accept(message);
            return true;
        } catch (Throwable e) { // Also a checked exception of code that was not compiled by javac.
            tell(message, e);
            return false;
        } finally {
            boolean unused = Thread.interrupted(); // Or nothing would wait for the next message.
        }
    }

    private void tell(MessageView message, Throwable problem) {
        try {
            onMessageFailed.accept(message.copy(), problem);
        } catch (Throwable e) { // There may be no memory for the copy, either.
            log.error("a listener failed to hear that a handler failed", e);
        }
    }
}

package io.tunedzmq;

import io.tunedzmq.internal.LimitedLog;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * To whom a subscriber hands its messages, and on what thread.
 *
 * <p>Immutable.
 *
 * @param handler called for each message
 * @param failed told of each that the handler has thrown for
 * @param threads makes the thread
 */
record MessageHandling(
        Consumer<? super MessageView> handler,
        BiConsumer<? super Message, ? super Throwable> failed,
        ThreadFactory threads) {
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

    /** Returns whether the handler has not thrown. Does not throw itself. */
    boolean handle(MessageView message) {
        try {
            handler.accept(message);
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
            failed.accept(message.copy(), problem);
        } catch (Throwable e) { // There may be no memory for the copy, either.
            log.error("a listener failed to hear that a handler failed", e);
        }
    }
}

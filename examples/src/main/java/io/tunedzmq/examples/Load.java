package io.tunedzmq.examples;

import io.tunedzmq.MessageView;
import io.tunedzmq.Publisher;
import io.tunedzmq.Subscriber;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** Threads that publish and receive until it is closed. What one throws, close throws. */
public final class Load implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;
    private volatile @Nullable Throwable failure;

    /** Receives, handing each message to the handler. */
    public Load receive(Subscriber subscriber, Consumer<MessageView> handler) {
        return run("receiver", () -> {
            while (!stopped) {
                subscriber.drain(handler, 200, Duration.ofMillis(50));
            }
        });
    }

    /** Publishes to topics in turn: so many messages at once, and again after so long from the last beginning. */
    public Load publish(Publisher publisher, IntFunction<String> topic, int bytes, int atOnce, Duration every) {
        return publish(publisher, topic, bytes, () -> atOnce, every);
    }

    /** As above, with a number of messages that may change. */
    Load publish(Publisher publisher, IntFunction<String> topic, int bytes, IntSupplier atOnce, Duration every) {
        byte[] payload = new byte[bytes];
        return run("publisher", () -> {
            int number = 0;
            long nextNs = System.nanoTime();
            while (!stopped) {
                int messages = atOnce.getAsInt();
                for (int i = 0; i < messages && !stopped; i++) {
                    publisher.publish(topic.apply(number++), payload);
                }
                nextNs += every.toNanos();
                LockSupport.parkNanos(nextNs - System.nanoTime());
            }
        });
    }

    /** Runs something that looks whether it is to stop. */
    public Load run(String name, Consumer<BooleanSupplier> work) {
        return run(name, () -> work.accept(() -> stopped));
    }

    private Load run(String name, Runnable work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (RuntimeException | Error e) {
                        failure = e;
                    }
                },
                name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
        return this;
    }

    /** Waits until it is so. */
    public static void await(String what, BooleanSupplier so) {
        long endNs = System.nanoTime() + SOON.toNanos();
        while (!so.getAsBoolean()) {
            if (System.nanoTime() - endNs > 0) {
                throw new AssertionError(what + ": not within " + SOON);
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** Works for so long, as a computation does. */
    public static void compute(Duration time) {
        long endNs = System.nanoTime() + time.toNanos();
        while (System.nanoTime() - endNs < 0) {
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() {
        stopped = true;
        for (Thread thread : threads) {
            try {
                thread.join(SOON.toMillis());
            } catch (InterruptedException e) {
                throw new AssertionError("interrupted while a load ended", e);
            }
            if (thread.isAlive()) {
                throw new AssertionError(thread.getName() + ": not ended within " + SOON);
            }
        }
        if (failure != null) {
            throw new AssertionError("a thread of the load failed", failure);
        }
    }
}

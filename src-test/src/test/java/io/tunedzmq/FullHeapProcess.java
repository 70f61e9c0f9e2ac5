package io.tunedzmq;

import io.tunedzmq.config.OverflowPolicy;
import io.tunedzmq.stats.PublisherStats;
import io.tunedzmq.stats.SubscriberStats;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A publisher and a subscriber in a process whose heap another thread fills several times, and holds full for a while;
 * as an application does that reads too much into memory. Prints what became of them.
 */
final class FullHeapProcess {
    private static final long HELD_NS = TimeUnit.MILLISECONDS.toNanos(300);
    private static final long SETTLED_NS = TimeUnit.SECONDS.toNanos(12);

    private static volatile boolean stopped;
    private static volatile @Nullable Object[] held;
    private static volatile @Nullable String failed;

    private FullHeapProcess() {}

    public static void main(String[] args) {
        int times = Integer.parseInt(args[0]);
        TunedContext context = TunedContext.builder().build();
        Publisher publisher = context.publisher()
                .bind("tcp://127.0.0.1:*")
                .overflow(
                        args[1].equals("block") ? OverflowPolicy.block(Duration.ofMillis(100)) : OverflowPolicy.drop())
                .open();
        Subscriber subscriber = context.subscriber()
                .connect(publisher.endpoint())
                .topic("prices")
                .open();
        if (!subscriber.awaitReady(Duration.ofSeconds(10))) {
            throw new AssertionError("not ready");
        }
        forEver("publishing", () -> {
            publisher.publish("prices", ByteBuffer.allocate(200));
            LockSupport.parkNanos(20_000);
        });
        forEver("receiving", () -> subscriber.drain(view -> {}, 1_000, Duration.ofMillis(20)));
        Wait.until("traffic", () -> subscriber.stats().received() > 1_000);

        for (int i = 0; i < times; i++) {
            fill();
            LockSupport.parkNanos(HELD_NS);
            held = null;
            LockSupport.parkNanos(HELD_NS);
        }

        System.out.println("I/O threads alive: " + context.stats().ioThreadsAlive() + ", others: " + others());
        long before = subscriber.stats().received();
        System.out.println("goes on: " + within(() -> subscriber.stats().received() > before + 1_000));
        stopped = true;
        boolean exact =
                within(() -> accounted(subscriber.stats()) == publisher.stats().published());
        PublisherStats sent = publisher.stats();
        SubscriberStats seen = subscriber.stats();
        System.out.println("exact: " + exact);
        System.out.println("thrown: " + failed);
        System.out.println("broken: " + context.stats().broken().orElse("no"));
        try {
            System.out.println("accepted: " + publisher.publish("prices", new byte[1]));
        } catch (IllegalStateException e) {
            System.out.println("refused: " + e.getMessage());
        }
        long startNs = System.nanoTime();
        context.close();
        System.out.println("closed in time: " + (System.nanoTime() - startNs < TimeUnit.SECONDS.toNanos(4)));
        System.out.println(sent + "\n" + seen + "\n" + context.stats());
        Runtime.getRuntime().halt(0);
    }

    private static long accounted(SubscriberStats stats) {
        return stats.received() + stats.dropped();
    }

    private static boolean within(BooleanSupplier condition) {
        long endNs = System.nanoTime() + SETTLED_NS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - endNs > 0) {
                return false;
            }
            LockSupport.parkNanos(1_000_000);
        }
        return true;
    }

    private static String others() {
        StringBuilder alive = new StringBuilder();
        for (String name : new String[] {"tunedzmq-flusher", "tunedzmq-housekeeper", "tunedzmq-reaper"}) {
            if (Thread.getAllStackTraces().keySet().stream()
                    .anyMatch(thread -> thread.getName().equals(name))) {
                alive.append(name.substring("tunedzmq-".length())).append(' ');
            }
        }
        return alive.toString().trim();
    }

    /** What the application's own threads do: they go on after an OutOfMemoryError. */
    private static void forEver(String name, Runnable work) {
        Thread thread = new Thread(
                () -> {
                    while (!stopped || name.equals("receiving")) {
                        try {
                            work.run();
                        } catch (OutOfMemoryError e) {
                            LockSupport.parkNanos(1_000_000);
                        } catch (IllegalStateException e) { // Closed, or broken.
                            return;
                        } catch (RuntimeException | Error e) {
                            failed = e.toString();
                            throw e;
                        }
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Takes what there is, in large and then in ever smaller pieces. */
    private static void fill() {
        for (int size = 1 << 20; size >= 16; size /= 4) {
            boolean room = true;
            while (room) {
                try {
                    Object[] more = new Object[size / 4];
                    more[0] = held;
                    held = more;
                } catch (OutOfMemoryError e) {
                    room = false;
                }
            }
        }
    }
}

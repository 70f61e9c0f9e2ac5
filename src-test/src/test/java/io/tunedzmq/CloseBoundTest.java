package io.tunedzmq;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.config.HwmPolicy;
import io.tunedzmq.config.SlowPolicy;
import io.tunedzmq.stats.Gap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;

/** However many wait when a context closes: they wait side by side, within twice the linger plus two seconds. */
@Timeout(60)
class CloseBoundTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration LINGER = Duration.ofMillis(300);
    private static final Duration PROMISED = LINGER.multipliedBy(2).plusSeconds(2);
    private static final int MANY = 20;

    private final Set<Thread> before = threads(); // A dead I/O thread of another test leaves some behind.
    private final TunedContext context = TunedContext.builder().linger(LINGER).build();
    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicInteger blocked = new AtomicInteger();

    @AfterEach
    void end() {
        over.countDown();
        context.close();
        Wait.until("the threads of the context end", () -> before.containsAll(threads()));
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("tunedzmq-"))
                .collect(Collectors.toSet());
    }

    private void block() {
        blocked.incrementAndGet();
        boolean waiting = true;
        while (waiting) {
            try {
                over.await();
                waiting = false;
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private Duration closing() {
        long startNs = System.nanoTime();
        context.close();
        return Duration.ofNanos(System.nanoTime() - startNs);
    }

    @Test
    void shouldCloseInTimeWithManySubscribersInsideAListener() {
        Publisher publisher = fullPublisher();
        for (int i = 0; i < MANY; i++) {
            drainOnItsThread(overflowing(publisher, gap -> block()));
        }
        publishUntil(publisher, () -> blocked.get() == MANY);

        assertThat(closing()).isLessThan(PROMISED);

        assertThat(blocked).as("all were blocked in it").hasValue(MANY);
    }

    /** The one that closes has its own subscriber's lock, the others are blocked. */
    @Test
    void shouldCloseInTimeInsideAListener() {
        Publisher publisher = fullPublisher();
        AtomicLong tookNs = new AtomicLong();
        for (int i = 0; i < MANY - 1; i++) {
            drainOnItsThread(overflowing(publisher, gap -> block()));
        }
        publishUntil(publisher, () -> blocked.get() == MANY - 1);
        AtomicBoolean once = new AtomicBoolean();
        drainOnItsThread(overflowing(publisher, gap -> {
            if (once.compareAndSet(false, true)) {
                tookNs.set(closing().toNanos());
            }
        }));

        publishUntil(publisher, () -> once.get());

        Wait.until("closed", () -> tookNs.get() > 0);
        assertThat(Duration.ofNanos(tookNs.get())).isLessThan(PROMISED);
    }

    /** Each is told that it is not slow any more as it closes; what the listener makes of that is not waited for. */
    @Test
    void shouldCloseInTimeWhenListenersBlockAtTheEnd() {
        Publisher publisher = fullPublisher();
        AtomicInteger slow = new AtomicInteger();
        for (int i = 0; i < 3; i++) {
            drainOnItsThread(context.subscriber()
                    .connect(publisher.endpoint())
                    .topic("t")
                    .hwm(HwmPolicy.messages(5))
                    .slow(SlowPolicy.tell(Duration.ofMillis(20)))
                    .onSlow(episode -> {
                        if (episode.over()) {
                            block();
                        } else {
                            slow.incrementAndGet();
                        }
                    })
                    .open());
        }
        publishUntil(publisher, () -> slow.get() == 3);

        assertThat(closing()).isLessThan(PROMISED);
    }

    /** Its own subscriber stays open until the listener returns: the context cannot end meanwhile. */
    @Test
    void shouldCloseInTimeInsideTheOnlyListener() {
        Publisher publisher = fullPublisher();
        AtomicLong tookNs = new AtomicLong();
        drainOnItsThread(
                overflowing(publisher, gap -> tookNs.compareAndSet(0, closing().toNanos())));

        publishUntil(publisher, () -> tookNs.get() > 0);

        assertThat(Duration.ofNanos(tookNs.get())).isLessThan(PROMISED);
    }

    @Test
    void shouldCloseManyInTimeWhileTheIoThreadIsBusy() throws Exception {
        List<Publisher> publishers = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            publishers.add(context.publisher().bind("tcp://127.0.0.1:*").open());
            context.subscriber().bind("tcp://127.0.0.1:*").topic("t").open();
        }
        ZMQ.Socket busy = context.socket(SocketType.PUSH);
        busy.base().setEventHook(event -> block(), zmq.ZMQ.ZMQ_EVENT_CONNECT_DELAYED);
        busy.connect("tcp://127.0.0.1:1");
        Wait.until("the I/O thread is inside the hook", () -> blocked.get() == 1);

        assertThat(closing()).isLessThan(PROMISED);

        assertThat(publishers).allMatch(publisher -> publisher.closeReport().isPresent());
        busy.close();
    }

    private Publisher fullPublisher() {
        return context.publisher()
                .bind("tcp://127.0.0.1:*")
                .hwm(HwmPolicy.messages(10))
                .open();
    }

    private Subscriber overflowing(Publisher publisher, Consumer<Gap> onGap) {
        Subscriber subscriber = context.subscriber()
                .connect(publisher.endpoint())
                .topic("t")
                .hwm(HwmPolicy.messages(5))
                .onGap(onGap)
                .open();
        assertThat(subscriber.awaitReady(SOON)).isTrue();
        return subscriber;
    }

    private static void drainOnItsThread(Subscriber subscriber) {
        Running.start("draining", () -> {
            while (true) { // Until it is closed.
                subscriber.drain(view -> LockSupport.parkNanos(50_000), 10, SOON);
            }
        });
    }

    private static void publishUntil(Publisher publisher, BooleanSupplier enough) {
        Wait.until("an overflow at each", () -> {
            for (int i = 0; i < 20 && !enough.getAsBoolean(); i++) {
                try {
                    publisher.publish("t", new byte[60_000]);
                } catch (IllegalStateException e) {
                    return enough.getAsBoolean(); // Closed.
                }
            }
            return enough.getAsBoolean();
        });
    }
}

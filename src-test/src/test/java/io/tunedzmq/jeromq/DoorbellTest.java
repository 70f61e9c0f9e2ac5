package io.tunedzmq.jeromq;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.Wait;
import io.tunedzmq.config.ContextConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;
import zmq.Ctx;
import zmq.ZObject;

@Timeout(60)
class DoorbellTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    /** JeroMQ's own number of it. */
    private static final int FIRST_IO_THREAD = 2;

    private final JeromqServices services = new JeromqServices(ContextConfig.defaults());
    private final IoThread ioThread = services.context().threads().io().get(0);

    @AfterEach
    void close() {
        assertThat(services.close(Duration.ZERO, SOON)).isTrue();
    }

    private void ring(Doorbell.Errand errand) {
        ioThread.doorbell().ring(errand);
    }

    @Test
    void shouldRunTheErrandOnTheIoThread() {
        AtomicReference<Thread> runner = new AtomicReference<>();

        ring(new Doorbell.Errand(() -> runner.set(Thread.currentThread())));

        Wait.until("the errand", () -> runner.get() != null);
        assertThat(runner).hasValue(ioThread);
    }

    @Test
    void shouldRunAfterEachCallAtLeastOnceWhoeverCalls() throws Exception {
        int calls = 20_000;
        AtomicInteger noted = new AtomicInteger();
        AtomicInteger seen = new AtomicInteger();
        Doorbell.Errand errand = new Doorbell.Errand(() -> seen.set(noted.get()));
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Thread caller = new Thread(() -> {
                for (int call = 0; call < calls; call++) {
                    noted.incrementAndGet();
                    ring(errand);
                }
            });
            caller.start();
            callers.add(caller);
        }
        for (Thread caller : callers) {
            caller.join();
        }

        Wait.until("the errand", () -> seen.get() == 2 * calls);
    }

    /** A publisher at full speed asks again while it is served; the connections must have their turn. */
    @Test
    void shouldLetTheIoThreadPollBetweenErrandsThatAskForThemselves() {
        AtomicInteger runs = new AtomicInteger();
        AtomicReference<Doorbell.Errand> self = new AtomicReference<>();
        self.set(new Doorbell.Errand(() -> {
            if (runs.incrementAndGet() < 1_000_000_000) {
                ring(self.get());
            }
        }));
        AtomicInteger other = new AtomicInteger();

        ring(self.get());
        Wait.until("the errand", () -> runs.get() > 0);
        ring(new Doorbell.Errand(other::incrementAndGet));

        Wait.until("the errand", () -> other.get() == 1);
        runs.set(1_000_000_000);
    }

    /** Else each message would cost the poller another turn. */
    @Test
    void shouldHaveTheIoThreadDoAtOnceWhatAnErrandLeavesToIt() {
        List<IoThread> threads = services.context().threads().io();
        for (int i = 0; i < threads.size(); i++) {
            Order order = new Order(context(), FIRST_IO_THREAD + i);

            threads.get(i).doorbell().ring(new Doorbell.Errand(order::give));

            Wait.until("obeyed", () -> order.obeyed);
            assertThat(order.by).isSameAs(threads.get(i));
            assertThat(order.behindAnErrand).isTrue();
        }
    }

    private Ctx context() {
        ZMQ.Socket socket = services.context().rawSocket(SocketType.PAIR);
        Ctx context = socket.base().getCtx();
        socket.close();
        return context;
    }

    /** A command of JeroMQ's to one of its threads. */
    private static final class Order extends ZObject {
        private volatile boolean obeyed;
        private volatile boolean behindAnErrand;
        private volatile @Nullable Thread by;

        Order(Ctx context, int thread) {
            super(context, thread);
        }

        void give() {
            sendStop();
        }

        @Override
        protected void processStop() {
            by = Thread.currentThread();
            behindAnErrand = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
                    .walk(frames -> frames.anyMatch(frame -> frame.getDeclaringClass() == Doorbell.class));
            obeyed = true;
        }
    }

    @Test
    void shouldSurviveAnErrandThatFails() {
        AtomicInteger runs = new AtomicInteger();

        ring(new Doorbell.Errand(() -> {
            throw new AssertionError("made up");
        }));
        ring(new Doorbell.Errand(runs::incrementAndGet));

        Wait.until("the errand", () -> runs.get() == 1);
        assertThat(ioThread.isAlive()).isTrue();
    }

    /** An interrupt closes a channel whose blocking write it meets. */
    @Test
    void shouldBeHeardFromAnInterruptedThreadAndAfterwards() {
        AtomicInteger runs = new AtomicInteger();
        Thread.currentThread().interrupt();

        ring(new Doorbell.Errand(runs::incrementAndGet));

        assertThat(Thread.interrupted()).isTrue();
        ring(new Doorbell.Errand(runs::incrementAndGet));
        Wait.until("the errand", () -> runs.get() == 2);
    }

    @Test
    void shouldTellWhenAnErrandHasWaitedForTooLong() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        Doorbell.Errand errand = new Doorbell.Errand(() -> {});
        assertThat(errand.overdue(System.nanoTime() + 10, 5))
                .as("not asked for")
                .isFalse();
        ring(new Doorbell.Errand(() -> IoThreads.await(busy)));

        long beforeNs = System.nanoTime();
        ring(errand);
        long afterNs = System.nanoTime();

        assertThat(errand.overdue(beforeNs + 4, 5)).isFalse();
        assertThat(errand.overdue(afterNs + 5, 5)).isTrue();
        busy.countDown();
        Wait.until("the errand", () -> !errand.overdue(afterNs + 5, 5));
    }
}

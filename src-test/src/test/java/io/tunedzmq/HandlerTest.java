package io.tunedzmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunedzmq.config.HwmPolicy;
import io.tunedzmq.config.OverflowPolicy;
import io.tunedzmq.config.SlowPolicy;
import io.tunedzmq.diagnosis.Diagnosis;
import io.tunedzmq.diagnosis.Symptom;
import io.tunedzmq.examples.Load;
import io.tunedzmq.stats.ClosedException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Messages that are handed to a handler, on a thread of the subscriber. */
@Timeout(60)
class HandlerTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int MANY = 10_000;
    private static final HwmPolicy FEW = HwmPolicy.messages(10);

    private final List<Integer> handled = new CopyOnWriteArrayList<>();
    private final Feed feed = new Feed();
    private final Publisher publisher =
            feed.publisher().overflow(OverflowPolicy.block(SOON)).open();

    @AfterEach
    void close() {
        feed.close();
    }

    @Test
    void shouldHandOutEveryMessageInItsOrderOnItsOwnThread() {
        AtomicInteger next = new AtomicInteger();
        AtomicReference<Thread> thread = new AtomicReference<>();
        try (Subscriber subscriber = subscriber()
                .onMessage(message -> {
                    assertThat(number(message)).isEqualTo(next.get());
                    thread.set(Thread.currentThread());
                    next.incrementAndGet();
                })
                .open()) {
            assertThat(subscriber.awaitReady(SOON)).isTrue();

            publish(MANY);

            Wait.until("all messages handled", () -> next.get() == MANY);
            assertThat(subscriber.stats().received()).isEqualTo(MANY);
            assertThat(subscriber.stats().dropped()).isZero();
            assertThat(subscriber.stats().handlerFailures()).isZero();
            assertThat(thread.get().getName()).startsWith("tunedzmq-handler-");
            assertThat(thread.get().isDaemon()).isFalse();
        }
        assertThat(thread.get().isAlive()).isFalse();
    }

    @Test
    void shouldGoOnBehindAMessageThatTheHandlerFailsFor() {
        List<String> failed = new CopyOnWriteArrayList<>();
        try (Subscriber subscriber = subscriber()
                .onMessage(message -> {
                    handled.add(number(message));
                    if (number(message) % 2 == 1) {
                        throw new AssertionError("odd");
                    }
                })
                .onMessageFailed((message, problem) -> {
                    failed.add(message.topic() + " " + message.payload()[0] + " " + problem.getMessage());
                    throw new IllegalStateException("the listener fails, too");
                })
                .open()) {
            assertThat(subscriber.awaitReady(SOON)).isTrue();

            publish(4);

            Wait.until("four messages handled", () -> handled.size() == 4);
            Wait.until("two failures counted", () -> subscriber.stats().handlerFailures() == 2);
            assertThat(failed).containsExactly("prices 1 odd", "prices 3 odd");
            assertThat(subscriber.stats().received()).isEqualTo(4);
        }
    }

    @Test
    void shouldWaitForAHandlerAtWorkWhenItCloses() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicInteger returned = new AtomicInteger();
        Subscriber subscriber = subscriber()
                .onMessage(message -> {
                    inside.countDown();
                    await(goOn);
                    returned.incrementAndGet();
                })
                .open();
        assertThat(subscriber.awaitReady(SOON)).isTrue();
        publish(2);
        await(inside);

        Running<Integer> closing = Running.start("closer", () -> {
            subscriber.close();
            return returned.get();
        });
        closing.awaitInside("awaitEnd");
        goOn.countDown();

        assertThat(closing.result()).isEqualTo(1);
        assertThat(returned).hasValue(1);
    }

    /** Everybody else in the process needs the thread that finds out that it is too slow. */
    @Test
    void shouldLeaveByItsPolicyWithoutWaitingForAHandlerThatIsStuck() {
        CountDownLatch goOn = new CountDownLatch(1);
        try (Subscriber subscriber = subscriber()
                .slow(SlowPolicy.disconnect(Duration.ofMillis(200)))
                .onMessage(message -> await(goOn))
                .open()) {
            assertThat(subscriber.awaitReady(SOON)).isTrue();

            publish(MANY);

            Wait.until("it leaves", () -> {
                assertThat(waitForAHandler()).isEmpty();
                return !feed.context().subscribers().contains(subscriber);
            });
            assertThat(subscriber.isClosed()).isTrue();
            goOn.countDown();
        }
    }

    private static Stream<Thread> waitForAHandler() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> Stream.of(thread.getValue())
                        .anyMatch(frame -> frame.getMethodName().equals("awaitHandler")))
                .map(Map.Entry::getKey);
    }

    @Test
    void shouldEndWhenTheHandlerClosesTheSubscriber() {
        AtomicReference<Subscriber> opened = new AtomicReference<>();
        AtomicReference<Thread> thread = new AtomicReference<>();
        Subscriber subscriber = subscriber()
                .onMessage(message -> {
                    handled.add(number(message));
                    thread.set(Thread.currentThread());
                    opened.get().close();
                })
                .open();
        opened.set(subscriber);
        assertThat(subscriber.awaitReady(SOON)).isTrue();

        publish(3);

        Wait.until(
                "the thread to end", () -> thread.get() != null && !thread.get().isAlive());
        assertThat(handled).containsExactly(0);
        assertThat(subscriber.isClosed()).isTrue();
    }

    @Test
    void shouldNotWaitForAHandlerBeyondTheBoundOfTheContext() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicReference<Thread> thread = new AtomicReference<>();
        Subscriber subscriber = subscriber()
                .onMessage(message -> {
                    thread.set(Thread.currentThread());
                    inside.countDown();
                    await(goOn);
                })
                .open();
        assertThat(subscriber.awaitReady(SOON)).isTrue();
        publish(1);
        await(inside);

        Running.start("closer", () -> {
                    feed.context().close();
                    return true;
                })
                .result(Duration.ofSeconds(4));

        assertThat(thread.get().isAlive()).isTrue();
        goOn.countDown();
        Wait.until("the thread to end", () -> !thread.get().isAlive());
    }

    @Test
    void shouldNotReceiveBesideTheHandler() {
        try (Subscriber subscriber = subscriber().onMessage(message -> {}).open()) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> subscriber.receive(Duration.ZERO))
                    .withMessage("Subscriber hands its messages to its onMessage handler; open another one without a"
                            + " handler to receive, or drain");
            assertThatIllegalStateException()
                    .isThrownBy(() -> subscriber.drain(message -> {}, 1, Duration.ZERO))
                    .withMessageContaining("onMessage");
        }
    }

    @Test
    void shouldWaitForTheNextMessageAfterAHandlerThatWasInterrupted() {
        List<Boolean> interrupted = new CopyOnWriteArrayList<>();
        AtomicReference<Thread> thread = new AtomicReference<>();
        try (Subscriber subscriber = subscriber()
                .onMessage(message -> {
                    interrupted.add(Thread.currentThread().isInterrupted());
                    thread.set(Thread.currentThread());
                    Thread.currentThread().interrupt();
                })
                .open()) {
            assertThat(subscriber.awaitReady(SOON)).isTrue();
            publish(2);
            Wait.until("two messages handled", () -> interrupted.size() == 2);

            Wait.until("the interrupt cleared", () -> !thread.get().isInterrupted());
            publish(1);

            Wait.until("the third message handled", () -> interrupted.size() == 3);
            assertThat(interrupted).containsOnly(false);
        }
    }

    @Test
    void shouldTakeTheThreadThatIsGiven() {
        AtomicReference<String> name = new AtomicReference<>();
        ThreadFactory factory = task -> new Thread(task, "prices");
        try (Subscriber subscriber = subscriber()
                .onMessage(message -> name.set(Thread.currentThread().getName()))
                .handlerThread(factory)
                .open()) {
            assertThat(subscriber.awaitReady(SOON)).isTrue();

            publish(1);

            Wait.until("a message handled", () -> name.get() != null);
            assertThat(name).hasValue("prices");
        }
    }

    @Test
    void shouldSayThatItIsClosed() {
        Subscriber subscriber = subscriber().onMessage(message -> {}).open();
        subscriber.close();

        assertThatThrownBy(() -> subscriber.receive(Duration.ZERO)).isInstanceOf(ClosedException.class);
        assertThatThrownBy(() -> subscriber.drain(message -> {}, 1, Duration.ZERO))
                .isInstanceOf(ClosedException.class);
    }

    @Test
    void shouldLeaveNothingOpenWithAThreadThatRuns() {
        assertThatThrownBy(() -> subscriber()
                        .onMessage(message -> {})
                        .handlerThread(work -> {
                            Thread thread = new Thread(work);
                            thread.start();
                            return thread;
                        })
                        .open())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("a thread not started yet");
        assertThat(feed.context().subscribers()).isEmpty();
    }

    @Test
    void shouldLeaveNothingOpenWithoutAThread() {
        assertThatIllegalStateException()
                .isThrownBy(() -> subscriber()
                        .onMessage(message -> {})
                        .handlerThread(task -> null)
                        .open())
                .withMessageContaining("handlerThread");

        assertThat(feed.context().subscribers()).isEmpty();
    }

    @Test
    void shouldFindAHandlerThatIsTooSlow() {
        try (Publisher losing = feed.context()
                        .publisher()
                        .bind("tcp://127.0.0.1:*")
                        .hwm(FEW)
                        .open();
                Subscriber subscriber = feed.context()
                        .subscriber()
                        .connect(losing.endpoint())
                        .topic("prices")
                        .onMessage(message -> Load.compute(Duration.ofMillis(5)))
                        .hwm(FEW)
                        .open();
                Load load = new Load()) {
            assertThat(subscriber.awaitReady(SOON)).isTrue();
            load.publish(losing, number -> "prices", 10_000, 1, Duration.ofMillis(1));
            Wait.until("a loss", () -> subscriber.stats().dropped() > 0);

            Diagnosis diagnosis = feed.context().diagnose(Duration.ofSeconds(2));

            assertThat(diagnosis.toString())
                    .contains(Symptom.SLOW_SUBSCRIBER.name(), "thread 'tunedzmq-handler-", "HandlerTest");
        }
    }

    private SubscriberBuilder subscriber() {
        return feed.subscriber(publisher.endpoint());
    }

    private void publish(int count) {
        for (int i = 0; i < count; i++) {
            publisher.publish("prices", new byte[] {(byte) i, (byte) (i >> 8)});
        }
    }

    private static int number(MessageView message) {
        byte[] payload = message.copy().payload();
        return (payload[0] & 0xFF) + ((payload[1] & 0xFF) << 8);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

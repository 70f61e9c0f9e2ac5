package io.tunedzmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunedzmq.stats.ClosedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What publishes or receives while another thread closes comes to an end that it can tell from all others. */
@Timeout(120)
class ClosedTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private final TunedContext context =
            TunedContext.builder().linger(Duration.ZERO).build();

    @AfterEach
    void close() {
        context.close();
    }

    /** Receives without a wait, so that most of the closes come between two of them. */
    @Test
    void shouldEndALoopOfReceivesWithoutAnException() throws Exception {
        for (int i = 0; i < 100; i++) {
            Subscriber subscriber = subscriber("prices");
            CountDownLatch looping = new CountDownLatch(1);
            Running<Boolean> loop = Running.start("loop", () -> {
                while (!subscriber.isClosed()) {
                    subscriber.receive(Duration.ZERO);
                    looping.countDown();
                }
                return true;
            });
            looping.await();

            subscriber.close();

            assertThat(loop.result()).isTrue();
        }
    }

    @Test
    void shouldTellTheNextReceiveOfACloseByNullAndThoseAfterItByAnException() throws Exception {
        Subscriber subscriber = subscriber("prices");
        Subscriber drained = subscriber("prices");
        closeOnAnotherThread(subscriber);
        closeOnAnotherThread(drained);

        assertThat(subscriber.isClosed()).isTrue();
        assertThat(subscriber.receive(SOON)).isNull();
        assertThatThrownBy(() -> subscriber.receive(SOON))
                .isInstanceOf(ClosedException.class)
                .hasMessageContaining("Subscriber is closed, by close() on thread 'closer' at 2")
                .hasMessageEndingWith("; open a new one to receive");
        assertThat(drained.drain(view -> {}, 1, SOON)).isZero();
        assertThatThrownBy(() -> drained.drain(view -> {}, 1, SOON)).isInstanceOf(ClosedException.class);
    }

    @Test
    void shouldThrowAtOnceOnTheThreadThatClosed() {
        Subscriber subscriber = subscriber("prices");
        assertThat(subscriber.isClosed()).isFalse();

        subscriber.close();

        assertThatThrownBy(() -> subscriber.receive(SOON)).isInstanceOf(ClosedException.class);
        assertThatThrownBy(() -> subscriber.awaitReady(SOON)).isInstanceOf(ClosedException.class);
    }

    @Test
    void shouldSayThatItIsClosedAlsoToWhoWasReadyBefore() {
        Publisher publisher = context.publisher().bind("tcp://127.0.0.1:*").open();
        Subscriber subscriber = context.subscriber()
                .connect(publisher.endpoint())
                .topic("prices")
                .open();
        assertThat(subscriber.awaitReady(SOON)).isTrue();

        subscriber.close();

        assertThatThrownBy(() -> subscriber.awaitReady(SOON)).isInstanceOf(ClosedException.class);
    }

    @Test
    void shouldEndWhoWaitsForReadinessOrSubscribers() throws Exception {
        Publisher publisher = context.publisher().bind("tcp://127.0.0.1:*").open();
        Subscriber subscriber = subscriber("prices");
        List<Running<Throwable>> waiting = List.of(
                failing("ready", () -> subscriber.awaitReady(Duration.ofMinutes(1))),
                failing("subscribers", () -> publisher.awaitSubscribers(1, "prices", Duration.ofMinutes(1))));
        waiting.get(0).awaitInside("awaitReady");
        waiting.get(1).awaitInside("awaitSubscribers");

        context.close();

        for (Running<Throwable> each : waiting) {
            assertThat(each.result(SOON)).isInstanceOf(ClosedException.class);
        }
    }

    @Test
    void shouldTellClosedFromDrained() {
        Publisher publisher = context.publisher().bind("tcp://127.0.0.1:*").open();
        publisher.drain(SOON);
        assertThat(publisher.isClosed()).isFalse();
        assertThatThrownBy(() -> publisher.publish("prices", new byte[1]))
                .isInstanceOf(ClosedException.class)
                .hasMessageStartingWith("Publisher is drained, by drain() on thread 'main' at 2")
                .hasMessageEndingWith("; close it, and open a new one to publish");

        publisher.close();

        assertThat(publisher.isClosed()).isTrue();
        assertThatThrownBy(() -> publisher.publish("prices", new byte[1]))
                .isInstanceOf(ClosedException.class)
                .hasMessageStartingWith("Publisher is closed, by close() on thread 'main' at 2")
                .hasMessageEndingWith("; open a new one to publish");
    }

    @Test
    void shouldTellEveryUseOfAClosedContextByOneType() {
        Publisher publisher = context.publisher().bind("tcp://127.0.0.1:*").open();
        PublisherBuilder builder = context.publisher().bind("tcp://127.0.0.1:*");
        TopicPublisher prices = publisher.topic("prices");
        assertThat(context.isClosed()).isFalse();
        context.close();

        List<Callable<?>> uses = new ArrayList<>(List.of(
                context::publisher,
                context::subscriber,
                builder::open,
                () -> context.socket(org.zeromq.SocketType.PUSH),
                () -> context.diagnose(Duration.ofMillis(100)),
                () -> prices.publish(new byte[1]),
                () -> publisher.awaitSubscribers(1, "prices", SOON)));

        assertThat(context.isClosed()).isTrue();
        assertThat(uses)
                .allSatisfy(use -> assertThatThrownBy(use::call)
                        .isInstanceOf(ClosedException.class)
                        .hasMessageContaining("on thread 'main'"));
    }

    private static Running<Throwable> failing(String name, Callable<?> work) {
        return Running.start(name, () -> {
            try {
                return new AssertionError("it ended with " + work.call());
            } catch (RuntimeException e) {
                return e;
            }
        });
    }

    private static void closeOnAnotherThread(Subscriber subscriber) throws Exception {
        Running.start("closer", () -> {
                    subscriber.close();
                    return true;
                })
                .result();
    }

    private Subscriber subscriber(String topic) {
        return context.subscriber().bind("tcp://127.0.0.1:*").topic(topic).open();
    }
}

package io.tunedzmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunedzmq.config.HwmPolicy;
import io.tunedzmq.config.OverflowPolicy;
import io.tunedzmq.stats.ClosedException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;

/** close() comes back within its bound, twice the linger plus two seconds, whatever the others do. */
@Timeout(60)
class CloseTest {
    private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z";
    private static final String CONTEXT_CLOSED = "TunedContext is closed, by close\\(\\) on thread 'closer' at " + TIME
            + "; build a new one to open sockets";
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration BOUND_AT_DEFAULT_LINGER = Duration.ofSeconds(4);

    @AfterEach
    void shouldHaveGivenThePlaceBack() {
        assertThat(TunedContext.current()).isEmpty();
        TunedContext.builder().build().close();
    }

    @Test
    void shouldCloseWhileAnotherThreadReceives() throws Exception {
        TunedContext context = TunedContext.builder().build();
        Publisher publisher = context.publisher().bind("tcp://127.0.0.1:*").open();
        Subscriber subscriber = context.subscriber()
                .connect(publisher.endpoint())
                .topic("prices")
                .open();
        assertThat(subscriber.awaitReady(SOON)).isTrue();
        Running<Message> receiver = Running.start("receiver", () -> subscriber.receive(Duration.ofMinutes(1)));
        receiver.awaitInside("awaitMessage");

        Running.start("closer", () -> closed(context)).result(BOUND_AT_DEFAULT_LINGER);

        assertThat(receiver.result()).isNull();
        assertThatThrownBy(() -> subscriber.receive(SOON))
                .isInstanceOf(ClosedException.class)
                .hasMessageMatching("Subscriber is closed, by close\\(\\) of its TunedContext on thread 'closer' at "
                        + TIME + "; open a new one to receive");
        assertThatThrownBy(() -> publisher.publish("prices", new byte[1]))
                .isInstanceOf(ClosedException.class)
                .hasMessageMatching("Publisher is closed, by close\\(\\) of its TunedContext on thread 'closer' at "
                        + TIME + "; open a new one to publish");
        assertThatThrownBy(context::publisher)
                .isInstanceOf(ClosedException.class)
                .hasMessageMatching(CONTEXT_CLOSED);
        assertThat(subscriber.isClosed()).isTrue();
        assertThat(publisher.isClosed()).isTrue();
        assertThat(context.isClosed()).isTrue();
    }

    @Test
    void shouldRefuseAPublisherThatWaitsWhenClosed() throws Exception {
        TunedContext context = TunedContext.builder().build();
        Publisher publisher = context.publisher()
                .bind("tcp://127.0.0.1:*")
                .hwm(HwmPolicy.messages(1))
                .overflow(OverflowPolicy.block(Duration.ofHours(1)))
                .open();
        Subscriber subscriber = context.subscriber()
                .connect(publisher.endpoint())
                .hwm(HwmPolicy.messages(1))
                .topic("prices")
                .open();
        assertThat(subscriber.awaitReady(SOON)).isTrue();
        Running<PublishResult> publishing = Running.start("publishing", () -> {
            PublishResult result = PublishResult.ACCEPTED;
            while (result == PublishResult.ACCEPTED) {
                result = publisher.publish("prices", new byte[60_000]);
            }
            return result;
        });
        awaitNoMoreProgress(publisher);
        publishing.awaitInside("waitForRoom");

        Running.start("closer", () -> closed(context)).result(BOUND_AT_DEFAULT_LINGER);

        assertThat(publishing.result()).isEqualTo(PublishResult.REFUSED);
    }

    @Test
    void shouldCloseOnAnInterruptedThreadAndKeepItsFlag() throws Exception {
        TunedContext context = TunedContext.builder().ioThreads(2).build();
        Publisher publisher = context.publisher().bind("tcp://127.0.0.1:*").open();
        context.subscriber().connect(publisher.endpoint()).topic("prices").open();
        publisher.publish("prices", new byte[1]);

        boolean flag = Running.start("closer", () -> {
                    Thread.currentThread().interrupt();
                    context.close();
                    return Thread.interrupted();
                })
                .result(BOUND_AT_DEFAULT_LINGER);

        assertThat(flag).isTrue();
        assertThat(threadsLeft()).isZero();
    }

    @Test
    void shouldCloseWithAPeerThatNeverExisted() throws Exception {
        TunedContext context = TunedContext.builder().build();
        Publisher publisher = context.publisher()
                .connect("tcp://127.0.0.1:1")
                .overflow(OverflowPolicy.block(Duration.ofMillis(1)))
                .open();
        Subscriber subscriber = context.subscriber()
                .connect("tcp://127.0.0.1:1")
                .topic("prices")
                .open();
        for (int i = 0; i < 10_000; i++) {
            publisher.publish("prices", new byte[100]);
        }
        ZMQ.Socket push = context.socket(SocketType.PUSH);
        push.connect("tcp://127.0.0.1:1");
        push.send("never read");

        Running.start("closer", () -> closed(context)).result(BOUND_AT_DEFAULT_LINGER);

        assertThat(subscriber.stats().received()).isZero();
        assertThat(threadsLeft()).isZero();
    }

    @Test
    void shouldCloseWhenAnIoThreadIsDead() throws Exception {
        TunedContext context = TunedContext.builder().build();
        DoomedSocket.open(context);
        long end = System.nanoTime() + SOON.toNanos();
        while (context.stats().ioThreadsAlive() > 0 && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(context.stats().ioThreadsAlive()).isZero();

        Running.start("closer", () -> closed(context)).result(BOUND_AT_DEFAULT_LINGER);
    }

    @Test
    void shouldEndABlockedPlainSocketWithEterm() throws Exception {
        TunedContext context = TunedContext.builder().build();
        Running<Integer> receiver = Running.start("receiver", () -> {
            try (ZMQ.Socket pull = context.socket(SocketType.PULL)) {
                pull.bind("tcp://127.0.0.1:*");
                pull.recv();
                return 0;
            } catch (org.zeromq.ZMQException e) {
                return e.getErrorCode();
            }
        });
        receiver.awaitInside("recv");

        Running.start("closer", () -> closed(context)).result(BOUND_AT_DEFAULT_LINGER);

        assertThat(receiver.result()).isEqualTo(org.zeromq.ZMQ.Error.ETERM.getCode());
    }

    @Test
    void shouldCloseTwiceAndFromSeveralThreads() throws Exception {
        TunedContext context = TunedContext.builder().build();
        Publisher publisher = context.publisher().bind("tcp://127.0.0.1:*").open();
        Subscriber subscriber = context.subscriber()
                .connect(publisher.endpoint())
                .topic("prices")
                .open();
        Running<Boolean> first = Running.start("closer", () -> closed(context));
        Running<Boolean> second = Running.start("closer", () -> closed(context));
        publisher.close();
        subscriber.close();

        first.result(BOUND_AT_DEFAULT_LINGER);
        second.result(BOUND_AT_DEFAULT_LINGER);
        context.close();
        publisher.close();
        subscriber.close();
    }

    @Test
    void shouldLetAListenerCloseItsSubscriber() throws Exception {
        try (TunedContext context = TunedContext.builder().build()) {
            Publisher publisher = context.publisher()
                    .bind("tcp://127.0.0.1:*")
                    .hwm(HwmPolicy.messages(1))
                    .open();
            Subscriber[] holder = new Subscriber[1];
            holder[0] = context.subscriber()
                    .connect(publisher.endpoint())
                    .hwm(HwmPolicy.messages(1))
                    .topic("prices")
                    .onGap(gap -> holder[0].close())
                    .open();
            assertThat(holder[0].awaitReady(SOON)).isTrue();
            while (publisher.stats().stalls() < 2) {
                publisher.publish("prices", new byte[60_000]);
            }

            boolean open = true;
            while (open) {
                try {
                    holder[0].receive(SOON);
                } catch (IllegalStateException e) {
                    open = false;
                }
            }

            assertThat(holder[0].stats().gaps()).isEqualTo(1);
        }
    }

    @Test
    void shouldCloseManyFullPublishersWithinTheBound() throws Exception {
        TunedContext context = TunedContext.builder().build();
        for (int i = 0; i < 12; i++) {
            Publisher publisher = context.publisher()
                    .bind("tcp://127.0.0.1:*")
                    .hwm(HwmPolicy.messages(1))
                    .overflow(OverflowPolicy.block(Duration.ZERO))
                    .open();
            Subscriber subscriber = context.subscriber()
                    .connect(publisher.endpoint())
                    .hwm(HwmPolicy.messages(1))
                    .topic("prices")
                    .open();
            assertThat(subscriber.awaitReady(SOON)).isTrue();
            while (publisher.stats().refused() < 100) {
                publisher.publish("prices", new byte[60_000]);
            }
        }

        Running.start("closer", () -> closed(context)).result(BOUND_AT_DEFAULT_LINGER);
    }

    @Test
    void shouldEndTheContextWhenSomethingIsOpenedAtThatMoment() throws Exception {
        for (int i = 0; i < 20; i++) {
            TunedContext context = TunedContext.builder().build();
            Running<Throwable> opening = Running.start("opening", () -> {
                while (true) {
                    try {
                        context.publisher().bind("tcp://127.0.0.1:*").open().close();
                    } catch (IllegalStateException e) {
                        return e;
                    }
                }
            });
            opening.awaitInside("open");

            Running.start("closer", () -> closed(context)).result(BOUND_AT_DEFAULT_LINGER);

            assertThat(opening.result()).isInstanceOf(ClosedException.class).hasMessageMatching(CONTEXT_CLOSED);
            assertThat(threadsLeft()).isZero();
        }
    }

    private static boolean closed(TunedContext context) {
        context.close();
        return true;
    }

    /** Until the kernel's buffers are full too, a publisher that waits soon goes on. */
    private static void awaitNoMoreProgress(Publisher publisher) {
        long published = -1;
        long since = System.nanoTime();
        while (publisher.stats().stalls() == 0 || System.nanoTime() - since < 300_000_000L) {
            if (publisher.stats().published() != published) {
                published = publisher.stats().published();
                since = System.nanoTime();
            }
        }
    }

    private static long threadsLeft() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("tunedzmq-io"))
                .filter(Thread::isAlive)
                .count();
    }
}

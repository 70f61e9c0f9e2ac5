package io.tunedzmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.tunedzmq.config.HwmPolicy;
import io.tunedzmq.config.OverflowPolicy;
import io.tunedzmq.config.SlowPolicy;
import io.tunedzmq.stats.ClosedException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Messages as a reactive stream. */
@Timeout(60)
class FlowTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int LARGE = 200_000;

    private TunedContext context;
    private Publisher publisher;
    private Subscriber subscriber;

    @BeforeEach
    void open() {
        context = TunedContext.builder().build();
        publisher = context.publisher()
                .bind("tcp://127.0.0.1:*")
                .hwm(HwmPolicy.messages(1))
                .overflow(OverflowPolicy.block(Duration.ZERO))
                .open();
        subscriber = subscriber().open();
        assertThat(subscriber.awaitReady(SOON)).isTrue();
    }

    private SubscriberBuilder subscriber() {
        return context.subscriber()
                .connect(publisher.endpoint())
                .topic("prices")
                .hwm(HwmPolicy.messages(1));
    }

    @AfterEach
    void close() {
        context.close();
    }

    /** Notes what it is told, and does with a message what it was made to. */
    private static class Downstream implements Flow.Subscriber<Message> {
        final List<String> told = new CopyOnWriteArrayList<>();
        final CountDownLatch over = new CountDownLatch(1);
        volatile Flow.@Nullable Subscription subscription;
        volatile @Nullable Throwable error;
        volatile @Nullable Thread thread;

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
        }

        @Override
        public void onNext(Message message) {
            thread = Thread.currentThread();
            told.add(message.text());
        }

        @Override
        public void onError(Throwable problem) {
            error = problem;
            told.add("error");
            over.countDown();
        }

        @Override
        public void onComplete() {
            told.add("complete");
            over.countDown();
        }

        void request(long count) {
            subscription.request(count);
        }

        void awaitOver() throws InterruptedException {
            assertThat(over.await(SOON.toSeconds(), TimeUnit.SECONDS))
                    .as(told::toString)
                    .isTrue();
        }
    }

    @Test
    void shouldHandOutWhatWasRequestedAndCompleteWhenItIsClosed() throws Exception {
        Downstream downstream = new Downstream();
        subscriber.flow().subscribe(downstream);
        for (int i = 0; i < 5; i++) {
            publish("" + i);
        }

        downstream.request(1);
        downstream.request(1);
        Wait.until("two messages", () -> downstream.told.size() == 2);
        downstream.request(2);
        Wait.until("four messages", () -> downstream.told.size() == 4);
        assertThat(subscriber.stats().received()).isEqualTo(4); // The fifth is left where it is.
        subscriber.close();

        downstream.awaitOver();
        assertThat(downstream.told).containsExactly("0", "1", "2", "3", "complete");
        assertThat(downstream.thread.getName()).startsWith("tunedzmq-handler-");
        assertThat(downstream.thread.isAlive()).isFalse();
    }

    private void publish(String text) {
        Wait.until("room", () -> publisher.publish("prices", text) == PublishResult.ACCEPTED);
    }

    @Test
    void shouldLetThePublisherFeelThatNothingIsRequested() {
        Downstream downstream = new Downstream();
        subscriber.flow().subscribe(downstream);

        long accepted = 0;
        while (publisher.publish("prices", "x".repeat(LARGE)) == PublishResult.ACCEPTED) {
            accepted++;
        }
        assertThat(accepted).isPositive();
        assertThat(subscriber.stats().received()).isZero();
        long all = accepted;
        downstream.request(Long.MAX_VALUE);
        downstream.request(Long.MAX_VALUE); // Without limit stays so.

        Wait.until("all that was accepted", () -> downstream.told.size() == all);
        publish("and on");
        Wait.until("the next", () -> downstream.told.size() == all + 1);
        assertThat(subscriber.stats().dropped()).isZero();
    }

    @Test
    void shouldCloseWhenItIsCancelledInsideOnNext() {
        Downstream downstream = new Downstream() {
            @Override
            public void onNext(Message message) {
                super.onNext(message);
                subscription.cancel();
                subscription.request(1); // Of no effect.
            }
        };
        subscriber.flow().subscribe(downstream);
        downstream.request(10);
        publish("first");
        publish("second");

        Wait.until("its thread to end", () -> downstream.thread != null && !downstream.thread.isAlive());
        assertThat(subscriber.isClosed()).isTrue();
        assertThat(context.subscribers()).isEmpty();
        assertThat(downstream.told).containsExactly("first");
    }

    @Test
    void shouldNotWaitInCancelForAnOnNextAtWork() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Downstream downstream = new Downstream() {
            @Override
            public void onNext(Message message) {
                super.onNext(message);
                inside.countDown();
                await(goOn);
            }
        };
        subscriber.flow().subscribe(downstream);
        downstream.request(10);
        publish("first");
        await(inside);

        downstream.subscription.cancel();
        assertThat(downstream.thread.isAlive()).isTrue();
        goOn.countDown();

        Wait.until("its thread to end", () -> !downstream.thread.isAlive());
        assertThat(context.subscribers()).isEmpty();
        assertThat(downstream.told).containsExactly("first");
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void shouldEndWithAnErrorWhenLessThanOneIsRequested() throws Exception {
        Downstream downstream = new Downstream();
        subscriber.flow().subscribe(downstream);

        downstream.request(0);

        downstream.awaitOver();
        assertThat(downstream.told).containsExactly("error");
        assertThat(downstream.error)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("request: 0 (expected: >= 1)");
        assertThat(subscriber.isClosed()).isTrue();
    }

    @Test
    void shouldEndWithAnErrorWhenItIsTooSlow() throws Exception {
        try (Subscriber leaving =
                subscriber().slow(SlowPolicy.disconnect(Duration.ofMillis(500))).open()) {
            assertThat(leaving.awaitReady(SOON)).isTrue();
            Downstream downstream = new Downstream();
            leaving.flow().subscribe(downstream);
            publish("first");

            downstream.awaitOver();
            assertThat(downstream.told).containsExactly("error");
            assertThat(downstream.error).isInstanceOf(ClosedException.class).hasMessageContaining("SlowPolicy");
        }
    }

    @Test
    void shouldCancelWhoThrows() {
        Downstream downstream = new Downstream() {
            @Override
            public void onNext(Message message) {
                super.onNext(message);
                throw new IllegalStateException("on purpose");
            }
        };
        subscriber.flow().subscribe(downstream);
        downstream.request(10);
        publish("first");

        Wait.until("no subscriber is open", () -> context.subscribers().isEmpty());
        Wait.until("its thread to end", () -> !downstream.thread.isAlive());
        assertThat(downstream.told).containsExactly("first");
        assertThat(subscriber.stats().handlerFailures()).isEqualTo(1);
    }

    @Test
    void shouldTellTheSecondThatThereIsAnother() {
        Downstream first = new Downstream();
        Downstream second = new Downstream();
        subscriber.flow().subscribe(first);

        subscriber.flow().subscribe(second);

        assertThat(second.subscription).isNotNull();
        assertThat(second.error)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("go to another Flow.Subscriber");
        assertThatIllegalStateException()
                .isThrownBy(() -> subscriber.receive(Duration.ZERO))
                .withMessageContaining("Flow.Subscriber");
        first.request(1);
        publish("first");
        Wait.until("the first hears", () -> first.told.equals(List.of("first")));
    }

    @Test
    void shouldSayWhenThereIsNoThread() {
        Subscriber without = subscriber().handlerThread(task -> null).open();
        Downstream downstream = new Downstream();

        without.flow().subscribe(downstream);

        assertThat(downstream.error).hasMessageContaining("handlerThread");
        assertThat(without.isClosed()).isTrue();
    }

    @Test
    void shouldLetGoOfWhoHasCancelled() {
        Downstream downstream = new Downstream();
        subscriber.flow().subscribe(downstream);
        downstream.subscription.cancel();

        WeakReference<Downstream> reference = new WeakReference<>(downstream);
        downstream = null;

        Wait.until("nobody to hold it", () -> {
            System.gc();
            return reference.refersTo(null);
        });
        assertThat(subscriber.isClosed()).isTrue();
    }

    @Test
    void shouldHaveNoFlowBesideAHandler() {
        Subscriber handled = subscriber().onMessage(message -> {}).open();

        assertThatIllegalStateException().isThrownBy(handled::flow).withMessageContaining("onMessage");
    }

    @Test
    void shouldCompleteWithTheContext() throws Exception {
        Downstream downstream = new Downstream();
        subscriber.flow().subscribe(downstream);
        downstream.request(1);

        context.close();

        downstream.awaitOver();
        assertThat(downstream.told).containsExactly("complete");
    }
}

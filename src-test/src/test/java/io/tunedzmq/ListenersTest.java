package io.tunedzmq;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.stats.Gap;
import io.tunedzmq.wire.ControlFrames;
import io.tunedzmq.wire.Frames;
import io.tunedzmq.wire.PublishedTopic;
import io.tunedzmq.wire.Topics;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/**
 * Whatever thread calls a listener of a subscriber, a frame is half-way through the books: nobody takes a message then.
 */
@Timeout(60)
class ListenersTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String TOPIC = "prices";
    private static final long EPOCH = 77;

    private final PublishedTopic topic = new PublishedTopic(TOPIC, Topics.withNul(TOPIC), 1);
    private final ControlFrames controls = new ControlFrames(EPOCH, () -> 0);
    private final List<Gap> gaps = new CopyOnWriteArrayList<>();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final List<String> refusals = new CopyOnWriteArrayList<>();

    private TunedContext context;
    private ZContext stock;
    private ZMQ.Socket publisher;
    private Subscriber subscriber;

    @BeforeEach
    void open() {
        context = TunedContext.builder().build();
        stock = new ZContext();
        publisher = stock.createSocket(SocketType.XPUB);
        publisher.setReceiveTimeOut((int) SOON.toMillis());
        int port = publisher.bindToRandomPort("tcp://127.0.0.1");
        subscriber = context.subscriber()
                .connect("tcp://127.0.0.1:" + port)
                .topic(TOPIC)
                .onGap(gap -> {
                    gaps.add(gap);
                    tries();
                })
                .onPublisher(event -> tries())
                .open();
        byte[] subscription = publisher.recv();
        while (subscription[1] != 'p') {
            subscription = publisher.recv();
        }
    }

    @AfterEach
    void close() {
        stock.close();
        context.close();
    }

    private void tries() {
        threads.add(Thread.currentThread());
        tries(it -> it.receive(Duration.ZERO));
        tries(it -> it.drain(view -> {}, 1, Duration.ZERO));
        tries(it -> it.awaitReady(Duration.ZERO));
    }

    private void tries(Consumer<Subscriber> call) {
        try {
            call.accept(subscriber);
            refusals.add("none");
        } catch (IllegalStateException e) {
            refusals.add(e.getMessage());
        }
    }

    private void assertRefused(int listeners) {
        assertThat(refusals).hasSize(3 * listeners);
        for (int i = 0; i < refusals.size(); i++) {
            Thread thread = threads.get(i / 3);
            assertThat(refusals.get(i))
                    .isEqualTo(
                            i % 3 == 2
                                    ? "Subscriber waits to be ready inside its own listener, on " + thread
                                            + "; return from it first"
                                    : "Subscriber received inside its own handler or listener, on " + thread
                                            + "; return from it first, or let a Subscriber of its own receive there");
        }
    }

    private void send(long sequence) {
        publisher.send(Frames.messages(EPOCH, TOPIC, 1, sequence, 1).bytes());
    }

    private void send(ByteBuffer control) {
        byte[] bytes = new byte[control.remaining()];
        control.get(bytes);
        publisher.send(bytes);
    }

    @Test
    void shouldRefuseToReceiveWhereTheReceivingThreadTells() {
        send(1);
        assertThat(subscriber.receive(SOON)).isNotNull();
        send(4);
        send(5);

        assertThat(subscriber.receive(SOON).sequence()).isEqualTo(4);
        assertThat(subscriber.receive(SOON).sequence()).isEqualTo(5);

        assertThat(gaps).extracting(Gap::count).containsExactly(2L);
        assertThat(threads).containsExactly(Thread.currentThread());
        assertRefused(1);
    }

    @Test
    void shouldRefuseToReceiveWhereAThreadOfTheContextTells() {
        send(1);
        assertThat(subscriber.receive(SOON)).isNotNull();
        send(controls.beacon(topic, 3));
        send(controls.end(0));
        send(4); // Of which neither may be the one that takes it.
        Wait.until(() -> "the end is told: " + threads, () -> refusals.size() == 6);

        assertThat(gaps).extracting(Gap::count).containsExactly(2L);
        assertThat(threads).doesNotContain(Thread.currentThread());
        assertRefused(2);
        assertThat(subscriber.receive(SOON).sequence()).isEqualTo(4);
        assertThat(subscriber.stats().received()).isEqualTo(2);
        assertThat(subscriber.stats().dropped()).isEqualTo(2);
    }
}

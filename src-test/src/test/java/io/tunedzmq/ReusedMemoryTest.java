package io.tunedzmq;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.config.OverflowPolicy;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;

/** The memory of a large frame serves the next one; nobody may notice. */
@Timeout(60)
class ReusedMemoryTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int BYTES = 40_000;
    private static final int MESSAGES = 300;

    private TunedContext context;
    private Publisher publisher;

    @BeforeEach
    void open() {
        context = TunedContext.builder().build();
        publisher = context.publisher()
                .bind("tcp://127.0.0.1:*")
                .bind("inproc://shared")
                .overflow(OverflowPolicy.block(SOON))
                .frameBytes(BYTES / 2) // Less than a message: each has a frame of just its size.
                .open();
    }

    @AfterEach
    void close() {
        context.close();
    }

    @Test
    void shouldShowEveryMessageAsItWasSentWhileMoreComes() throws Exception {
        Subscriber subscriber = subscribe(publisher.endpoint());
        int count = 5_000;
        Running<Void> sending = Running.start("sending", () -> {
            for (int i = 0; i < count; i++) {
                publisher.publish("t", message(i));
            }
            return null;
        });

        int[] next = {0};
        while (next[0] < count) {
            int handled = subscriber.drain(
                    view -> assertThat(view.payload().mismatch(ByteBuffer.wrap(message(next[0]++))))
                            .isEqualTo(-1),
                    100,
                    SOON);
            assertThat(handled).isPositive();
        }
        sending.result();
    }

    @Test
    void shouldLeaveReceivedMessagesAlone() {
        Subscriber subscriber = subscribe(publisher.endpoint());
        List<byte[]> kept = new ArrayList<>();
        for (int i = 0; i < MESSAGES; i++) {
            publisher.publish("t", message(i));
            kept.add(receive(subscriber));
        }
        requireInOrder(kept);
    }

    /** The application gets the arrays themselves. */
    @Test
    void shouldLeaveMessagesOfAStockPublisherAlone() {
        try (ZMQ.Socket pub = context.socket(SocketType.XPUB)) {
            pub.bind("tcp://127.0.0.1:*");
            Subscriber subscriber = context.subscriber()
                    .connect(pub.getLastEndpoint())
                    .topicPrefix("")
                    .open();
            pub.setReceiveTimeOut(10_000);
            assertThat(pub.recv()).as("its subscription").isNotNull();
            List<byte[]> kept = new ArrayList<>();
            for (int i = 0; i < MESSAGES; i++) {
                pub.send(message(i));
                kept.add(receive(subscriber));
            }
            requireInOrder(kept);
        }
    }

    /** Over inproc all subscribers of a process have the same array. */
    @Test
    void shouldLeaveWhatSubscribersShareAlone() {
        Subscriber quick = subscribe("inproc://shared");
        Subscriber slow = subscribe("inproc://shared");
        Subscriber remote = subscribe(publisher.endpoint());
        for (int i = 0; i < MESSAGES; i++) {
            publisher.publish("t", message(i));
            receive(remote);
            receive(quick); // Last: what it would give back is the next to be used.
        }
        List<byte[]> kept = new ArrayList<>();
        for (int i = 0; i < MESSAGES; i++) {
            kept.add(receive(slow));
        }
        requireInOrder(kept);
    }

    private Subscriber subscribe(String endpoint) {
        Subscriber subscriber =
                context.subscriber().connect(endpoint).topic("t").open();
        assertThat(subscriber.awaitReady(SOON)).isTrue();
        return subscriber;
    }

    private static byte[] receive(Subscriber subscriber) {
        Message message = subscriber.receive(SOON);
        assertThat(message).isNotNull();
        return message.payload();
    }

    private static void requireInOrder(List<byte[]> kept) {
        for (int i = 0; i < MESSAGES; i++) {
            assertThat(kept.get(i)).as("message %d", i).isEqualTo(message(i));
        }
    }

    private static byte[] message(int number) {
        byte[] message = new byte[BYTES];
        Arrays.fill(message, (byte) number);
        return message;
    }
}

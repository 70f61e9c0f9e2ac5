package io.tunedzmq;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;

/** Payloads that are text. */
@Timeout(60)
class TextPayloadTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String PRICE = "EURUSD 1,07 \u20ac \ud83d\udcc8";

    private final Feed feed = new Feed();
    private final TunedContext context = feed.context();
    private final Publisher publisher = feed.publisher().open();
    private final Subscriber subscriber =
            Feed.ready(context.subscriber().connect(publisher.endpoint()).topicPrefix("prices"));

    @AfterEach
    void close() {
        feed.close();
    }

    @Test
    void shouldBeReadAsWritten() {
        publisher.publish("prices", PRICE);
        publisher.topic("prices").publish(PRICE);
        publisher.publish("prices", "");

        Message message = subscriber.receive(SOON);
        assertThat(message.payload()).isEqualTo(PRICE.getBytes(StandardCharsets.UTF_8));
        assertThat(message.text()).isEqualTo(PRICE);
        assertThat(subscriber.receive(SOON).text()).isEqualTo(PRICE);
        assertThat(subscriber.receive(SOON).text()).isEmpty();
    }

    @Test
    void shouldBeReadFromTheViewOfASharedFrame() {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            publisher.publish("prices", PRICE + i);
        }

        while (texts.size() < 6) {
            subscriber.drain(
                    view -> {
                        texts.add(view.text());
                        texts.add(view.text()); // The payload is where it was.
                    },
                    3,
                    SOON);
        }

        assertThat(texts).containsExactly(PRICE + 0, PRICE + 0, PRICE + 1, PRICE + 1, PRICE + 2, PRICE + 2);
    }

    @Test
    void shouldShowWhatIsNoText() {
        publisher.publish("prices", new byte[] {'a', (byte) 0xFF, 'b'});
        publisher.publish("prices", "half \ud83d");

        assertThat(subscriber.receive(SOON).text()).isEqualTo("a\ufffdb");
        assertThat(subscriber.receive(SOON).text()).isEqualTo("half ?");
    }

    @Test
    void shouldBeTheSecondFrameOfAStockPublisher() {
        ZMQ.Socket stock = context.socket(SocketType.PUB);
        int port = stock.bindToRandomPort("tcp://127.0.0.1");
        try (Subscriber ofStock = context.subscriber()
                .connect("tcp://127.0.0.1:" + port)
                .topicPrefix("prices")
                .open()) {
            List<String> texts = new ArrayList<>();
            Wait.until("a message of the stock publisher", () -> {
                stock.sendMore("prices");
                stock.send(PRICE);
                ofStock.drain(view -> texts.add(view.text()), 1, Duration.ofMillis(10));
                return !texts.isEmpty();
            });

            assertThat(texts).containsOnly(PRICE);
        }
    }
}

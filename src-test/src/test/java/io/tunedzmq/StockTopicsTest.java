package io.tunedzmq;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;

/** A stock publisher sends nothing to a subscriber of exact topics; that must not look like a silent feed. */
@Timeout(60)
class StockTopicsTest {
    private final CapturedLog log = new CapturedLog();
    private final TunedContext context = TunedContext.builder().build();

    @AfterEach
    void close() {
        context.close();
        log.close();
    }

    @Test
    void shouldCountWhatOnlyZeroMQLetsThroughAndSayItOnce() {
        try (ZMQ.Socket pub = context.socket(SocketType.PUB)) {
            pub.bind("tcp://127.0.0.1:*");
            Subscriber subscriber = context.subscriber()
                    .connect(pub.getLastEndpoint())
                    .topic("prices")
                    .topicPrefix("end")
                    .open();
            Wait.until("a few are discarded", () -> {
                pub.send("prices\0 1.07");
                pub.sendMore("prices\0");
                pub.send("1.07");
                assertThat(subscriber.receive(Duration.ofMillis(20))).isNull();
                return subscriber.stats().unwanted() >= 4;
            });

            assertThat(subscriber.stats().untagged()).isZero();
            assertThat(log.text())
                    .containsOnlyOnce(
                            "topic(\"prices\") is for publishers of this library; for others use topicPrefix(\"prices\")");
        }
    }

    /** The application need not even receive. */
    @Test
    void shouldSayThatNobodyAnswers() {
        try (ZMQ.Socket pub = context.socket(SocketType.PUB)) {
            pub.bind("tcp://127.0.0.1:*");
            context.subscriber().connect(pub.getLastEndpoint()).topic("prices").open();
            context.subscriber()
                    .connect(pub.getLastEndpoint())
                    .topicPrefix("volumes")
                    .open();

            Wait.until("it is said", () -> log.text().contains("no answer"));

            assertThat(log.text())
                    .containsOnlyOnce("sends nothing to topic(\"prices\")")
                    .contains("for one use topicPrefix(\"prices\")")
                    .doesNotContain("volumes");
        }
    }
}

package io.tunedzmq;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.config.OverflowPolicy;
import io.tunedzmq.stats.SubscriberStats;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A stranger asks a publisher of many topics for echoes, which are long, and takes none of them. */
@Timeout(60)
class UnreadEchoesTest {
    private static final int TOPICS = 16_000;
    private static final int FRAMES_OF_AN_ECHO = 2;
    private static final int REQUESTS = 600;
    private static final int BUDGET = 64 << 20;
    private static final int MESSAGES = 1_000;
    private static final Duration SOON = Duration.ofSeconds(10);

    @ParameterizedTest
    @ValueSource(strings = {"drop", "block"})
    void shouldKeepToTheMemoryBudgetAndServeOthers(String overflow) throws Exception {
        try (TunedContext context = TunedContext.builder().memoryBudget(BUDGET).build();
                Publisher publisher = context.publisher()
                        .bind("tcp://127.0.0.1:*")
                        .overflow(overflow.equals("drop") ? OverflowPolicy.drop() : OverflowPolicy.block(SOON))
                        .open();
                Socket stranger = RawSubscriber.connect(publisher.endpoint(), "XSUB")) {
            for (int i = 0; i < TOPICS; i++) {
                publisher.publish("topic-" + i, new byte[1]);
            }
            Wait.until("all is sent", () -> publisher.stats().batches() >= TOPICS);
            long before = publisher.stats().batches();

            askForEchoes(stranger);

            Wait.until("all are answered", () -> publisher.stats().batches() - before >= FRAMES_OF_AN_ECHO * REQUESTS);
            Wait.until(
                    "what waits keeps to a part of the budget",
                    () -> context.stats().outgoingBytes() < context.stats().outgoingBudget() / 2);
            try (Subscriber subscriber = context.subscriber()
                    .connect(publisher.endpoint())
                    .topic("t")
                    .open()) {
                assertThat(subscriber.awaitReady(SOON)).isTrue();
                for (int i = 0; i < MESSAGES; i++) {
                    assertThat(publisher.publish("t", new byte[100])).isEqualTo(PublishResult.ACCEPTED);
                }
                Wait.until("all is received", () -> {
                    subscriber.drain(view -> {}, MESSAGES, Duration.ofMillis(10));
                    return subscriber.stats().received() == MESSAGES;
                });
                SubscriberStats stats = subscriber.stats();
                assertThat(stats.dropped()).isZero();
            }
        }
    }

    /** Each request is that of another subscriber, which has introduced itself: so all of them are answered at once. */
    private static void askForEchoes(Socket stranger) throws IOException {
        OutputStream out = new BufferedOutputStream(stranger.getOutputStream());
        for (int i = 1; i <= REQUESTS; i++) {
            String id = Integer.toHexString(i);
            subscribe(out, "\u007ftz/about/" + id + "/" + id + "/");
            subscribe(out, "\u007ftz/ready/" + id + "/1");
        }
        out.flush();
    }

    private static void subscribe(OutputStream out, String topic) throws IOException {
        byte[] bytes = topic.getBytes(StandardCharsets.UTF_8);
        out.write(new byte[] {0, (byte) (1 + bytes.length), 1});
        out.write(bytes);
    }
}

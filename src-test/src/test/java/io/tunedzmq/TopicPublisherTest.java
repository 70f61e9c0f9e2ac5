package io.tunedzmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunedzmq.config.OverflowPolicy;
import io.tunedzmq.stats.ClosedException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TopicPublisherTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private final Feed feed = new Feed();
    private final TunedContext context = feed.context();
    private final Publisher publisher = feed.publisher().open();
    private final Subscriber subscriber = Feed.ready(feed.subscriber(publisher.endpoint()));

    @AfterEach
    void close() {
        feed.close();
    }

    @Test
    void shouldShareTheSequenceOfItsTopic() {
        TopicPublisher prices = publisher.topic("prices");
        prices.publish(new byte[] {1});
        publisher.publish("prices", new byte[] {2});
        publisher.topic("prices").publish(new byte[] {3});

        for (int i = 1; i <= 3; i++) {
            Message message = subscriber.receive(SOON);
            assertThat(message.sequence()).isEqualTo(i);
            assertThat(message.payload()).containsExactly(i);
        }
        assertThat(prices.topic()).isEqualTo("prices");
    }

    /** A large message has a frame of its own, which is full at once; the small ones wait for more. */
    @Test
    void shouldKeepTheOrderBeyondTheLimitOfTopicsToo() throws Exception {
        int messages = 3_000;
        try (Publisher small = context.publisher()
                        .bind("tcp://127.0.0.1:*")
                        .maxTopics(1)
                        .overflow(OverflowPolicy.block(SOON))
                        .open();
                Subscriber reader = context.subscriber()
                        .connect(small.endpoint())
                        .topic("beyond")
                        .open()) {
            assertThat(reader.awaitReady(SOON)).isTrue();
            small.publish("the one", new byte[1]);
            TopicPublisher handle = small.topic("beyond");
            Running<Void> publishing = Running.start("publishing", () -> {
                for (int i = 0; i < messages; i++) {
                    byte[] payload = ByteBuffer.allocate(i % 10 == 9 ? 60_000 : 8)
                            .putInt(i)
                            .array();
                    assertThat(i % 2 == 0 ? handle.publish(payload) : small.publish("beyond", payload))
                            .isEqualTo(PublishResult.ACCEPTED);
                }
                return null;
            });

            for (int i = 0; i < messages; i++) {
                Message message = reader.receive(SOON);
                assertThat(ByteBuffer.wrap(message.payload()).getInt()).isEqualTo(i);
            }
            publishing.result();
        }
    }

    @Test
    void shouldPublishWhatABufferHoldsAndLeaveItAlone() {
        ByteBuffer[] buffers = {
            ByteBuffer.wrap(new byte[] {0, 0, 1, 2, 3, 0}, 1, 5)
                    .slice()
                    .position(1)
                    .limit(4),
            ByteBuffer.allocateDirect(5)
                    .put(new byte[] {0, 1, 2, 3, 0})
                    .position(1)
                    .limit(4),
            ByteBuffer.wrap(new byte[] {1, 2, 3}).asReadOnlyBuffer()
        };
        for (ByteBuffer buffer : buffers) {
            int position = buffer.position();
            publisher.topic("prices").publish(buffer);
            publisher.publish("prices", buffer);

            assertThat(buffer.position()).isEqualTo(position);
            assertThat(buffer.remaining()).isEqualTo(3);
            assertThat(subscriber.receive(SOON).payload()).containsExactly(1, 2, 3);
            assertThat(subscriber.receive(SOON).payload()).containsExactly(1, 2, 3);
        }
    }

    @Test
    void shouldTakeACopy() {
        byte[] payload = {1};
        publisher.topic("prices").publish(payload);
        payload[0] = 2;

        assertThat(subscriber.receive(SOON).payload()).containsExactly(1);
    }

    @Test
    void shouldRefuseWhatThePublisherRefuses() {
        TopicPublisher prices = publisher.topic("prices");
        assertThatThrownBy(() -> publisher.topic("a\0b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("topic: ");
        publisher.close();

        assertThatThrownBy(() -> prices.publish(new byte[1]))
                .isInstanceOf(ClosedException.class)
                .hasMessageContaining("Publisher is closed, by close() on thread 'main'");
    }
}

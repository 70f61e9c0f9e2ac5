package io.tunedzmq;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.config.OverflowPolicy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A peer that asks for and gives up, again and again, what another one has, too. */
@Timeout(60)
class SharedTopicsTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final byte[] SHARED = "prices\0".getBytes(UTF_8);

    // More than a publisher lets a connection say before it has heard something of it.
    private static final int ROUNDS = 10;
    private static final int OFTEN = 250;

    /** More than the buffers of the system hold for a connection that nobody reads. */
    private static final int MESSAGES = 20_000;

    private final Feed feed = new Feed();
    private final Publisher publisher =
            feed.publisher().overflow(OverflowPolicy.block(SOON)).open();
    private Subscriber subscriber;

    @BeforeEach
    void subscribe() {
        subscriber = Feed.ready(feed.subscriber(publisher.endpoint()));
    }

    @AfterEach
    void close() {
        feed.close();
    }

    @Test
    void shouldHearItAllTheSame() throws IOException {
        try (Socket peer = toggling()) {
            hears(peer, "news");
        }
        Wait.until(
                "its end is noticed",
                () -> publisher.engine().readings().observe().connected() == 1);
    }

    @Test
    void shouldNotWaitForOneThatHasGone() throws IOException {
        try (Socket peer = toggling()) {
            RawSubscriber.subscribe(peer, "");
        }

        for (int i = 0; i < MESSAGES; i++) {
            assertThat(publisher.publish("prices", new byte[1_000])).isEqualTo(PublishResult.ACCEPTED);
            if (i % 100 == 99) {
                assertThat(subscriber.drain(message -> {}, 100, SOON)).isPositive();
            }
        }
        Wait.until("everything is received", () -> {
            int unused = subscriber.drain(message -> {}, MESSAGES, Duration.ofMillis(10));
            return subscriber.stats().received() == MESSAGES;
        });
        assertThat(subscriber.stats().dropped()).isZero();
    }

    /** Does not go on before what it said was read, or it would all come at once. */
    private Socket toggling() throws IOException {
        Socket peer = RawSubscriber.connect(publisher.endpoint());
        peer.setSoTimeout(10);
        for (int round = 0; round < ROUNDS; round++) {
            ByteArrayOutputStream often = new ByteArrayOutputStream();
            for (int i = 0; i < OFTEN; i++) {
                often.write(word(1));
                often.write(word(0));
            }
            peer.getOutputStream().write(often.toByteArray());
            hears(peer, "round-" + round);
        }
        return peer;
    }

    private void hears(Socket peer, String topic) throws IOException {
        RawSubscriber.subscribe(peer, topic);
        Wait.until("its subscription to " + topic + " is heard", () -> {
            publisher.publish(topic, new byte[1]);
            return reads(peer);
        });
        while (reads(peer)) {} // What else was sent until it came.
    }

    /** A frame that subscribes to the topic of the other one, or ends that. */
    private static byte[] word(int first) {
        ByteBuffer frame = ByteBuffer.allocate(3 + SHARED.length);
        return frame.put((byte) 0)
                .put((byte) (1 + SHARED.length))
                .put((byte) first)
                .put(SHARED)
                .array();
    }

    private static boolean reads(Socket peer) {
        try {
            return peer.getInputStream().read() >= 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

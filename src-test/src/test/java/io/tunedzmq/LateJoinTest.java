package io.tunedzmq;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.wire.ControlFrames;
import io.tunedzmq.wire.FrameKind;
import io.tunedzmq.wire.FrameWriter;
import io.tunedzmq.wire.Topics;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;

/** What was published before a subscriber was there is not lost, whatever of it arrives. */
@Timeout(60)
class LateJoinTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String TOPIC = "prices";
    private static final String READY = "\u007ftz/ready/";
    private static final long EPOCH = 0x1234;

    private final TunedContext context = TunedContext.builder().build();
    private final ZMQ.Socket proxy = context.socket(SocketType.XPUB);

    @AfterEach
    void close() {
        proxy.close();
        context.close();
    }

    /**
     * Behind a proxy all others leave as it comes: a message is still under way to them, then comes a hole, because
     * nobody is subscribed, and then its own subscription is heard.
     */
    @Test
    void shouldNotCountAHoleBeforeThePublisherHadHeardIt() {
        proxy.bind("tcp://127.0.0.1:*");
        Subscriber subscriber = context.subscriber()
                .connect(proxy.getLastEndpoint())
                .topic(TOPIC)
                .open();

        send(message(10));
        String asked = next();
        while (!asked.startsWith(READY)) {
            if (asked.equals(TOPIC + "\0")) {
                send(message(11));
            }
            asked = next();
        }
        new ControlFrames(EPOCH, () -> 0).echo(asked, 1, new long[] {30}).forEach(this::send);
        send(message(31));

        Message last = subscriber.receive(SOON);
        while (last != null && last.sequence() != 31) {
            last = subscriber.receive(SOON);
        }
        assertThat(last).isNotNull();
        assertThat(subscriber.stats().dropped()).isZero();

        send(message(33)); // From here on a hole is one.
        assertThat(subscriber.receive(SOON)).isNotNull();
        assertThat(subscriber.stats().dropped()).isEqualTo(1);
    }

    /** A topic that the subscriber asks for next. */
    private String next() {
        byte[] subscription = proxy.recv();
        while (subscription[0] != 1) {
            subscription = proxy.recv();
        }
        return new String(subscription, 1, subscription.length - 1, UTF_8);
    }

    private static ByteBuffer message(long sequence) {
        FrameWriter frame = new FrameWriter(Topics.withNul(TOPIC), 0);
        frame.append(new byte[1]);
        return frame.seal(FrameKind.DATA, EPOCH, sequence, 0, 1);
    }

    private void send(ByteBuffer frame) {
        byte[] bytes = new byte[frame.remaining()];
        frame.duplicate().get(bytes);
        assertThat(proxy.send(bytes)).isTrue();
    }
}

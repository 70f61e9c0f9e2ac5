package io.tunedzmq;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.config.OverflowPolicy;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Several connections break ZeroMQ's protocol at once, at a publisher of so many subscriptions that the ends of
 * connections come one by one: JeroMQ has read what it does not understand, and more behind it.
 */
@Timeout(60)
class BrokenProtocolTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int STRANGERS = 8;
    private static final int MESSAGES = 20;

    /** Frames, behind the greeting of each version: a small one, and one of 1 TiB of which fifty bytes come. */
    private static final byte[] FRAMES_1 = frames(new byte[] {3, 0, 1, 'q'}, (byte) 0xFF, new byte[] {0});

    private static final byte[] FRAMES_2 = frames(new byte[] {0, 2, 1, 'q'}, (byte) 2, new byte[0]);

    private final TunedContext context = TunedContext.builder().ioThreads(2).build();
    private final Publisher publisher = context.publisher()
            .bind("tcp://127.0.0.1:*")
            .overflow(OverflowPolicy.block(SOON))
            .open();
    private final List<Socket> strangers = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        for (Socket each : strangers) {
            each.close();
        }
        context.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void shouldEndConnectionsThatAnnounceTooMuch(int version) throws Exception {
        Subscriber subscriber = subscribeToMany();
        for (int i = 0; i < STRANGERS; i++) {
            strangers.add(connect(version));
        }
        for (Socket each : strangers) {
            each.getOutputStream().write(version == 1 ? FRAMES_1 : FRAMES_2);
        }
        for (Socket each : strangers) {
            awaitEnd(each);
        }
        requireAllWell(subscriber);
    }

    private Subscriber subscribeToMany() {
        Random random = new Random(1);
        SubscriberBuilder builder = context.subscriber().connect(publisher.endpoint());
        for (int i = 0; i < 3_000; i++) {
            builder.topic("feed/" + Long.toHexString(random.nextLong()));
        }
        Subscriber subscriber = builder.topic("prices").open();
        assertThat(subscriber.awaitReady(SOON)).isTrue();
        return subscriber;
    }

    private Socket connect(int version) throws IOException {
        if (version == 3) {
            return RawSubscriber.connect(publisher.endpoint());
        }
        Socket socket = new Socket();
        socket.connect(RawSubscriber.address(publisher.endpoint()));
        if (version == 1) {
            socket.getOutputStream().write(new byte[] {1, 0}); // No identity.
        } else {
            socket.getOutputStream().write(greeting(1).array());
            socket.getOutputStream().write(new byte[] {2, 0, 0}); // SUB, and no identity.
        }
        return socket;
    }

    private static ByteBuffer greeting(int revision) {
        return ByteBuffer.allocate(11)
                .put((byte) 0xFF)
                .putLong(1)
                .put((byte) 0x7F)
                .put((byte) revision)
                .flip();
    }

    private static byte[] frames(byte[] small, byte large, byte[] flags) {
        return ByteBuffer.allocate(small.length + 1 + Long.BYTES + flags.length + 50)
                .put(small)
                .put(large)
                .putLong(1L << 40)
                .put(flags)
                .array();
    }

    /** Reads whatever comes until the other side has closed it. */
    private static void awaitEnd(Socket socket) throws IOException {
        socket.setSoTimeout((int) SOON.toMillis());
        try {
            while (socket.getInputStream().read() >= 0) {
                assertThat(socket.isClosed()).isFalse();
            }
        } catch (SocketException e) {
            assertThat(e).hasMessageContaining("reset");
        }
    }

    private void requireAllWell(Subscriber subscriber) {
        for (int i = 0; i < MESSAGES; i++) {
            assertThat(publisher.publish("prices", new byte[10])).isEqualTo(PublishResult.ACCEPTED);
        }
        for (int i = 0; i < MESSAGES; i++) {
            assertThat(subscriber.receive(SOON)).as("message %s", i).isNotNull();
        }
        for (int i = 0; i < 4; i++) {
            try (Subscriber newcomer = context.subscriber()
                    .connect(publisher.endpoint())
                    .topic("prices")
                    .open()) {
                assertThat(newcomer.awaitReady(SOON)).isTrue();
            }
        }
    }
}

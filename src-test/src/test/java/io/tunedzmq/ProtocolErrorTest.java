package io.tunedzmq;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunedzmq.config.HwmPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;

/** Connections that JeroMQ gives up for good after an error of ZeroMQ's protocol. */
@Timeout(90)
class ProtocolErrorTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    private TunedContext context;

    @BeforeEach
    void open() {
        context = TunedContext.builder().ioThreads(2).build();
    }

    @AfterEach
    void close() {
        context.close();
    }

    /** As if the port had first been that of a server with other security. */
    @Test
    void shouldReceiveOnceThePublisherTakesTheWrongPeersPlace() throws Exception {
        String endpoint;
        Subscriber subscriber;
        try (ServerSocket wrong = wrongPeer()) {
            endpoint = endpoint(wrong);
            subscriber = context.subscriber().connect(endpoint).topic("prices").open();
            offend(wrong);
            offend(wrong); // It came again; plain JeroMQ never does.
        }

        Publisher publisher = context.publisher().bind(endpoint).open();

        assertThat(subscriber.awaitReady(SOON)).isTrue();
        publisher.publish("prices", "back".getBytes(UTF_8));
        assertThat(subscriber.receive(SOON).payload()).isEqualTo("back".getBytes(UTF_8));
    }

    @Test
    void shouldPublishOnceTheSubscriberTakesTheWrongPeersPlace() throws Exception {
        String endpoint;
        Publisher publisher;
        try (ServerSocket wrong = wrongPeer()) {
            endpoint = endpoint(wrong);
            publisher = context.publisher().connect(endpoint).open();
            offend(wrong);
            offend(wrong);
        }

        Subscriber subscriber =
                context.subscriber().bind(endpoint).topic("prices").open();

        assertThat(publisher.awaitSubscribers(1, "prices", SOON)).isTrue();
        publisher.publish("prices", "back".getBytes(UTF_8));
        assertThat(subscriber.receive(SOON).payload()).isEqualTo("back".getBytes(UTF_8));
    }

    @Test
    void shouldGoOnAfterAMessageThatIsTooLarge() {
        try (ZMQ.Socket stock = context.socket(SocketType.PUB);
                Subscriber subscriber = open(stock)) {
            sendUntilReceived(stock, "small", subscriber);
            stock.send(new byte[4 << 20]);

            sendUntilReceived(stock, "later", subscriber); // It is behind the large one, so over a new connection.
        }
    }

    /** Once, and not beside what JeroMQ may make by itself. */
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost"})
    void shouldCountWhatWasLostWithTheConnection(String host) {
        Publisher publisher = context.publisher()
                .bind("tcp://127.0.0.1:*")
                .hwm(HwmPolicy.messages(100))
                .open();
        Subscriber subscriber = context.subscriber()
                .connect(publisher.endpoint().replace("127.0.0.1", host))
                .topic("prices")
                .maxMessageBytes(1_000)
                .open();
        assertThat(subscriber.awaitReady(SOON)).isTrue();
        publisher.publish("prices", new byte[10]);
        assertThat(subscriber.receive(SOON)).isNotNull();

        publisher.publish("prices", new byte[4 << 20]);
        Wait.until("received again", () -> {
            publisher.publish("prices", new byte[10]);
            return subscriber.receive(Duration.ofMillis(10)) != null;
        });
        Wait.until("all accounted for", () -> {
            while (subscriber.receive(Duration.ZERO) != null) {
                // Counted.
            }
            return subscriber.stats().received() + subscriber.stats().dropped()
                    == publisher.stats().published();
        });

        assertThat(subscriber.stats().dropped()).isPositive();
        assertThat(subscriber.stats().reconnects()).isEqualTo(1);
        assertThat(subscriber.stats().duplicates()).isZero();
    }

    /** What is read behind the announcement is no frame, though it is the peer's message. */
    @Test
    void shouldNotBlameThePeerWhereThereIsNoMemory() throws Exception {
        context.close();
        context = TunedContext.builder().memoryBudget(8 << 20).build();
        byte[] large = new byte[16 << 20];
        Arrays.fill(large, (byte) 0xFF);
        try (CapturedLog log = new CapturedLog();
                RawPublisher publisher = new RawPublisher()) {
            Subscriber subscriber = context.subscriber()
                    .connect(publisher.endpoint())
                    .topicPrefix("")
                    .open();
            publisher.accept();
            publisher.send(ByteBuffer.wrap("small".getBytes(UTF_8)));
            publisher.flush();
            assertThat(subscriber.receive(SOON)).isNotNull();
            assertThatThrownBy(() -> {
                        publisher.send(ByteBuffer.wrap(large));
                        publisher.flush();
                    })
                    .isInstanceOf(IOException.class);
            publisher.accept(); // It comes again.

            assertThat(log.text()).contains("the memory budget has no room").doesNotContain("protocol error");
        }
    }

    private static void sendUntilReceived(ZMQ.Socket stock, String message, Subscriber subscriber) {
        Wait.until(message + " received", () -> {
            stock.send(message);
            Message next = subscriber.receive(Duration.ofMillis(10));
            return next != null && new String(next.payload(), UTF_8).equals(message);
        });
    }

    private Subscriber open(ZMQ.Socket stock) {
        stock.bind("tcp://127.0.0.1:*");
        return context.subscriber()
                .connect(stock.getLastEndpoint())
                .topicPrefix("")
                .maxMessageBytes(1_000)
                .open();
    }

    private static ServerSocket wrongPeer() throws IOException {
        ServerSocket wrong = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        wrong.setSoTimeout((int) SOON.toMillis());
        return wrong;
    }

    private static String endpoint(ServerSocket socket) {
        return "tcp://127.0.0.1:" + socket.getLocalPort();
    }

    /** Greets as a ZeroMQ server that wants another security than the peer has, and waits until the peer hangs up. */
    private static void offend(ServerSocket server) throws IOException {
        try (Socket peer = server.accept()) {
            byte[] greeting = new byte[64];
            greeting[0] = (byte) 0xFF;
            greeting[9] = 0x7F;
            greeting[10] = 3;
            System.arraycopy("PLAIN".getBytes(UTF_8), 0, greeting, 12, 5);
            peer.getOutputStream().write(greeting);
            InputStream in = peer.getInputStream();
            while (in.read() >= 0) {
                // Its greeting, and then the end.
            }
        }
    }
}

package io.tunedzmq.jeromq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunedzmq.Wait;
import io.tunedzmq.config.ContextConfig;
import io.tunedzmq.connection.SubscriptionMemory;
import io.tunedzmq.connection.UpstreamMessages;
import io.tunedzmq.publish.ControlMeaning;
import io.tunedzmq.settings.Endpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;
import zmq.Msg;
import zmq.msg.MsgAllocator;

/** A full heap in the midst of what JeroMQ does on a thread of the application, or of ours. */
@Timeout(60)
class HarmedSocketTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int SIZE = 7;

    private final JeromqServices services = new JeromqServices(ContextConfig.defaults());
    private final JeromqHealth health = services.context().health();
    private final List<TunedSocket> sockets = new ArrayList<>();
    private final AtomicBoolean full = new AtomicBoolean();
    private final AtomicBoolean damaged = new AtomicBoolean();

    @AfterEach
    void close() {
        sockets.forEach(socket -> socket.close(Duration.ZERO));
        assertThat(services.close(Duration.ZERO, SOON)).isTrue();
    }

    private TunedSocket open(SocketType type) {
        TunedSocket socket = new TunedSocket(
                services.context(),
                type,
                10,
                10,
                1_000,
                install -> new UpstreamMessages(
                                new SubscriptionMemory(1 << 20),
                                new ControlMeaning(),
                                () -> false,
                                allocator -> install.accept(failing(allocator)))
                        .connections(),
                () -> {});
        sockets.add(socket);
        socket.attach(List.of(new Endpoint(Endpoint.Side.BIND, "tcp://127.0.0.1:*")));
        return socket;
    }

    /** Its messages fail once when the owner of a socket looks at one. */
    private MsgAllocator failing(MsgAllocator allocator) {
        return size -> size != SIZE
                ? allocator.allocate(size)
                : new Msg(size) {
                    private void look() {
                        if (!IoThread.isCurrent() && full.getAndSet(false)) {
                            throw new OutOfMemoryError("a test");
                        }
                        if (!IoThread.isCurrent() && damaged.get()) {
                            throw new NullPointerException("a test");
                        }
                    }

                    @Override
                    public byte get(int index) {
                        look();
                        return super.get(index);
                    }

                    @Override
                    public boolean hasMore() {
                        look();
                        return super.hasMore();
                    }
                };
    }

    @Test
    void shouldMakeItsConnectionsAnew() {
        TunedSocket socket = open(SocketType.XSUB);
        try (ZContext other = new ZContext()) {
            ZMQ.Socket publisher = other.createSocket(SocketType.PUB);
            publisher.setHandshakeIvl(500); // JeroMQ loses some fresh connections until then.
            publisher.connect(socket.endpoints().get(0));
            assertThat(socket.send(new Msg(new byte[] {1}))).isTrue(); // To everything.
            full.set(true);

            assertThatThrownBy(() -> Wait.until("an error", () -> hears(socket, publisher)))
                    .isInstanceOf(OutOfMemoryError.class);
            Wait.until("the end of its connection", () -> {
                socket.reconnect();
                socket.processCommands();
                return socket.watch().disconnects() == 1;
            });

            assertThat(health.survivedErrors()).isEqualTo(1);
            assertThat(health.broken()).isEmpty();
            Wait.until("a message over the next", () -> hears(socket, publisher));
        }
    }

    private static boolean hears(TunedSocket socket, ZMQ.Socket publisher) {
        publisher.send(new byte[SIZE]);
        return socket.receive() != null;
    }

    /** JeroMQ does not come back to that queue. */
    @Test
    void shouldBeBrokenWhereASubscriptionIsLost() {
        TunedSocket socket = open(SocketType.XPUB);
        try (ZContext other = new ZContext()) {
            ZMQ.Socket subscriber = other.createSocket(SocketType.SUB);
            subscriber.setHandshakeIvl(500); // JeroMQ loses some fresh connections until then.
            subscriber.connect(socket.endpoints().get(0));
            subscriber.subscribe("a");
            Wait.until("a subscription", () -> {
                subscriber.getEvents(); // If it has to connect twice, JeroMQ subscribes again with our help.
                return socket.receive() != null; // Only then would the socket end after an error.
            });
            full.set(true);
            subscriber.subscribe(new byte[SIZE - 1]);

            assertThatThrownBy(() -> Wait.until("an error", () -> {
                        subscriber.getEvents();
                        return socket.receive() != null;
                    }))
                    .isInstanceOf(OutOfMemoryError.class);
        }

        assertThat(health.broken()).hasValueSatisfying(why -> assertThat(why).contains("build a new one"));
    }

    /** As a tree of subscriptions in which a node was not made for want of memory. */
    @Test
    void shouldBeBrokenWhereJeroMqsBooksAreInDisorder() {
        health.survived("a thread", new OutOfMemoryError("a test"));
        TunedSocket socket = open(SocketType.XSUB);
        try (ZContext other = new ZContext()) {
            ZMQ.Socket publisher = other.createSocket(SocketType.PUB);
            publisher.setHandshakeIvl(500); // JeroMQ loses some fresh connections until then.
            publisher.connect(socket.endpoints().get(0));
            assertThat(socket.send(new Msg(new byte[] {1}))).isTrue();
            damaged.set(true);

            assertThatThrownBy(() -> Wait.until("a failure", () -> hears(socket, publisher)))
                    .isInstanceOf(NullPointerException.class);
        }

        assertThat(health.broken()).hasValueSatisfying(why -> assertThat(why).contains("build a new one"));
    }

    /** Java does not load it again. */
    @Test
    void shouldBeBrokenWhereAClassIsLost() {
        health.failed(new NoClassDefFoundError("a test"));

        assertThat(health.broken()).hasValueSatisfying(why -> assertThat(why).contains("restart this process"));
    }
}

package io.tunedzmq.jeromq;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.TunedContext;
import io.tunedzmq.connection.TcpEnds;
import io.tunedzmq.metrics.EventSource;
import io.tunedzmq.metrics.RecordedEvents;
import io.tunedzmq.window.ContextSnapshot;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ConnectionWatchTest {
    private static final String ADDRESS = "tcp://127.0.0.1:1";
    private static final int LOOKS = 4;
    private static final long SECOND_NS = 1_000_000_000;
    private static final int CONNECTED = zmq.ZMQ.ZMQ_EVENT_CONNECTED;
    private static final int HANDSHAKE = zmq.ZMQ.ZMQ_EVENT_HANDSHAKE_PROTOCOL;
    private static final int RETRIED = zmq.ZMQ.ZMQ_EVENT_CONNECT_RETRIED;
    private static final int DISCONNECTED = zmq.ZMQ.ZMQ_EVENT_DISCONNECTED;

    @Test
    void shouldKnowTheIoThreadThatServesAllConnections() {
        try (TunedContext context = TunedContext.builder().ioThreads(2).build()) {
            ConnectionWatch watch = new ConnectionWatch(NoConnections.connections(), () -> {}, new ConnectionCutter());
            List<IoThread> threads = IoThreads.all();
            assertThat(threads).hasSize(2);
            assertThat(watch.soleIoThread()).isNull();

            on(threads.get(0), watch, HANDSHAKE);
            assertThat(watch.soleIoThread()).isSameAs(threads.get(0));
            on(threads.get(1), watch, HANDSHAKE);
            assertThat(watch.soleIoThread()).isNull();
            on(threads.get(1), watch, HANDSHAKE);
            on(threads.get(0), watch, DISCONNECTED);
            assertThat(watch.soleIoThread()).isSameAs(threads.get(1));
            on(threads.get(1), watch, DISCONNECTED);
            assertThat(watch.soleIoThread()).isSameAs(threads.get(1));
            on(threads.get(1), watch, DISCONNECTED);
            assertThat(watch.soleIoThread()).isNull();
        }
    }

    /** Nobody comes to look, and then somebody does. */
    @Test
    void shouldSayThatMoreConnectionsAreGoneThanItKeeps() throws IOException {
        ConnectionWatch watch = new ConnectionWatch(NoConnections.connections(), () -> {}, new ConnectionCutter());
        ClosedConnections closed = watch.closed();
        try (ServerSocketChannel server =
                        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                SocketChannel channel = SocketChannel.open(server.getLocalAddress())) {
            for (int i = 0; i < ClosedConnections.MOST; i++) {
                watch.consume(new zmq.ZMQ.Event(DISCONNECTED, ADDRESS, channel));
            }
            assertThat(closed.takeMissed()).isFalse();

            watch.consume(new zmq.ZMQ.Event(DISCONNECTED, ADDRESS, channel));

            assertThat(closed.takeMissed()).isTrue();
            assertThat(closed.takeMissed()).as("since then").isFalse();
            for (int i = 0; i < ClosedConnections.MOST; i++) {
                assertThat(closed.poll()).isEqualTo(TcpEnds.of(channel));
            }
            assertThat(closed.poll()).isNull();
        }
    }

    /**
     * With several I/O threads the handshake is sometimes over before the thread that connected tells of the
     * connection.
     */
    @Test
    void shouldNotWaitForHelloThatCameBeforeTheConnection() {
        ConnectionWatch watch = new ConnectionWatch(NoConnections.connections(), () -> {}, new ConnectionCutter());

        consume(watch, HANDSHAKE);
        consume(watch, CONNECTED);
        assertThat(watch.unsettled()).isFalse();
        assertThat(watch.connected()).isEqualTo(1);
        consume(watch, DISCONNECTED);
        assertThat(watch.connected()).isZero();

        consume(watch, CONNECTED);
        assertThat(watch.unsettled()).isTrue();
        consume(watch, HANDSHAKE);
        assertThat(watch.unsettled()).isFalse();
        assertThat(watch.connected()).isEqualTo(1);
    }

    @Test
    void shouldGiveUpWhatJeroMqDoesNotConnectAgain() {
        ConnectionWatch watch = new ConnectionWatch(NoConnections.connections(), () -> {}, new ConnectionCutter());
        consume(watch, CONNECTED);
        consume(watch, HANDSHAKE);
        consume(watch, DISCONNECTED);

        assertThat(watch.mayHaveGivenUp()).isTrue();
        assertThat(looksUntilGivenUp(watch)).isEqualTo(4);
        assertThat(looksUntilGivenUp(watch)).as("told once").isEqualTo(-1);
    }

    @Test
    void shouldBePatientWithWhatEndsAgainAndAgain() {
        ConnectionWatch watch = new ConnectionWatch(NoConnections.connections(), () -> {}, new ConnectionCutter());
        List<Integer> looks = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            consume(watch, CONNECTED);
            consume(watch, DISCONNECTED);
            looks.add(looksUntilGivenUp(watch));
        }

        assertThat(looks).containsExactly(4, 8, 16, 32, 32, 32);
    }

    @Test
    void shouldNotGiveUpWhatJeroMqConnectsAgain() {
        ConnectionWatch watch = new ConnectionWatch(NoConnections.connections(), () -> {}, new ConnectionCutter());
        consume(watch, CONNECTED);
        consume(watch, DISCONNECTED);
        consume(watch, RETRIED);

        assertThat(looksUntilGivenUp(watch)).isEqualTo(-1);
        assertThat(watch.mayHaveGivenUp()).isFalse();
    }

    /** Accepted by a listener: its peer connects again. */
    @Test
    void shouldNotGiveUpWhatItDidNotConnect() {
        ConnectionWatch watch = new ConnectionWatch(NoConnections.connections(), () -> {}, new ConnectionCutter());
        consume(watch, HANDSHAKE);
        consume(watch, DISCONNECTED);

        assertThat(looksUntilGivenUp(watch)).isEqualTo(-1);
    }

    /** The peer's first word was there when JeroMQ handed the connection over, and then it lost the connection. */
    @Test
    void shouldHaveWhatNoPollerKnowsLookedForUntilItIsKnown() throws Exception {
        ConnectionWatch watch = new ConnectionWatch(NoConnections.connections(), () -> {}, new ConnectionCutter());
        HealedConnections healed = new HealedConnections();
        RecordedEvents events = new RecordedEvents();
        events.recordBy(healed);
        watch.recordAs(EventSource.subscriber("book", 7), events);
        try (SocketChannel channel = SocketChannel.open();
                Selector selector = Selector.open()) {
            channel.configureBlocking(false);
            consume(watch, HANDSHAKE);
            consume(watch, CONNECTED, channel);
            assertThat(watch.unsettled()).isTrue();
            assertThat(watch.overdue(System.nanoTime())).isFalse();
            assertThat(watch.overdue(System.nanoTime() + SECOND_NS)).isTrue();

            channel.register(selector, SelectionKey.OP_READ);
            assertThat(watch.unsettled()).isFalse();
            assertThat(watch.overdue(System.nanoTime() + 2 * SECOND_NS)).isFalse();
            assertThat(watch.healed()).isEqualTo(1);
            assertThat(healed.endpoints).containsExactly(ADDRESS);
        }
    }

    @Test
    void shouldRecordEachThatIsHealedOnce() {
        ConnectionWatch watch = new ConnectionWatch(NoConnections.connections(), () -> {}, new ConnectionCutter());
        EventSource book = EventSource.subscriber("book", 7);
        HealedConnections healed = new HealedConnections();
        RecordedEvents events = new RecordedEvents();
        events.recordBy(healed);
        watch.recordAs(book, events);

        for (int i = 1; i <= 2; i++) {
            consume(watch, CONNECTED);
            assertThat(watch.overdue(System.nanoTime() + SECOND_NS)).isTrue();
            consume(watch, HANDSHAKE);
            assertThat(watch.overdue(System.nanoTime() + 2 * SECOND_NS)).isFalse();
            consume(watch, DISCONNECTED);

            assertThat(healed.of).hasSize(i).containsOnly(book);
            assertThat(healed.endpoints).hasSize(i).containsOnly(ADDRESS);
            assertThat(watch.healed()).isEqualTo(i);
        }
    }

    /** JeroMQ has handed the connection to another I/O thread, which failed with it before we heard of it. */
    @Test
    void shouldGiveUpWhatEndedBeforeItWasMade() throws Exception {
        ConnectionWatch watch = new ConnectionWatch(NoConnections.connections(), () -> {}, new ConnectionCutter());
        try (SocketChannel channel = SocketChannel.open()) {
            consume(watch, HANDSHAKE);
            consume(watch, DISCONNECTED, channel);
            consume(watch, CONNECTED, channel);
        }

        assertThat(watch.unsettled()).isFalse();
        assertThat(watch.to(ADDRESS).isThere()).isFalse();
        assertThat(looksUntilGivenUp(watch)).isEqualTo(LOOKS);
    }

    @Test
    void shouldNotGiveUpWhatEndedAndIsTriedAgainBeforeItWasMade() throws Exception {
        ConnectionWatch watch = new ConnectionWatch(NoConnections.connections(), () -> {}, new ConnectionCutter());
        try (SocketChannel channel = SocketChannel.open()) {
            consume(watch, DISCONNECTED, channel);
            consume(watch, RETRIED);
            consume(watch, CONNECTED, channel);
        }

        assertThat(watch.unsettled()).isFalse();
        assertThat(watch.to(ADDRESS).isThere()).isFalse();
        assertThat(looksUntilGivenUp(watch)).isEqualTo(-1);
    }

    @Test
    void shouldKnowTwoConnectionsToOneAddress() {
        ConnectionWatch watch = new ConnectionWatch(NoConnections.connections(), () -> {}, new ConnectionCutter());
        consume(watch, CONNECTED);
        consume(watch, CONNECTED);
        consume(watch, HANDSHAKE);
        assertThat(watch.unsettled()).isTrue();
        consume(watch, HANDSHAKE);
        assertThat(watch.unsettled()).isFalse();
        consume(watch, DISCONNECTED);

        assertThat(watch.to(ADDRESS).observe("a name").state()).isEqualTo(ContextSnapshot.Connection.State.UP);
    }

    /** A process that was stopped looks once at what happened meanwhile. */
    @Test
    void shouldNotGiveUpAfterOneLateLook() {
        ConnectionWatch watch = new ConnectionWatch(NoConnections.connections(), () -> {}, new ConnectionCutter());
        consume(watch, CONNECTED);
        consume(watch, DISCONNECTED);

        assertThat(watch.givenUp(
                        address -> LOOKS,
                        System.nanoTime() + Duration.ofMinutes(1).toNanos()))
                .isEmpty();
    }

    /** At the rate at which they count; -1 if that does not happen. */
    private static int looksUntilGivenUp(ConnectionWatch watch) {
        long nowNs = System.nanoTime();
        for (int look = 1; look <= 100; look++) {
            nowNs += Duration.ofMillis(250).toNanos();
            if (!watch.givenUp(address -> LOOKS, nowNs).isEmpty()) {
                watch.to(ADDRESS).cutOff();
                return look;
            }
        }
        return -1;
    }

    private static void on(IoThread thread, ConnectionWatch watch, int event) {
        CountDownLatch done = new CountDownLatch(1);
        thread.doorbell().ring(new Doorbell.Errand(() -> {
            consume(watch, event);
            done.countDown();
        }));
        IoThreads.await(done);
    }

    private static void consume(ConnectionWatch watch, int event) {
        consume(watch, event, null);
    }

    private static void consume(ConnectionWatch watch, int event, @Nullable Object arg) {
        watch.consume(new zmq.ZMQ.Event(event, ADDRESS, arg));
    }
}

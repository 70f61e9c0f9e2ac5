package io.tunedzmq.connection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.internal.TcpTable;
import io.tunedzmq.publish.ControlMeaning;
import io.tunedzmq.wire.BundleRequest;
import io.tunedzmq.wire.ControlTopics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import zmq.Msg;
import zmq.io.Metadata;
import zmq.msg.MsgAllocator;

/** Whom a publisher gives up because it promised to say something and is not heard any more, and whom it does not. */
class PromisedSignsTest {
    private final AtomicReference<MsgAllocator> installed = new AtomicReference<>();
    private List<TcpTable.Connection> tcp = List.of();
    private final UpstreamMessages upstreams = new UpstreamMessages(
            new SubscriptionMemory(1 << 20), new ControlMeaning(), () -> false, installed::set, () -> tcp);
    private final ServerSocketChannel listener = ServerSocketChannel.open();

    PromisedSignsTest() throws IOException {}

    @BeforeEach
    void listen() throws IOException {
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    @AfterEach
    void close() throws IOException {
        listener.close();
    }

    @Test
    void shouldCutWhoeverPromisedToGoOnAndIsNotHeardAnyMore() throws Exception {
        try (Connection promises = new Connection();
                Connection keepsIt = new Connection();
                Connection never = new Connection();
                Connection hasLeft = new Connection()) {
            String promise = ControlTopics.alive(1);
            promises.say("\1" + promise);
            keepsIt.say("\1" + promise);
            never.say("\1prices");
            hasLeft.say("\1" + promise);
            hasLeft.say("\0" + promise); // A proxy, of which one subscriber has left.
            long startNs = System.nanoTime();
            for (int second = 1; second <= 60; second++) {
                if (second % ControlTopics.SIGN_SECONDS == 0) {
                    keepsIt.say("\1" + ControlTopics.sign(1));
                }
                upstreams.connections().look(startNs + second * 1_000_000_000L);
                if (second < 35) {
                    assertThat(promises.isCut()).as("after %d s", second).isFalse();
                }
            }

            assertThat(promises.isCut()).isTrue();
            assertThat(keepsIt.isCut()).isFalse();
            assertThat(never.isCut()).isFalse();
            assertThat(hasLeft.isCut()).isFalse();
        }
    }

    @Test
    void shouldCutWhoeverIsBackElsewhereOnceItBreaksItsPromise() throws Exception {
        try (Connection replaced = new Connection();
                Connection isThere = new Connection();
                Connection ofAProxy = new Connection();
                Connection only = new Connection()) {
            List<Connection> all = List.of(replaced, isThere, ofAProxy, only);
            all.forEach(each -> each.say("\1" + ControlTopics.alive(1)));
            List.of(replaced, isThere, only).forEach(Connection::showThatItIsDirect);
            long startNs = System.nanoTime();
            upstreams.connections().look(startNs + 1_000_000_000L);
            List.of(replaced, isThere, ofAProxy).forEach(Connection::isReplaced);
            isThere.say("\1" + ControlTopics.sign(1));
            for (int second = 2; second <= 30; second++) {
                upstreams.connections().look(startNs + second * 1_000_000_000L);
                if (second <= ControlTopics.SIGN_SECONDS) {
                    assertThat(replaced.isCut()).as("after %d s", second).isFalse();
                }
            }

            assertThat(all).extracting(Connection::isCut).containsExactly(true, false, false, false);
        }
    }

    /** As the system knows: it sends again and again, and hears nothing. */
    @Test
    void shouldCutWhoeverIsBackElsewhereOnceNothingGetsThrough() throws Exception {
        try (Connection replaced = new Connection();
                Connection getsThrough = new Connection();
                Connection isThere = new Connection();
                Connection only = new Connection()) {
            List<Connection> all = List.of(replaced, getsThrough, isThere, only);
            all.forEach(each -> each.say("\1" + ControlTopics.alive(1)));
            all.forEach(Connection::showThatItIsDirect);
            long startNs = System.nanoTime();
            upstreams.connections().look(startNs + 1_000_000_000L);
            List.of(replaced, getsThrough, isThere).forEach(Connection::isReplaced);
            isThere.say("\1" + ControlTopics.sign(1));
            tcp = List.of(replaced.sentAgain(9), getsThrough.sentAgain(1), isThere.sentAgain(9), only.sentAgain(9));
            for (int second = 2; second <= 10; second++) {
                upstreams.connections().look(startNs + second * 1_000_000_000L);
            }

            assertThat(all).extracting(Connection::isCut).containsExactly(true, false, false, false);
        }
    }

    /** What had come while the process stood still was not read yet. */
    @Test
    void shouldCutNobodyAfterAPauseOfItsOwn() throws Exception {
        try (Connection promises = new Connection()) {
            promises.say("\1" + ControlTopics.alive(1));
            long startNs = System.nanoTime();
            upstreams.connections().look(startNs + 1_000_000_000L);
            upstreams.connections().look(startNs + 61_000_000_000L);
            upstreams.connections().look(startNs + 62_000_000_000L);

            assertThat(promises.isCut()).isFalse();
        }
    }

    /** A peer with a TCP connection, as the publisher sees it. */
    private final class Connection implements AutoCloseable {
        private final SocketChannel far;
        private final SocketChannel near;
        private final ConnectionToSubscriber connection;
        private final Metadata metadata;

        Connection() throws IOException {
            far = SocketChannel.open(listener.getLocalAddress());
            near = listener.accept();
            upstreams.connections().made(near);
            connection = (ConnectionToSubscriber) requireNonNull(installed.get());
            upstreams.connections().handshaken(false);
            metadata = EndsMetadata.of(requireNonNull(TcpEnds.of(near)));
        }

        void say(String message) {
            byte[] bytes = message.getBytes(UTF_8);
            Msg frame = connection.allocate(bytes.length);
            frame.buf().put(bytes);
            frame.setMetadata(metadata);
            assertThat(frame.isCommand()).isFalse();
            assertThat(frame.hasMore()).isFalse(); // It goes into the queue.
            if (frame.get(0) == UpstreamFrame.STAMPED) {
                assertThat(upstreams.heard(frame.data())).isNotNull();
            }
        }

        void showThatItIsDirect() {
            byte[] command = BundleRequest.command();
            Msg frame = connection.allocate(command.length);
            frame.setFlags(Msg.COMMAND);
            frame.buf().put(command);
            frame.setMetadata(metadata);
        }

        TcpTable.Connection sentAgain(int times) throws IOException {
            return new TcpTable.Connection(
                    near.socket().getLocalPort(), near.socket().getPort(), true, false, times);
        }

        void isReplaced() {
            upstreams.replaced(connection.number());
        }

        boolean isCut() {
            return connection.isCut();
        }

        @Override
        public void close() throws IOException {
            near.close();
            far.close();
        }
    }
}

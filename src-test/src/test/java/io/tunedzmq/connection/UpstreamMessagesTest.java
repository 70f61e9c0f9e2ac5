package io.tunedzmq.connection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.wire.ControlTopics;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import zmq.Msg;
import zmq.io.Metadata;
import zmq.msg.MsgAllocator;

/** What becomes of what peers say to a publisher. */
class UpstreamMessagesTest extends UpstreamFixture {
    @Test
    void shouldTellWhatWasSaidAndOverWhichConnection() {
        MsgAllocator first = connect();
        MsgAllocator second = connect();
        Metadata metadata = EndsMetadata.of(1);
        UpstreamMessages.Said one = heard(say(first, metadata, "\1prices".getBytes(UTF_8)));
        UpstreamMessages.Said other = heard(say(second, 2, "\1orders"));

        assertThat(one.message()).isEqualTo("\1prices".getBytes(UTF_8));
        assertThat(one.connection()).isNotZero().isNotEqualTo(other.connection());
        assertThat(heard(say(first, metadata, "\0prices".getBytes(UTF_8))).connection())
                .isEqualTo(one.connection());
    }

    /** They shook hands at the same moment on two I/O threads. */
    @Test
    void shouldTellConnectionsApartThatShareAnAllocator() {
        MsgAllocator shared = connect();

        assertThat(heard(say(shared, 1, "\1a")).connection())
                .isNotEqualTo(heard(say(shared, 2, "\1a")).connection());
    }

    /** What is no subscription must not grow JeroMQ's tree. */
    @Test
    void shouldShowJeroMqNoSubscriptionWhereSomethingIsOnlySaid() {
        MsgAllocator connection = connect();
        Metadata metadata = EndsMetadata.of(1);
        Msg statement = say(connection, metadata, ("\1" + ControlTopics.ack(1, 2, 3)).getBytes(UTF_8));
        Msg subscription = say(connection, metadata, "\1prices".getBytes(UTF_8));

        assertThat(statement.get(0)).isEqualTo(UpstreamFrame.STAMPED);
        assertThat(subscription.get(0)).isEqualTo((byte) 1);
        assertThat(heard(statement).message()[0]).isEqualTo((byte) 1);
    }

    @Test
    void shouldDiscardWhatNobodyAskedFor() {
        MsgAllocator connection = connect();
        Metadata metadata = EndsMetadata.of(1);
        Msg first = say(connection, metadata, "\1first".getBytes(UTF_8));
        Msg tooLong = say(connection, metadata, ("\1" + "a".repeat(1_100)).getBytes(UTF_8));
        Msg part = connection.allocate(6);
        part.buf().put("\1parts".getBytes(UTF_8));
        part.setFlags(Msg.MORE);
        part.setMetadata(metadata);
        Msg stray = say(connection, metadata, "stray".getBytes(UTF_8));

        assertThat(first.isCommand()).isFalse();
        assertThat(tooLong.isCommand()).as("a command is discarded").isTrue();
        assertThat(part.isCommand()).isTrue();
        assertThat(stray.isCommand()).isTrue();
        assertThat(upstreams.ignoredCount()).isEqualTo(3);
    }

    @Test
    void shouldKeepTheLongestSubscription() {
        Msg longest = say(connect(), 1, "\1" + "a".repeat(1_099));

        assertThat(longest.isCommand()).isFalse();
        assertThat(upstreams.ignoredCount()).isZero();
    }

    @Test
    void shouldGiveEverythingToWhoeverHasTooManySubscriptions() {
        MsgAllocator greedy = connect();
        MsgAllocator modest = connect();
        Metadata one = EndsMetadata.of(1);
        Metadata other = EndsMetadata.of(2);
        say(modest, other, "\1prices".getBytes(UTF_8));
        int withPrefix = 0;
        int toEverything = 0;
        for (int i = 0; i < 1_000; i++) {
            Msg frame = say(greedy, one, subscription(i));
            boolean subscribes = frame.get(0) == 1;
            withPrefix += subscribes && frame.size() == 1_000 ? 1 : 0;
            toEverything += subscribes && frame.size() == 1 ? 1 : 0;
            assertThat(heard(frame).message()).as("is told as it came").isEqualTo(subscription(i));
        }

        assertThat(withPrefix).isPositive().isLessThan(100);
        assertThat(toEverything).isEqualTo(1);
        assertThat(memory.used()).isLessThanOrEqualTo(LIMIT);
        Msg ofTheTree = say(greedy, one, ending(0));
        assertThat(ofTheTree.get(0)).isZero();
        assertThat(say(greedy, one, ending(999)).get(0))
                .as("was never in the tree")
                .isEqualTo(UpstreamFrame.STAMPED);
        assertThat(say(greedy, one, new byte[1]).get(0))
                .as("it gets everything")
                .isEqualTo(UpstreamFrame.STAMPED);
        Msg ofTheOther = say(modest, other, "\1orders".getBytes(UTF_8));
        assertThat(ofTheOther.size()).as("there is room again").isEqualTo(7);
    }

    /** A message of a connection before ZMTP 3, which has no metadata: JeroMQ asks first whether it is a command. */
    private static Msg sayOld(MsgAllocator connection, String message) {
        byte[] bytes = message.getBytes(UTF_8);
        Msg frame = connection.allocate(bytes.length);
        frame.buf().put(bytes);
        return frame;
    }

    /** Nobody knows which connection to leave unread. */
    @Test
    void shouldTakeNoMoreOfAnOldPeerThanCanBeHeard() {
        MsgAllocator old = installed.get();
        upstreams.connections().handshaken(true);
        List<Msg> taken = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            Msg begin = sayOld(old, "\1topic-" + i);
            Msg end = sayOld(old, "\0topic-" + i);
            Stream.of(begin, end).filter(each -> !each.isCommand()).forEach(taken::add);
        }

        assertThat(taken).hasSizeBetween(1_000, 5_000);
        assertThat(taken.stream().filter(each -> each.size() == 1 && each.get(0) == 1))
                .as("subscriptions to everything: rather too much is sent to it than too little")
                .hasSize(1);
        taken.forEach(this::heard);
        Msg later = sayOld(old, "\1later");
        assertThat(later.isCommand()).as("there is room again").isFalse();
        assertThat(heard(later).message()).isEqualTo("\1later".getBytes(UTF_8));
    }

    private static byte[] subscription(int i) {
        byte[] subscription = new byte[1_000];
        subscription[0] = 1;
        subscription[1] = (byte) i;
        subscription[2] = (byte) (i >> 8);
        return subscription;
    }

    private static byte[] ending(int i) {
        byte[] ending = subscription(i);
        ending[0] = 0;
        return ending;
    }

    @Test
    void shouldTellOfAConnectionThatIsGoneOnceAllThatItSaidWasHeard() throws Exception {
        try (ServerSocketChannel listener = ServerSocketChannel.open()) {
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            try (SocketChannel unusedFar = SocketChannel.open(listener.getLocalAddress());
                    SocketChannel near = listener.accept()) {
                upstreams.connections().made(near);
                Msg said =
                        say(connect(), EndsMetadata.of(requireNonNull(TcpEnds.of(near))), "\1prices".getBytes(UTF_8));
                upstreams.connections().ended(near);
                assertThat(upstreams.pollGone(0)).isZero();
                long connection = heard(said).connection();

                assertThat(upstreams.pollGone(0)).isEqualTo(connection);
                assertThat(upstreams.pollGone(0)).isZero();
                assertThat(upstreams.heard(said.data())).as("too late").isNull();
                memory.look(System.nanoTime() + 2_000_000_000);
                assertThat(memory.used()).isZero();
            }
        }
    }

    @Test
    void shouldHearOverInprocWithoutANumber() {
        UpstreamMessages.Said said = requireNonNull(upstreams.heard("\1prices".getBytes(UTF_8)));

        assertThat(said.connection()).isZero();
        assertThat(said.message()).isEqualTo("\1prices".getBytes(UTF_8));
    }
}

package io.tunedzmq.connection;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.internal.MissingSubscriptions;
import io.tunedzmq.internal.Sum64;
import io.tunedzmq.publish.ControlMeaning;
import io.tunedzmq.wire.ControlTopics;
import io.tunedzmq.wire.InventoryTopic;
import io.tunedzmq.wire.RepetitionTopic;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import zmq.Msg;
import zmq.io.Metadata;
import zmq.msg.MsgAllocator;

/** What peers say to a publisher, as JeroMQ's decoder and its XPUB socket see it, without either. */
class UpstreamMessagesTest {
    private static final int LIMIT = 1 << 20;

    private final AtomicReference<MsgAllocator> installed = new AtomicReference<>();
    private final SubscriptionMemory memory = new SubscriptionMemory(LIMIT);
    private final UpstreamMessages upstreams =
            new UpstreamMessages(memory, new ControlMeaning(), () -> false, installed::set);

    private final Metadata always = EndsMetadata.of(1);

    private MsgAllocator connect() {
        MsgAllocator its = installed.get();
        upstreams.connections().handshaken(false);
        return its;
    }

    /** A message as it stands when JeroMQ would deliver it. */
    private static Msg say(MsgAllocator connection, Metadata metadata, byte[] message) {
        Msg frame = connection.allocate(message.length);
        if (!(frame instanceof RefusedFrame)) {
            frame.buf().put(message);
        }
        return frame.setMetadata(metadata);
    }

    private static Msg say(MsgAllocator connection, int port, String message) {
        return say(connection, EndsMetadata.of(port), message.getBytes(UTF_8));
    }

    private UpstreamMessages.Said heard(Msg frame) {
        return requireNonNull(upstreams.heard(frame.data()));
    }

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

    private static byte[] begin(byte[] topic) {
        byte[] message = new byte[1 + topic.length];
        message[0] = 1;
        System.arraycopy(topic, 0, message, 1, topic.length);
        return message;
    }

    private static byte[] again(int index, String topic) {
        return begin(RepetitionTopic.bytes(7, index, topic.getBytes(ISO_8859_1)));
    }

    /** JeroMQ reads size and bytes. */
    private static String asJeroMqSees(Msg frame) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < frame.size(); i++) {
            text.append((char) (frame.get(i) & 0xFF));
        }
        return text.toString();
    }

    @Test
    void shouldTakeWhatIsSaidAgainAsIfItHadBeenSaidForTheFirstTime() {
        MsgAllocator connection = connect();
        Metadata metadata = EndsMetadata.of(1);
        Msg subscription = say(connection, metadata, again(0, "prices\0"));
        String about = ControlTopics.about(1, 2, "");
        Msg statement = say(connection, metadata, again(1, about));
        byte[] end = again(0, "prices\0");
        end[0] = 0;

        assertThat(asJeroMqSees(subscription)).isEqualTo("\1prices\0");
        assertThat(heard(subscription).message()).isEqualTo("\1prices\0".getBytes(UTF_8));
        assertThat(statement.get(0)).isEqualTo(UpstreamFrame.STAMPED);
        assertThat(heard(statement).message()).isEqualTo(("\1" + about).getBytes(ISO_8859_1));
        assertThat(say(connection, metadata, end).isCommand())
                .as("that it ends is discarded")
                .isTrue();
    }

    @Test
    void shouldAnswerForCompleteOnlyBehindBothProofs() {
        MsgAllocator connection = connect();
        Metadata metadata = EndsMetadata.of(1);
        byte[] sure = ("\1" + ControlTopics.sure(5, 1)).getBytes(ISO_8859_1);
        byte[] anybody = ("\1" + ControlTopics.ready(5, 1)).getBytes(ISO_8859_1);
        List<String> proofs = ControlTopics.proofs(5);

        assertThat(heard(say(connection, metadata, anybody)).missing()).isEqualTo(MissingSubscriptions.NOTHING);
        assertThat(heard(say(connection, metadata, sure)).missing()).isEqualTo(MissingSubscriptions.THE_LAST);
        say(connection, metadata, again(0, proofs.get(0)));
        assertThat(heard(say(connection, metadata, sure)).missing()).isEqualTo(MissingSubscriptions.THE_LAST);
        say(connection, metadata, again(1, proofs.get(1)));
        assertThat(heard(say(connection, metadata, sure)).missing()).isEqualTo(MissingSubscriptions.NOTHING);
        assertThat(heard(say(connect(), EndsMetadata.of(2), sure)).missing())
                .as("another connection")
                .isEqualTo(MissingSubscriptions.THE_LAST);
    }

    /** A proxy has dropped something in between. */
    @Test
    void shouldNotBelieveAProofThatIsSaidAgainBehindAGap() {
        MsgAllocator connection = connect();
        Metadata metadata = EndsMetadata.of(1);
        List<String> proofs = ControlTopics.proofs(5);
        say(connection, metadata, again(0, "a\0"));
        say(connection, metadata, again(2, "c\0"));

        say(connection, metadata, again(3, proofs.get(0)));
        say(connection, metadata, again(4, proofs.get(1)));

        byte[] sure = ("\1" + ControlTopics.sure(5, 1)).getBytes(ISO_8859_1);
        assertThat(heard(say(connection, metadata, sure)).missing()).isEqualTo(MissingSubscriptions.THE_LAST);
    }

    /** A proxy has dropped one in the middle, so that the proofs came all the same. */
    @Test
    void shouldSeeThatSomethingLacksOfWhatASubscriberHas() {
        MsgAllocator connection = connect();
        List<String> proofs = ControlTopics.proofs(5);
        List.of("a\0", proofs.get(0), proofs.get(1)).forEach(each -> subscribe(connection, each));
        String[] all = {"a\0", "b\0", proofs.get(0), proofs.get(1)};

        inventory(connection, 7, all);
        assertThat(asked(connection, ControlTopics.sure(5, 1, 7, 1))).isEqualTo(MissingSubscriptions.SOME);
        subscribe(connection, "b\0");
        inventory(connection, 8, all);
        assertThat(asked(connection, ControlTopics.sure(5, 2, 8, 1))).isEqualTo(MissingSubscriptions.NOTHING);
        end(connection, "b\0");
        inventory(connection, 9, all);
        assertThat(asked(connection, ControlTopics.sure(5, 3, 9, 1))).isEqualTo(MissingSubscriptions.SOME);
    }

    /** What it is not heard to end may have ended with it all the same. */
    @Test
    void shouldNotTrustWhatCameBeforeAConnectionBehindAProxyWasLost() {
        MsgAllocator connection = connect();
        List<String> proofs = ControlTopics.proofs(5);
        Stream.concat(proofs.stream(), IntStream.range(0, 300).mapToObj(i -> "t" + i + '\0'))
                .forEach(each -> subscribe(connection, each));
        end(connection, "t299\0");
        String[] all = {"t0\0", "t1\0"};
        inventory(connection, 7, all);
        assertThat(asked(connection, ControlTopics.sure(5, 1, 7, 1))).isEqualTo(MissingSubscriptions.NOTHING);

        byte[] lost = ControlTopics.bytes(ControlTopics.lost(6, 1));
        assertThat(say(connection, always, begin(RepetitionTopic.bytes(8, 0, lost)))
                        .isCommand())
                .as("nobody else need hear it")
                .isTrue();

        inventory(connection, 9, all);
        assertThat(asked(connection, ControlTopics.sure(5, 2, 9, 1)))
                .as("nor the proofs, behind which the answer would go")
                .isEqualTo(MissingSubscriptions.THE_LAST);
        proofs.forEach(each -> subscribe(connection, each));
        inventory(connection, 10, all);
        assertThat(asked(connection, ControlTopics.sure(5, 3, 10, 1))).isEqualTo(MissingSubscriptions.SOME);
        List.of(all).forEach(each -> subscribe(connection, each));
        inventory(connection, 11, all);
        assertThat(asked(connection, ControlTopics.sure(5, 4, 11, 1))).isEqualTo(MissingSubscriptions.NOTHING);
    }

    @Test
    void shouldBelieveNoInventoryOfWhichAPartLacks() {
        MsgAllocator connection = connect();
        ControlTopics.proofs(5).forEach(each -> subscribe(connection, each));

        inventory(connection, 7);
        assertThat(asked(connection, ControlTopics.sure(5, 1, 7, 2))).isEqualTo(MissingSubscriptions.SOME);
        say(connection, always, again(1, "\u007ftz/have/"));
        assertThat(asked(connection, ControlTopics.sure(5, 2, 7, 2))).isEqualTo(MissingSubscriptions.SOME);
        assertThat(asked(connection, ControlTopics.sure(5, 3, 8, 2)))
                .as("a proxy tells later what there is, and the proofs last")
                .isEqualTo(MissingSubscriptions.NOTHING);
    }

    private void subscribe(MsgAllocator connection, String topic) {
        heard(say(connection, always, begin(topic.getBytes(ISO_8859_1))));
    }

    private void end(MsgAllocator connection, String topic) {
        heard(say(connection, always, ('\0' + topic).getBytes(ISO_8859_1)));
    }

    private void inventory(MsgAllocator connection, long speech, String... topics) {
        long[] sums = Stream.of(topics)
                .mapToLong(each -> Sum64.of(each.getBytes(ISO_8859_1)))
                .toArray();
        byte[] have = sums.length == 0
                ? "\u007ftz/have/".getBytes(ISO_8859_1)
                : InventoryTopic.parts(sums).get(0);
        assertThat(say(connection, always, begin(RepetitionTopic.bytes(speech, 0, have)))
                        .isCommand())
                .as("nobody else need hear it")
                .isTrue();
    }

    private MissingSubscriptions asked(MsgAllocator connection, String question) {
        return heard(say(connection, always, begin(question.getBytes(ISO_8859_1))))
                .missing();
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

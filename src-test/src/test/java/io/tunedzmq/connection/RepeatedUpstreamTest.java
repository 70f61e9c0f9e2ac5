package io.tunedzmq.connection;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.internal.MissingSubscriptions;
import io.tunedzmq.internal.Sum64;
import io.tunedzmq.wire.ControlTopics;
import io.tunedzmq.wire.InventoryTopic;
import io.tunedzmq.wire.RepetitionTopic;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import zmq.Msg;
import zmq.io.Metadata;
import zmq.msg.MsgAllocator;

/** What subscribers say again because a proxy may have dropped it, and what they lack then. */
class RepeatedUpstreamTest extends UpstreamFixture {
    private final Metadata always = EndsMetadata.of(1);

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
}

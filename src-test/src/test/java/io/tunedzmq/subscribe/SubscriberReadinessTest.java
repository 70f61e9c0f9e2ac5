package io.tunedzmq.subscribe;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.ledger.HeardConnection;
import io.tunedzmq.wire.ControlFrames;
import io.tunedzmq.wire.ControlTopics;
import io.tunedzmq.wire.FrameReader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SubscriberReadinessTest {
    private static final long ID = 5;
    private static final long SECOND_NS = 1_000_000_000;

    private final List<String> subscribed = new ArrayList<>();
    private final SubscriberReadiness readiness =
            new SubscriberReadiness(ID, 2, round -> ControlTopics.sure(ID, round), this::subscribe);
    private final HeardConnection first = HeardConnection.dialed("10.0.0.1:1");
    private final HeardConnection second = HeardConnection.dialed("10.0.0.2:2");

    private void subscribe(boolean begin, String topic) {
        if (begin) {
            subscribed.add(topic);
        } else {
            assertThat(subscribed.remove(topic))
                    .as("ends what was begun: %s", topic)
                    .isTrue();
        }
    }

    @Test
    void shouldBeReadyWhenEachPublisherHasAnswered() {
        readiness.ask(0);
        echo(1, first);
        echo(1, first);
        assertThat(readiness.ready()).isFalse();

        echo(1, second);

        assertThat(readiness.ready()).isTrue();
    }

    @Test
    void shouldNotCountWhoIsNotOneOfThose() {
        readiness.ask(0);
        echo(1, first);
        echo(1, HeardConnection.accepted("10.0.0.3:3"));

        assertThat(readiness.ready()).isFalse();
    }

    @Test
    void shouldKeepFewRequestsAtATime() {
        for (int i = 0; i < 5; i++) {
            readiness.ask(i);
            readiness.askForSign();
        }

        assertThat(subscribed).hasSizeLessThanOrEqualTo(3);
    }

    @Test
    void shouldNotBelieveAnswersToWhatItAskedBeforeAConnectionWasLost() {
        readiness.ask(0);
        echo(1, first);
        readiness.lost(SECOND_NS);

        echo(1, first);
        echo(1, second);
        assertThat(readiness.ready()).isFalse();

        echo(readiness.round(), first);
        echo(readiness.round(), second);
        assertThat(readiness.ready()).isTrue();
    }

    @Test
    void shouldNotBelieveAnswersToWhatItHasNotAsked() {
        readiness.ask(0);

        echo(2, first);
        echo(2, second);
        echo(ControlTopics.sure(ID + 1, 1), first);
        echo(ControlTopics.sure(ID + 1, 1), second);

        assertThat(readiness.ready()).isFalse();
    }

    @Test
    void shouldAskAgainEverMoreRarelyWhileSomebodyIsConnected() {
        readiness.ask(0);
        readiness.maintain(false, false, 100 * SECOND_NS);
        assertThat(readiness.round()).as("nobody is there").isEqualTo(1);

        List<Integer> askedAt = new ArrayList<>();
        for (int half = 1; half <= 127; half++) {
            long before = readiness.round();
            readiness.maintain(true, false, half * SECOND_NS / 2);
            if (readiness.round() != before) {
                askedAt.add(half);
            }
        }

        assertThat(askedAt).containsExactly(1, 3, 7, 15, 31, 63, 127);
    }

    @Test
    void shouldAskForAProofFiveTimesAndThenEveryTenMinutesWhileReady() {
        readiness.ask(0);
        echo(1, first);
        echo(1, second);
        long before = readiness.round();

        for (int i = 1; i < 10_000; i++) {
            readiness.maintain(true, true, i * SECOND_NS);
        }

        assertThat(readiness.round() - before).isEqualTo(5 + 10_000 / 600);
        assertThat(readiness.ready()).isTrue();
    }

    @Test
    void shouldLoseReadinessWithTheConnectionThatProvedIt() {
        readiness.ask(0);
        echo(1, first);
        echo(1, second);

        readiness.lost(first, SECOND_NS);

        assertThat(readiness.ready()).isFalse();
        echo(readiness.round(), first);
        assertThat(readiness.ready()).isTrue();
    }

    @Test
    void shouldProveNothingWhileAPublisherIsKnownToLackSomething() {
        readiness.ask(0);
        echo(1, first);
        readiness.hold(first, true);
        echo(1, first);
        echo(1, second);
        readiness.hold(first, true);
        assertThat(readiness.ready()).isFalse();

        readiness.hold(first, false);

        assertThat(readiness.ready()).isTrue();
    }

    @Test
    void shouldNotCountWhatWasProvenBeforeAPublisherWasKnownToLackSomething() {
        readiness.ask(0);
        echo(1, first);
        readiness.hold(first, true);
        echo(1, second);

        readiness.hold(first, false);

        assertThat(readiness.ready()).isFalse();
    }

    @Test
    void shouldGoOnAskingTheOthersWhileAPublisherIsKnownToLackSomething() {
        readiness.ask(0);
        readiness.hold(first, true);

        readiness.maintain(true, false, SECOND_NS);
        assertThat(readiness.round()).as("the other has not answered").isEqualTo(2);

        echo(2, second);
        readiness.maintain(true, false, 10 * SECOND_NS);
        assertThat(readiness.round()).isEqualTo(2);
        assertThat(readiness.ready()).isFalse();
    }

    /** Anybody can connect to a subscriber that listens, and say so. */
    @Test
    void shouldNotHoldWhatAnotherConnectionHasProvenWhereItOnlyListens() {
        SubscriberReadiness listening =
                new SubscriberReadiness(ID, 0, round -> ControlTopics.sure(ID, round), this::subscribe);
        listening.ask(0);
        listening.hold(second, true);
        listening.maintain(true, false, SECOND_NS);
        assertThat(listening.round()).isEqualTo(2);

        listening.echo(frame(ControlTopics.sure(ID, 2)), first);

        assertThat(listening.ready()).isTrue();
        listening.hold(first, true);
        assertThat(listening.ready()).isFalse();
    }

    private void echo(long round, HeardConnection connection) {
        echo(ControlTopics.sure(ID, round), connection);
    }

    private void echo(String topic, HeardConnection connection) {
        readiness.echo(frame(topic), connection);
    }

    private static FrameReader frame(String topic) {
        byte[] bytes = bytes(new ControlFrames(1, () -> 0).echo(topic, 1, new long[0]));
        FrameReader frame = new FrameReader();
        assertThat(frame.open(bytes)).isEqualTo(FrameReader.Format.TAGGED);
        return frame;
    }

    private static byte[] bytes(List<ByteBuffer> frames) {
        byte[] bytes = new byte[frames.get(0).remaining()];
        frames.get(0).get(bytes);
        return bytes;
    }
}

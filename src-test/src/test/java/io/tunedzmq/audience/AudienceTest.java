package io.tunedzmq.audience;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.stats.SubscriberReport;
import io.tunedzmq.wire.ControlRequest;
import io.tunedzmq.wire.ControlTopics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What subscribers say is believed only from whom it concerns: with its key, over its connection. */
@Timeout(60)
class AudienceTest {
    private static final long ID = 0x1D;
    private static final long KEY = 0x4E7;

    private final Crowd crowd = new Crowd();
    private final RollCall probe = new RollCall(RollCall.newId(), 1);

    @Test
    void shouldCountTheAnswerOfWhoIntroducedItself() {
        crowd.audience.startProbe(probe);
        crowd.about(7, ID, KEY);

        crowd.ack(7, KEY, probe.id());

        assertThat(Crowd.answered(probe)).isTrue();
        assertThat(crowd.subscribers.ignored()).isZero();
    }

    /** Behind a proxy that has dropped a part of what it asked for. */
    @Test
    void shouldTellWhoLacksSomethingInPlaceOfAnEcho() {
        crowd.about(7, ID, KEY);

        crowd.sayLacking(7, ControlTopics.sure(ID, 1));
        ControlRequest.Ready lacking = crowd.audience.pollWaiting(1);
        crowd.say(7, ControlTopics.missing(ID, 2));
        ControlRequest.Ready nobody = crowd.audience.pollWaiting(1);
        crowd.say(7, ControlTopics.sure(ID, 3));
        ControlRequest.Ready complete = crowd.audience.pollWaiting(1);

        assertThat(lacking)
                .isNotNull()
                .extracting(ControlRequest.Ready::answer)
                .isEqualTo(ControlRequest.Answer.LACKING);
        assertThat(nobody).isNull();
        assertThat(complete)
                .isNotNull()
                .extracting(ControlRequest.Ready::answer)
                .isEqualTo(ControlRequest.Answer.SURE);
    }

    @Test
    void shouldIgnoreAnswersOfNobodyAndKeepNoneOfThem() {
        crowd.audience.startProbe(probe);

        for (long key = 1; key <= 100_000; key++) {
            crowd.ack(7, key, probe.id());
        }

        assertThat(Crowd.answered(probe)).isFalse();
        assertThat(probe.heard()).isZero();
        assertThat(probe.answers()).isZero();
        assertThat(crowd.subscribers.ignored()).isEqualTo(100_000);
    }

    /** An id can be read in echoes; and what its owner says elsewhere proves nothing here. */
    @Test
    void shouldIgnoreAnAnswerInTheNameOfAnother() {
        crowd.audience.startProbe(probe);
        crowd.about(7, ID, KEY);

        crowd.ack(7, ID, probe.id());
        crowd.ack(8, ID, probe.id());
        crowd.ack(8, KEY, probe.id());

        assertThat(Crowd.answered(probe)).isFalse();
        assertThat(crowd.subscribers.ignored()).isEqualTo(3);
    }

    @Test
    void shouldCountASubscriberOnceOverTwoConnections() {
        RollCall forTwo = new RollCall(RollCall.newId(), 2);
        crowd.audience.startProbe(forTwo);
        crowd.about(7, ID, KEY);
        crowd.about(8, ID, KEY);

        crowd.ack(7, KEY, forTwo.id());
        crowd.ack(8, KEY, forTwo.id());
        assertThat(Crowd.answered(forTwo)).isFalse();

        crowd.about(9, 2, 3);
        crowd.ack(9, 3, forTwo.id());
        assertThat(Crowd.answered(forTwo)).isTrue();
    }

    @Test
    void shouldForgetTheAnswerOfWhoLeft() {
        crowd.audience.startProbe(probe);
        for (long key = 1; key <= 1_000; key++) {
            crowd.about(7, key, key);
            crowd.ack(7, key, probe.id());
        }
        assertThat(probe.heard()).isEqualTo(1_000);

        crowd.unsay(7, ControlTopics.about(1, 1, ""));
        assertThat(probe.heard()).isEqualTo(999);
        crowd.audience.closed(7);

        assertThat(probe.heard()).isZero();
        assertThat(Crowd.answered(probe)).isFalse();
    }

    /** Whoever claims an id or even a key first has a row of its own, and the owner has another. */
    @Test
    void shouldLetNobodyGainByClaimingFirst() {
        crowd.about(8, ID, 99);
        crowd.about(9, ID, KEY);
        crowd.about(7, ID, 98); // Behind the same proxy as the owner.

        long echo = crowd.joinAndProve(7, ID, KEY);
        crowd.send(10, 1);
        crowd.report(9, KEY, echo, 3, 0, 1);
        crowd.report(7, KEY, echo, 10, 0, 1);

        assertThat(crowd.rows())
                .filteredOn(row -> row.received() == 10)
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.id()).isEqualTo(ID);
                    assertThat(row.unaccounted()).hasValue(0);
                });
        assertThat(crowd.rows()).hasSize(4);
        assertThat(crowd.subscribers.unbalanced()).isZero();
    }

    @Test
    void shouldKnowASubscriberAgainOverANewConnection() {
        long echo = crowd.joinAndProve(7, ID, KEY);
        crowd.send(10, 1);
        crowd.report(7, KEY, echo, 9, 1, 1);
        crowd.audience.closed(7);
        assertThat(crowd.rows())
                .singleElement()
                .satisfies(row -> assertThat(row.connected()).isFalse());

        crowd.echoed(9, KEY, crowd.join(9, ID, KEY), echo);
        crowd.send(5, 2);
        crowd.report(9, KEY, echo, 12, 3, 2);

        assertThat(crowd.rows()).singleElement().satisfies(this::isComplete);
        assertThat(crowd.subscribers.dropped()).isEqualTo(3);
    }

    /** A cut that the publisher notices late: the new connection is there before the old one is gone. */
    @Test
    void shouldGoOnFromTheOldConnectionWhenThatIsGoneAtLast() {
        long echo = crowd.joinAndProve(7, ID, KEY);
        crowd.send(10, 1);
        crowd.report(7, KEY, echo, 9, 1, 1);

        crowd.joinAndProve(9, ID, KEY);
        crowd.send(5, 2);
        crowd.report(9, KEY, echo, 12, 3, 2);
        assertThat(crowd.rows()).hasSize(2);
        assertThat(crowd.subscribers.dropped()).as("each loss once").isEqualTo(3);

        crowd.audience.closed(7);
        crowd.echoed(9, KEY, crowd.ask(9, ID), echo);
        crowd.send(5, 3);
        crowd.report(9, KEY, echo, 17, 3, 3);

        assertThat(crowd.rows()).singleElement().satisfies(this::isComplete);
        assertThat(crowd.subscribers.ignored()).isZero();
    }

    private void isComplete(SubscriberReport row) {
        assertThat(row.connected()).isTrue();
        assertThat(row.unaccounted()).hasValue(0);
        assertThat(row.behind()).hasValue(0);
        assertThat(row.published()).hasValue(row.received() + row.dropped());
    }

    @Test
    void shouldNotTakeOverALivingRowFromAnotherConnection() {
        long echo = crowd.joinAndProve(7, ID, KEY);
        crowd.send(10, 1);
        crowd.report(7, KEY, echo, 10, 0, 1);

        crowd.about(8, ID, KEY);
        crowd.report(8, KEY, 0, 0, 10, 1);
        crowd.audience.closed(8);
        crowd.unsay(9, ControlTopics.about(ID, KEY, ""));

        assertThat(crowd.rows())
                .filteredOn(SubscriberReport::connected)
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.received()).isEqualTo(10);
                    assertThat(row.dropped()).isZero();
                    assertThat(row.behind()).hasValue(0);
                });
    }

    /** It is one of the last words of a publisher, heard before the messages in front of it have been taken. */
    @Test
    void shouldNotTakeWhoAnsweredTheEndForOneThatHasEverything() {
        long echo = crowd.joinAndProve(7, ID, KEY);
        crowd.send(10, 1);
        crowd.report(7, KEY, echo, 10, 0, 1);
        crowd.topics.get(0).sent(30); // No mark behind these yet.
        RollCall end = crowd.audience.startRollCall();
        crowd.ack(7, KEY, end.id());

        assertThat(crowd.audience.allHeard(end, 0, System.nanoTime())).isTrue();
        assertThat(crowd.subscribers.delivery(1, 0)).isEqualTo(new AudienceDelivery(1, 0, 20, 0, 0));
        crowd.report(7, KEY, echo, 29, 1, 1);
        assertThat(crowd.subscribers.delivery(1, 0)).isEqualTo(new AudienceDelivery(1, 1, 0, 0, 0));
    }

    /** A second echo, as after a lost connection, says nothing of what was sent since the first. */
    @Test
    void shouldNotTakeForCompleteWhoHasTwoEchoesAndNotReported() {
        crowd.joinAndProve(7, ID, KEY);
        crowd.send(10, 1);

        crowd.say(7, ControlTopics.ready(ID, 2));
        crowd.echoed(7, KEY, crowd.answerOne());

        assertThat(crowd.subscribers.delivery(1, 0)).isEqualTo(new AudienceDelivery(1, 0, 10, 0, 0));
    }

    @Test
    void shouldWaitForStrangersOnlyAMoment() {
        crowd.joinAndProve(7, ID, KEY);
        crowd.about(8, 1, 2);
        RollCall rollCall = crowd.audience.startRollCall();
        long nowNs = rollCall.startNs();
        long momentNs = 500_000_000;

        assertThat(crowd.audience.allHeard(rollCall, momentNs, nowNs + momentNs))
                .isFalse();
        crowd.ack(7, KEY, rollCall.id());
        assertThat(crowd.audience.allHeard(rollCall, momentNs, nowNs)).isFalse();
        assertThat(crowd.audience.allHeard(rollCall, momentNs, nowNs + momentNs))
                .isTrue();
        crowd.ack(8, 2, rollCall.id());
        assertThat(crowd.audience.allHeard(rollCall, momentNs, nowNs)).isTrue();
    }

    @Test
    void shouldCountWhoHasAnsweredAMarkAsTheAnswersCome() {
        long first = crowd.joinAndProve(7, 1, 1);
        long second = crowd.joinAndProve(8, 2, 2);
        crowd.about(8, 3, 3);
        crowd.send(10, 1);
        crowd.report(7, 1, first, 10, 0, 1);

        assertThat(crowd.subscribers.connected(0)).isEqualTo(2);
        assertThat(crowd.subscribers.connected(1)).isEqualTo(1);
        crowd.report(8, 2, second, 10, 0, 1);
        assertThat(crowd.subscribers.connected(1)).isEqualTo(2);
        crowd.audience.closed(7);
        assertThat(crowd.subscribers.connected(0)).isEqualTo(1);
        assertThat(crowd.subscribers.connected(1)).isEqualTo(1);
        crowd.echoed(9, 1, crowd.join(9, 1, 1), first);
        assertThat(crowd.subscribers.connected(1)).as("it reports anew").isEqualTo(1);
        crowd.report(9, 1, first, 10, 0, 1);
        assertThat(crowd.subscribers.connected(1)).isEqualTo(2);
    }

    @Test
    void shouldShowTextFromPeersOnOneLine() {
        crowd.say(7, ControlTopics.about(ID, KEY, "a\nERROR b\u001b[31m\u202e c"));
        crowd.say(7, ControlTopics.from(KEY, "10.0.0.1:1\r\nx"));

        assertThat(crowd.rows()).singleElement().satisfies(row -> {
            assertThat(row.name()).isEqualTo("a\\u000aERROR b\\u001b[31m\\u202e c");
            assertThat(row.address()).contains("10.0.0.1:1\\u000d\\u000ax");
        });
    }
}

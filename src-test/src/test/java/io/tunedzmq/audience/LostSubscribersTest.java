package io.tunedzmq.audience;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.stats.SubscriberReport;
import io.tunedzmq.wire.ControlRequest;
import io.tunedzmq.wire.ControlRequestReader;
import io.tunedzmq.wire.ControlTopics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whose connection ends without a goodbye may come back and lack something: that nobody can know. */
@Timeout(60)
class LostSubscribersTest {
    private static final long ID = 0x1D;
    private static final long KEY = 0x4E7;

    private final Crowd crowd = new Crowd();
    private final long nowNs = System.nanoTime();

    @Test
    void shouldMissWhoWasLostWithMessagesUnderWay() {
        long echo = crowd.joinAndProve(7, ID, KEY);
        crowd.send(10, 1);
        crowd.report(7, KEY, echo, 9, 0, 1);

        crowd.subscribers.closed(7, nowNs);

        assertThat(delivery()).isEqualTo(new AudienceDelivery(0, 0, 0, 1, 0));
        assertThat(delivery().isComplete()).isFalse();
        assertThat(crowd.audience.nobodyLacksAnything()).isFalse();
    }

    @Test
    void shouldMissWhoHadEverythingOnceMoreIsPublished() {
        long echo = crowd.joinAndProve(7, ID, KEY);
        crowd.send(10, 1);
        crowd.report(7, KEY, echo, 9, 1, 1);
        crowd.subscribers.closed(7, nowNs);
        assertThat(delivery().isComplete()).isTrue();

        crowd.topics.get(1).sent(1); // It does not want that.
        assertThat(delivery().isComplete()).isTrue();
        crowd.send(1, 2);

        assertThat(delivery().lost()).isEqualTo(1);
    }

    @Test
    void shouldNotMissWhoSaidGoodbye() {
        crowd.joinAndProve(7, ID, KEY);
        crowd.send(10, 1);

        crowd.say(7, ControlTopics.bye(KEY));
        crowd.unsay(7, ControlTopics.about(ID, KEY, ""));
        crowd.subscribers.closed(7, nowNs);

        assertThat(delivery().isComplete()).isTrue();
        assertThat(crowd.subscribers.connected(0)).isZero();
        assertThat(crowd.subscribers.ignored()).isZero();
    }

    /** It says goodbye over both. Over one alone, another one may say it that knows the key. */
    @Test
    void shouldMissWhoseGoodbyeDidNotComeOverTheConnectionThatIsGone() {
        crowd.joinAndProve(7, ID, KEY);
        crowd.joinAndProve(8, ID, KEY);
        crowd.send(10, 1);

        crowd.say(7, ControlTopics.bye(KEY));
        crowd.subscribers.closed(8, nowNs);

        assertThat(delivery().lost()).isEqualTo(1);
    }

    @Test
    void shouldIgnoreAGoodbyeInTheNameOfAnother() {
        crowd.joinAndProve(7, ID, KEY);
        crowd.send(10, 1);

        crowd.say(7, ControlTopics.bye(ID));
        crowd.say(8, ControlTopics.bye(KEY));
        crowd.subscribers.closed(7, nowNs);

        assertThat(crowd.subscribers.ignored()).isEqualTo(2);
        assertThat(delivery().lost()).isEqualTo(1);
    }

    /** A proxy ends the subscriptions of whoever is gone, with or without a word. */
    @Test
    void shouldMissWhoWasLostBehindAProxy() {
        crowd.joinAndProve(7, ID, KEY);
        crowd.send(10, 1);

        crowd.unsay(7, ControlTopics.about(ID, KEY, ""));

        assertThat(delivery().lost()).isEqualTo(1);
    }

    @Test
    void shouldMissNobodyWhoIsBack() {
        long echo = crowd.joinAndProve(7, ID, KEY);
        crowd.send(10, 1);
        crowd.subscribers.closed(7, nowNs);

        crowd.echoed(8, KEY, crowd.join(8, ID, KEY), echo);
        assertThat(delivery()).isEqualTo(new AudienceDelivery(1, 0, 10, 0, 0));
        assertThat(crowd.rows()).hasSize(1);
        crowd.report(8, KEY, echo, 4, 6, 1);

        assertThat(delivery()).isEqualTo(new AudienceDelivery(1, 1, 0, 0, 0));
    }

    @Test
    void shouldMissNobodyOfWhomBothConnectionsWereLost() {
        long one = crowd.joinAndProve(7, ID, KEY);
        long other = crowd.joinAndProve(8, ID, KEY);
        crowd.send(10, 1);
        crowd.subscribers.closed(7, nowNs);
        crowd.subscribers.closed(8, nowNs);

        crowd.echoed(9, KEY, crowd.join(9, ID, KEY), one, other);

        assertThat(delivery().lost()).isZero();
        assertThat(crowd.rows()).hasSize(1);
    }

    /** Every publisher of a subscriber knows its id and its key, and what it has reported here. */
    @Test
    void shouldStillMissForWhomAnotherSpeaksThatKnowsItsKeyAlone() {
        long echo = crowd.joinAndProve(7, ID, KEY);
        crowd.send(10, 1);
        crowd.report(7, KEY, echo, 4, 0, 1);
        crowd.subscribers.closed(7, nowNs);

        crowd.joinAndProve(8, ID, KEY);
        crowd.report(8, KEY, echo, 10, 0, 1);
        assertThat(delivery().lost()).isEqualTo(1);
        crowd.say(8, ControlTopics.bye(KEY));
        crowd.unsay(8, ControlTopics.about(ID, KEY, ""));

        assertThat(delivery().lost()).isEqualTo(1);
    }

    /** It has the subscriber answer an echo of its own, and repeats the answer when the subscriber is gone. */
    @Test
    void shouldStillMissForWhomAnotherRepeatsWhatItSaid() {
        long echo = crowd.joinAndProve(7, ID, KEY);
        long another = crowd.joinAndProve(8, ID, KEY);
        crowd.echoed(7, KEY, another, echo);
        crowd.send(10, 1);
        crowd.subscribers.closed(7, System.nanoTime());

        crowd.echoed(8, KEY, another, echo);
        assertThat(delivery().lost()).isEqualTo(1);
        crowd.subscribers.closed(8, System.nanoTime());
        long fresh = crowd.join(9, ID, KEY);
        crowd.echoed(9, KEY, another, echo);

        assertThat(delivery().lost()).isEqualTo(1);
        crowd.echoed(9, KEY, fresh, echo, another);
        assertThat(delivery().lost()).as("it is back").isZero();
    }

    /** It was sent an echo that the subscriber was sent, too, and has reported what is not true. */
    @Test
    void shouldBelieveWhoIsBackAndNotWhatAnotherHasReportedInItsName() {
        long echo = crowd.joinAndProve(7, ID, KEY);
        long planted = crowd.joinAndProve(8, ID, KEY);
        crowd.send(10, 1);
        crowd.report(8, KEY, 0, 0, 10, 1);
        crowd.subscribers.closed(8, System.nanoTime());
        crowd.subscribers.closed(7, System.nanoTime());

        crowd.echoed(9, KEY, crowd.join(9, ID, KEY), echo, planted);
        assertThat(delivery().isComplete()).isFalse();
        crowd.report(9, KEY, echo, 8, 2, 1);

        assertThat(crowd.subscribers.ignored()).isZero();
        assertThat(delivery()).isEqualTo(new AudienceDelivery(1, 1, 0, 0, 0));
        assertThat(crowd.rows()).singleElement().satisfies(row -> {
            assertThat(row.received()).isEqualTo(8);
            assertThat(row.dropped()).isEqualTo(2);
            assertThat(row.unaccounted()).hasValue(0);
        });
    }

    /** The first echo arrived, and the answer to it went with the connection. */
    @Test
    void shouldKnowWhatWasSentToWhoseAnswerWasLost() {
        long echo = crowd.join(7, ID, KEY);
        crowd.send(10, 1);
        crowd.subscribers.closed(7, nowNs);

        crowd.echoed(8, KEY, crowd.join(8, ID, KEY), echo);
        crowd.report(8, KEY, echo, 4, 6, 1);

        assertThat(delivery()).isEqualTo(new AudienceDelivery(1, 1, 0, 0, 0));
        assertThat(crowd.rows())
                .singleElement()
                .satisfies(row -> assertThat(row.unaccounted()).hasValue(0));
    }

    /** Who introduces itself with what it has overheard, and reports, has proven nothing. */
    @Test
    void shouldTakeNothingFromAStrangerThatIsGone() {
        crowd.about(8, ID, KEY);
        crowd.send(10, 1);
        crowd.report(8, KEY, 0, 0, 10, 1);
        crowd.subscribers.closed(8, nowNs);

        long echo = crowd.joinAndProve(9, ID, KEY);
        crowd.send(5, 2);
        crowd.report(9, KEY, echo, 5, 0, 2);

        assertThat(crowd.subscribers.ignored()).isZero();
        assertThat(crowd.rows()).singleElement().satisfies(row -> {
            assertThat(row.received()).isEqualTo(5);
            assertThat(row.dropped()).isZero();
        });
        assertThat(crowd.subscribers.dropped()).isZero();
    }

    /** A word of who may be one that was lost: its echo or the answer to that may have been lost, too. */
    @Test
    void shouldAskOnceMoreWhoMayBeOneThatWasLost() {
        crowd.joinAndProve(7, ID, KEY);
        crowd.subscribers.closed(7, System.nanoTime());
        crowd.join(8, ID, KEY);
        ControlRequest sign = new ControlRequest.Sign(KEY);

        assertThat(crowd.subscribers.heard(sign, 8, System.nanoTime()))
                .as("a moment ago")
                .isNull();
        long laterNs = System.nanoTime() + 2_000_000_000L;
        assertThat(crowd.subscribers.heard(sign, 8, laterNs)).returns(ID, ControlRequest.Ready::subscriberId);
        assertThat(crowd.subscribers.asksWhoLacks(who(ControlTopics.missing(ID, 1)), 8, laterNs))
                .returns(ID, ControlRequest.Ready::subscriberId);
        long longAfterNs = laterNs + LostSubscribers.AWAITED_NS;
        assertThat(crowd.subscribers.heard(sign, 8, longAfterNs))
                .as("until it has answered one")
                .isNotNull();
        crowd.echoed(8, KEY, crowd.ask(8, ID));
        assertThat(crowd.subscribers.heard(sign, 8, longAfterNs)).isNull();
        assertThat(crowd.subscribers.heard(sign, 8, laterNs))
                .as("it is another one")
                .isNull();
    }

    private static ControlRequest.Ready who(String question) {
        return (ControlRequest.Ready)
                ControlRequestReader.read(ControlTopics.bytes(question), 0).orElseThrow();
    }

    @Test
    void shouldMissWhoWentAgainAfterAGoodbye() {
        crowd.joinAndProve(7, ID, KEY);
        crowd.say(7, ControlTopics.bye(KEY));
        crowd.joinAndProve(8, ID, KEY);
        crowd.send(10, 1);

        crowd.subscribers.closed(8, nowNs);

        assertThat(delivery().lost()).isEqualTo(1);
    }

    /** The new connection is there before the publisher notices that the old one is gone. */
    @Test
    void shouldMissUntilItsFirstReportWhoWasBackBeforeItWasLost() {
        long echo = crowd.joinAndProve(7, ID, KEY);
        crowd.send(10, 1);
        crowd.joinAndProve(8, ID, KEY);

        crowd.subscribers.closed(7, nowNs);
        assertThat(delivery().isComplete())
                .as("its new row knows nothing of the ten")
                .isFalse();
        crowd.echoed(8, KEY, crowd.ask(8, ID), echo);
        crowd.report(8, KEY, echo, 4, 6, 1);

        assertThat(delivery()).isEqualTo(new AudienceDelivery(1, 1, 0, 0, 0));
    }

    @Test
    void shouldMissWhoseBooksAreNotKnown() {
        crowd.about(7, ID, KEY); // And never says what it wants.
        crowd.say(7, ControlTopics.ready(ID, 1));
        crowd.echoed(7, KEY, crowd.answerOne());

        crowd.subscribers.closed(7, nowNs);

        assertThat(delivery().lost()).isEqualTo(1);
    }

    @Test
    void shouldNotMissStrangers() {
        crowd.join(7, ID, KEY);
        crowd.send(10, 1);

        crowd.subscribers.closed(7, nowNs);

        assertThat(delivery().isComplete()).isTrue();
    }

    @Test
    void shouldTakeForGoneForGoodWhoIsNotBackAfterAMinute() {
        crowd.joinAndProve(7, ID, KEY);
        crowd.send(10, 1);
        crowd.subscribers.closed(7, nowNs);

        assertThat(crowd.subscribers
                        .delivery(1, nowNs + LostSubscribers.AWAITED_NS - 1)
                        .lost())
                .isEqualTo(1);
        assertThat(crowd.subscribers
                        .delivery(1, nowNs + LostSubscribers.AWAITED_NS)
                        .isComplete())
                .isTrue();
    }

    /** One connection with many subscribers takes away rows of its own. */
    @Test
    void shouldKnowAgainWhoWasLostWhileManyLeftOverAnotherConnection() {
        long echo = crowd.joinAndProve(7, ID, KEY);
        crowd.send(10, 1);
        crowd.subscribers.closed(7, System.nanoTime());
        for (long other = 1; other <= GoneSubscribers.MOST + 10; other++) {
            crowd.joinAndProve(8, 1_000 + other, other);
        }
        crowd.subscribers.closed(8, System.nanoTime());

        crowd.echoed(9, KEY, crowd.join(9, ID, KEY), echo);
        crowd.report(9, KEY, echo, 4, 6, 1);

        assertThat(crowd.rows())
                .filteredOn(SubscriberReport::connected)
                .singleElement()
                .satisfies(row -> assertThat(row.unaccounted()).hasValue(0));
    }

    /** Whoever proves many and lets them go takes the rows of others away, not what is missing of them. */
    @Test
    void shouldStillMissWhoseRowHadToMakeRoom() {
        int others = GoneSubscribers.MOST + 10;
        crowd.joinAndProve(7, ID, KEY);
        crowd.send(10, 1);
        crowd.subscribers.closed(7, nowNs);

        for (long other = 1; other <= others; other++) {
            long echo = crowd.joinAndProve(100 + other, 1_000 + other, other);
            crowd.report(100 + other, other, echo, 0, 0, 1);
            crowd.subscribers.closed(100 + other, nowNs);
        }

        assertThat(delivery().lost()).as("the first ones that had to go").isEqualTo(11);
        assertThat(crowd.subscribers
                        .delivery(1, nowNs + LostSubscribers.AWAITED_NS)
                        .isComplete())
                .isTrue();
    }

    private AudienceDelivery delivery() {
        return crowd.subscribers.delivery(1, nowNs);
    }
}

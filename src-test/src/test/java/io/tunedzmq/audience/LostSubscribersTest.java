package io.tunedzmq.audience;

import static org.assertj.core.api.Assertions.assertThat;

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

        assertThat(delivery()).isEqualTo(new Delivery(0, 0, 0, 1));
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

    @Test
    void shouldNotMissWhoSaidGoodbyeOverOneOfItsConnections() {
        crowd.joinAndProve(7, ID, KEY);
        crowd.joinAndProve(8, ID, KEY);
        crowd.send(10, 1);

        crowd.say(7, ControlTopics.bye(KEY));
        crowd.subscribers.closed(8, nowNs);

        assertThat(delivery().isComplete()).isTrue();
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

        crowd.about(8, ID, KEY);
        assertThat(delivery()).isEqualTo(new Delivery(1, 0, 10, 0));
        crowd.report(8, KEY, echo, 4, 6, 1);

        assertThat(delivery()).isEqualTo(new Delivery(1, 1, 0, 0));
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
        crowd.report(8, KEY, echo, 4, 6, 1);

        assertThat(delivery()).isEqualTo(new Delivery(1, 1, 0, 0));
    }

    @Test
    void shouldMissWhoseBooksAreNotKnown() {
        crowd.about(7, ID, KEY); // And never says what it wants.
        crowd.say(7, ControlTopics.ready(ID, 1));
        crowd.ack(7, KEY, crowd.answerOne());

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

    /** Whoever proves many and lets them go takes the rows of others away, not what is missing of them. */
    @Test
    void shouldStillMissWhoseRowHadToMakeRoom() {
        int others = AudienceRows.MOST_GONE + 10;
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

    private Delivery delivery() {
        return crowd.subscribers.delivery(1, nowNs);
    }
}

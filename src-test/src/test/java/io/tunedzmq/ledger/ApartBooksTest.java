package io.tunedzmq.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.stats.PublisherReport;
import io.tunedzmq.wire.ControlRequest;
import io.tunedzmq.wire.Frames;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A second way of which it is open whether it leads to the same publisher: until when, and what comes of it. */
class ApartBooksTest extends TwoWaysFixture {
    @Test
    void shouldCountOnceWhatComesOverAWayThatCannotProveYetWhereItLeads() {
        over(second, Frames.echoOf(8, EPOCH, 1));
        for (int sequence = 2; sequence <= 10; sequence++) {
            later();
            message(first, sequence);
            message(second, sequence);
            over(second, Frames.digestOf(EPOCH, "a", sequence + 3));
            over(second, Frames.echoOf(8 + sequence, EPOCH, sequence));
        }

        assertThat(handedOut).isEqualTo(10);
        assertThat(ledger.dropped()).isZero();
        assertThat(ledger.reports(KEY, 1, 0, now + SECOND))
                .containsExactly(ControlRequest.Report.on(EPOCH, KEY, 7, 10, 0, 0, 0, 1));

        over(first, Frames.echoOf(99, EPOCH, 10));
        over(second, Frames.echoOf(99, EPOCH, 10));
        message(second, 10);
        message(second, 11);
        message(first, 12);

        assertThat(handedOut).isEqualTo(12);
        assertThat(ledger.dropped()).isZero();
        assertThat(ledger.publishers(now))
                .singleElement()
                .returns(12L, PublisherReport::received)
                .returns(1L, PublisherReport::duplicates);
    }

    /** Whoever came first is believed, and may be the liar: the other one's messages are counted, and then heard. */
    @ParameterizedTest
    @CsvSource({"false, 2", "true, 0"})
    void shouldHearTheOtherOneAfterAMinuteUnlessBothBringTheSame(boolean same, long heard) {
        over(second, Frames.echoOf(8, EPOCH, 1));
        for (int sequence = 2; sequence <= 4; sequence++) {
            passWithSigns(first, 25);
            message(second, sequence);
            if (same) {
                message(first, sequence);
            }
        }
        int before = handedOut;

        message(second, 5);
        message(second, 6);

        assertThat(before).isEqualTo(same ? 4 : 2);
        assertThat(handedOut - before).isEqualTo(heard);
    }

    /** They had been taken for two, and what either brought was handed out. */
    @Test
    void shouldGoOnInTheSameBooksWhenAnEchoShowsThatTheyWereOneAllAlong() {
        over(second, Frames.echoOf(8, EPOCH, 1));
        passWithSigns(first, 70);
        message(second, 2);
        message(second, 3);
        assertThat(handedOut).isEqualTo(3);

        over(second, Frames.echoOf(9, EPOCH, 3));
        over(first, Frames.echoOf(9, EPOCH, 3));
        message(first, 2);
        message(first, 3);
        message(second, 4);
        message(first, 4);

        assertThat(handedOut).isEqualTo(4);
        assertThat(ledger.dropped()).isZero();
        assertThat(ledger.publishers(now)).singleElement().returns(4L, PublisherReport::received);
    }

    /** They had been taken for two, and all topics that are tracked were theirs and of somebody else. */
    @Test
    void shouldTrackAsManyTopicsAsBeforeWhenTheyMeetWhileThereIsNoRoom() {
        over(HeardConnection.dialed("10.0.0.3:5555"), Frames.echoOf(9, OTHER));
        over(HeardConnection.dialed("10.0.0.3:5555"), Frames.messages(OTHER, "b", 1, 1, 1));
        over(second, Frames.messages(EPOCH, "p/1", 2, 1, 1));
        pass(70 * SECOND);
        over(second, Frames.messages(EPOCH, "p/1", 2, 1, 1));
        long before = ledger.untracked();

        over(second, Frames.echoOf(7, EPOCH));
        over(second, Frames.messages(EPOCH, "p/1", 2, 2, 1));
        long whileTheyMeet = ledger.untracked();
        over(second, Frames.messages(EPOCH, "p/2", 3, 1, 1));

        assertThat(before).isZero();
        assertThat(whileTheyMeet).isZero();
        assertThat(ledger.untracked()).isEqualTo(1);
        assertThat(ledger.publishers(now)).hasSize(2);
    }

    /** Who is compared with whom takes room, which is there again when one of them is gone. */
    @Test
    void shouldCompareAWayThatComesAfterManyOthersHaveGone() {
        for (int i = 0; i < 2 * ApartBooks.MOST_COMPARED; i++) {
            HeardConnection gone = HeardConnection.accepted("10.0.0.9:" + (10_000 + i));
            message(gone, 2);
            over(gone, Frames.echoOf(100 + i, EPOCH, 1));
            gone.noteClosed();
        }
        over(second, Frames.echoOf(8, EPOCH, 1));

        bringTheSameForLong();

        assertThat(handedOut).isEqualTo(5);
    }

    /** The believed books were forgotten for want of room, and their publisher has come back. */
    @Test
    void shouldCompareAWayWithWhoIsBelievedNow() {
        over(second, Frames.echoOf(8, EPOCH, 1));
        first.noteClosed();
        HeardConnection other = HeardConnection.dialed("10.0.0.3:5555");
        over(other, Frames.echoOf(20, OTHER));
        for (int number = 1; number <= MAX_TOPICS; number++) {
            over(other, Frames.messages(OTHER, "p/" + number, number, 1, 1));
        }
        over(other, Frames.end(OTHER));
        first = HeardConnection.dialed(first.address());
        over(first, Frames.echoOf(30, EPOCH, 1));
        handedOut = 1;

        bringTheSameForLong();

        assertThat(handedOut).isEqualTo(5);
        assertThat(ledger.untracked()).isZero();
    }

    private void bringTheSameForLong() {
        for (int sequence = 2; sequence <= 5; sequence++) {
            passWithSigns(first, 25);
            message(first, sequence);
            message(second, sequence);
        }
    }

    @Test
    void shouldHandOutNothingOfAWayThatHadJoinedBeforeThePublisherAnsweredOverTheOther() {
        over(first, Frames.messages(OTHER, "b", 2, 1, 1));
        over(second, Frames.messages(OTHER, "b", 2, 1, 1));
        over(first, Frames.echoOf(17, OTHER, 0, 1));
        int before = handedOut;

        over(second, Frames.messages(OTHER, "b", 2, 2, 1));
        int handedOutOfTheSecond = handedOut - before;
        over(first, Frames.messages(OTHER, "b", 2, 2, 1));

        assertThat(handedOutOfTheSecond).isZero();
        assertThat(handedOut - before).isEqualTo(1);
    }

    /** And whichever of its ways had brought it. */
    @Test
    void shouldTellThePublisherWhatOfTheOtherBooksCameBeforeItsAnswer() {
        over(first, Frames.messages(OTHER, "b", 2, 1, 3));
        over(second, Frames.echoOf(17, OTHER, 0, 1));
        pass(SECOND);
        over(second, Frames.echoOf(18, OTHER, 0, 3));
        over(first, Frames.echoOf(18, OTHER, 0, 3));

        assertThat(ledger.reports(KEY, 1, 0, now + SECOND))
                .contains(ControlRequest.Report.on(OTHER, KEY, 17, 3, 1, 0, 0, 1));
    }

    @Test
    void shouldDoubtForAMinuteFromWhenTheSecondWayHasAnsweredHoweverLateThatIs() {
        message(second, 2); // It joins nothing, and has answered nothing yet.
        later();
        for (int i = 0; i < 70; i++) {
            pass(SECOND);
            message(first, 2 + i);
            message(second, 2 + i);
        }
        over(second, Frames.echoOf(8, EPOCH, 71));
        long before = handedOut;

        message(first, 72);
        message(second, 72);
        message(second, 73);
        message(first, 73);

        assertThat(handedOut - before).isEqualTo(2);
    }
}

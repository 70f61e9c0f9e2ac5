package io.tunedzmq.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.stats.Gap;
import io.tunedzmq.stats.PublisherReport;
import io.tunedzmq.wire.ControlRequest;
import io.tunedzmq.wire.FrameReader;
import io.tunedzmq.wire.Frames;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A publisher that is read over two ways, of which each loses what the other one brings, echoes too; and liars. */
class TwoWaysTest extends LedgerFixture {
    private static final long SECOND = 1_000_000_000;
    private static final long KEY = 77;

    private PeerConnection first = connection;
    private PeerConnection second = PeerConnection.dialed("10.0.0.2:5555");

    @BeforeEach
    void begin() {
        over(first, Frames.echoOf(7, EPOCH));
        message(first, 1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldKnowTheSecondWayAgainByItsAddress(boolean answers) {
        over(second, Frames.echoOf(7, EPOCH));
        second.close();
        message(first, 2);
        second = PeerConnection.dialed("10.0.0.2:5555");

        if (answers) {
            over(second, Frames.echoOf(8, EPOCH, 2));
        }
        for (int sequence = 3; sequence <= 5; sequence++) {
            now += 2 * SECOND;
            message(second, sequence);
            message(first, sequence);
        }

        assertThat(handedOut).isEqualTo(5);
        assertThat(ledger.duplicates()).isEqualTo(3);
        assertThat(ledger.publishers(now)).singleElement().returns(0L, PublisherReport::dropped);
    }

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
                .containsExactly(new ControlRequest.Report(KEY, EPOCH, 7, 10, 0, 0, 0, 1));

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
        over(PeerConnection.dialed("10.0.0.3:5555"), Frames.echoOf(9, OTHER));
        over(PeerConnection.dialed("10.0.0.3:5555"), Frames.messages(OTHER, "b", 1, 1, 1));
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
            PeerConnection gone = PeerConnection.accepted("10.0.0.9:" + (10_000 + i));
            message(gone, 2);
            over(gone, Frames.echoOf(100 + i, EPOCH, 1));
            gone.close();
        }
        over(second, Frames.echoOf(8, EPOCH, 1));

        bringTheSameForLong();

        assertThat(handedOut).isEqualTo(5);
    }

    /** The believed books were forgotten for want of room, and their publisher has come back. */
    @Test
    void shouldCompareAWayWithWhoIsBelievedNow() {
        over(second, Frames.echoOf(8, EPOCH, 1));
        first.close();
        PeerConnection other = PeerConnection.dialed("10.0.0.3:5555");
        over(other, Frames.echoOf(20, OTHER));
        for (int number = 1; number <= MAX_TOPICS; number++) {
            over(other, Frames.messages(OTHER, "p/" + number, number, 1, 1));
        }
        over(other, Frames.end(OTHER));
        first = PeerConnection.dialed(first.address());
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

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldGoOnOverTheSecondWayInTheSameBooksWhenTheFirstIsLost(boolean closed) {
        over(second, Frames.echoOf(8, EPOCH, 1));
        later();
        message(first, 2);
        message(second, 3);
        if (closed) {
            first.close();
            ledger.nothingIsLeft(now);
        } else {
            pass(5 * SECOND);
        }

        message(second, 5);
        message(second, 6);

        assertThat(handedOut).isEqualTo(4);
        assertThat(gaps).extracting(Gap::count).containsExactly(2L);
        assertThat(ledger.publishers(now)).singleElement().returns(4L, PublisherReport::received);
    }

    @Test
    void shouldHandOutOnceWhatComesOverTheWayThatAnswersLast() {
        long epoch = OTHER;
        over(first, Frames.messages(epoch, "b", 2, 1, 3));
        over(second, Frames.echoOf(8, epoch, 0, 3));
        later();
        over(second, Frames.messages(epoch, "b", 2, 4, 1));
        over(first, Frames.messages(epoch, "b", 2, 4, 1));
        over(first, Frames.echoOf(9, epoch, 0, 4));
        over(first, Frames.messages(epoch, "b", 2, 5, 1));
        over(second, Frames.messages(epoch, "b", 2, 5, 1));

        assertThat(handedOut).isEqualTo(6);
        assertThat(ledger.dropped()).isZero();
    }

    /** It had joined when neither had proven anything, and answers, too. */
    @Test
    void shouldNotTakeTheAddressOfWhoNeverProvedItForAWayToThePublisher() {
        over(first, Frames.messages(OTHER, "b", 2, 1, 1));
        over(second, Frames.messages(OTHER, "b", 2, 1, 1));
        over(first, Frames.echoOf(17, OTHER, 0, 1));
        second.close();
        second = PeerConnection.dialed("10.0.0.2:5555");
        now += 2 * SECOND;
        over(first, Frames.mark(OTHER, 1));

        over(second, Frames.messages(OTHER, "b", 2, 1_000, 1));
        over(second, Frames.echoOf(18, OTHER, 0, 1_000));
        over(second, Frames.messages(OTHER, "b", 2, 1_001, 1));
        over(first, Frames.messages(OTHER, "b", 2, 2, 1));

        assertThat(ledger.dropped()).isZero();
        assertThat(ledger.duplicates()).isEqualTo(1);
    }

    @Test
    void shouldKeepNoMoreThanOneRouteForAnAddressThatComesAndGoes() {
        over(second, Frames.echoOf(7, EPOCH));
        for (int i = 0; i < LedgerStore.MOST_ROUTES; i++) {
            second.close();
            second = PeerConnection.dialed("10.0.0.2:5555");
            message(second, 1);
        }

        connection = PeerConnection.dialed("10.0.0.3:5555");
        accept(Frames.messages(OTHER, "a", 1, 1, 1));
        message(first, 2);

        assertThat(handedOut).isEqualTo(3);
        assertThat(ledger.untracked()).isZero();
        assertThat(ledger.publishers(now)).hasSize(2);
    }

    private void message(PeerConnection way, int sequence) {
        over(way, Frames.messages(EPOCH, "a", 1, sequence, 1));
    }

    private void over(PeerConnection way, FrameReader frame) {
        connection = way;
        accept(frame);
    }

    /** Nothing has come over the first way since the second one answered, and then it goes on. */
    @Test
    void shouldHandOutNothingOfTheSecondWayWhileTheFirstStandsStill() {
        over(second, Frames.echoOf(8, EPOCH, 1));
        pass(4 * SECOND);
        FrameReader next = Frames.messages(EPOCH, "a", 1, 3, 1);
        assertThat(ledger.order().flowsOn(next, second)).isFalse();
        assertThat(ledger.order().isUndecided(next, second, now)).isFalse();
        assertThat(ledger.order().mustWait(next, second)).isTrue();
        assertThat(ledger.order().mayGoOn(next, second)).isFalse();
        assertThat(ledger.order().mustWait(Frames.messages(EPOCH, "a", 1, 2, 1), second))
                .as("the first has not brought it yet")
                .isTrue();
        over(second, next); // As where there is no room for more that waits.

        message(first, 2);
        message(first, 3);
        assertThat(ledger.order().mustWait(next, second)).isFalse();
        over(second, next);

        assertThat(handedOut).isEqualTo(3);
        assertThat(ledger.dropped()).isZero();
    }

    /** The application pauses: what the first way has brought meanwhile is still to be read. */
    @Test
    void shouldNotTakeAWayForLostWhileNothingIsRead() {
        over(second, Frames.echoOf(8, EPOCH, 1));
        ledger.nothingIsLeft(now);
        message(first, 2);

        for (int i = 0; i < 10; i++) {
            now += SECOND;
            message(second, 5 + i);
        }
        for (int sequence = 3; sequence <= 6; sequence++) {
            message(first, sequence);
        }

        assertThat(handedOut).isEqualTo(6);
        assertThat(ledger.dropped()).isZero();
    }

    /** It had brought something before it was in doubt. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldCountNothingAsDroppedThatWasHandedOutOfTheOtherWay(boolean closed) {
        over(second, Frames.echoOf(8, EPOCH, 1));
        later();
        message(second, 2);
        message(first, 2);
        for (int sequence = 3; sequence <= 10; sequence++) {
            message(first, sequence);
            message(second, sequence);
        }
        if (closed) {
            first.close();
        } else {
            pass(5 * SECOND);
        }

        message(second, 11);
        message(second, 12);

        assertThat(ledger.dropped()).isZero();
        assertThat(ledger.publishers(now)).singleElement().returns(0L, PublisherReport::dropped);
    }

    /** What is left of the first way may hold what the second one's next frame leaves out. */
    @Test
    void shouldHaveAFrameWaitForWhatIsLeftOfTheWayThatIsLost() {
        over(second, Frames.echoOf(8, EPOCH, 1));
        message(first, 2);
        FrameReader next = Frames.messages(EPOCH, "a", 1, 5, 1);
        assertThat(ledger.order().mayGoOn(next, second)).isFalse();

        first.close();

        assertThat(ledger.order().flowsOn(next, second)).isFalse();
        assertThat(ledger.order().isUndecided(next, second, now)).isFalse();
        assertThat(ledger.order().mustWait(next, second)).isTrue();
        assertThat(ledger.order().mayGoOn(next, second)).isTrue();
        assertThat(ledger.order().mustWait(Frames.messages(EPOCH, "a", 1, 2, 1), second))
                .as("that has come")
                .isFalse();
    }

    /** Nothing shows what is left of the first way, but then nothing is left to be read. */
    @Test
    void shouldMissALostTailWhenTheFirstWayIsGoneAndTheSecondBringsNoMessage() {
        over(second, Frames.echoOf(7, EPOCH));
        message(second, 1);
        first.close();

        over(second, Frames.digestOf(EPOCH, "a", 3));
        long before = ledger.dropped();
        ledger.nothingIsLeft(now);
        over(second, Frames.digestOf(EPOCH, "a", 3));

        assertThat(before).as("it may be left").isZero();
        assertThat(ledger.dropped()).isEqualTo(2);
    }

    /** Its first answer says what it had sent by then, however far another way had run ahead. */
    @Test
    void shouldTellThePublisherWhatOfItsMessagesCameBeforeItsAnswer() {
        over(first, Frames.messages(OTHER, "b", 2, 1, 10));
        over(second, Frames.messages(OTHER, "b", 2, 1, 3));
        first.close();
        over(second, Frames.messages(OTHER, "b", 2, 4, 1));

        over(second, Frames.echoOf(17, OTHER, 0, 5));

        assertThat(ledger.reports(KEY, 1, 0, now + SECOND))
                .contains(new ControlRequest.Report(KEY, OTHER, 17, 10, 5, 0, 0, 1));
    }

    /** Over another way than that of its messages the answer may run ahead of them. */
    @Test
    void shouldTakeTheAnswerInItsTurnAmongTheMessages() {
        over(first, Frames.messages(OTHER, "b", 2, 1, 2));
        ledger.answered(Frames.echoOf(17, OTHER, 0, 4), first, now);
        over(second, Frames.echoOf(17, OTHER, 0, 4));
        over(first, Frames.messages(OTHER, "b", 2, 3, 2));
        over(first, Frames.echoOf(17, OTHER, 0, 4));

        assertThat(ledger.reports(KEY, 1, 0, now + SECOND))
                .contains(new ControlRequest.Report(KEY, OTHER, 17, 4, 4, 0, 0, 1));
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
                .contains(new ControlRequest.Report(KEY, OTHER, 17, 3, 1, 0, 0, 1));
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

    /** One of three ways must not be forgotten with the books that it led to. */
    @Test
    void shouldKeepAllWaysThatJoinedBeforeAnyHadAnswered() {
        PeerConnection third = PeerConnection.dialed("10.0.0.3:5555");
        long epoch = EPOCH + 1;
        for (PeerConnection each : new PeerConnection[] {first, second, third}) {
            over(each, Frames.messages(epoch, "a", 1, 1, 1));
        }
        later();
        for (PeerConnection each : new PeerConnection[] {first, second, third}) {
            over(each, Frames.messages(epoch, "a", 1, 2, 1));
        }
        for (PeerConnection each : new PeerConnection[] {second, first, third}) {
            over(each, Frames.echoOf(9, epoch, 2));
        }
        long before = handedOut;

        for (int sequence = 3; sequence <= 12; sequence++) {
            for (PeerConnection each : new PeerConnection[] {first, second, third}) {
                over(each, Frames.messages(epoch, "a", 1, sequence, 1));
            }
        }

        assertThat(handedOut - before).isEqualTo(10);
    }
}

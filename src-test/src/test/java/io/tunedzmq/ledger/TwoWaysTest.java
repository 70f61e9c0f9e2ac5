package io.tunedzmq.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.stats.Gap;
import io.tunedzmq.stats.PublisherReport;
import io.tunedzmq.wire.ControlRequest;
import io.tunedzmq.wire.FrameReader;
import io.tunedzmq.wire.Frames;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A publisher that is read over two ways, of which each loses what the other one brings, echoes too; and liars. */
class TwoWaysTest extends TwoWaysFixture {
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldKnowTheSecondWayAgainByItsAddress(boolean answers) {
        over(second, Frames.echoOf(7, EPOCH));
        second.noteClosed();
        message(first, 2);
        second = HeardConnection.dialed("10.0.0.2:5555");

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

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldGoOnOverTheSecondWayInTheSameBooksWhenTheFirstIsLost(boolean closed) {
        over(second, Frames.echoOf(8, EPOCH, 1));
        later();
        message(first, 2);
        message(second, 3);
        if (closed) {
            first.noteClosed();
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
        second.noteClosed();
        second = HeardConnection.dialed("10.0.0.2:5555");
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
            second.noteClosed();
            second = HeardConnection.dialed("10.0.0.2:5555");
            message(second, 1);
        }

        connection = HeardConnection.dialed("10.0.0.3:5555");
        accept(Frames.messages(OTHER, "a", 1, 1, 1));
        message(first, 2);

        assertThat(handedOut).isEqualTo(3);
        assertThat(ledger.untracked()).isZero();
        assertThat(ledger.publishers(now)).hasSize(2);
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
            first.noteClosed();
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

        first.noteClosed();

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
        first.noteClosed();

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
        first.noteClosed();
        over(second, Frames.messages(OTHER, "b", 2, 4, 1));

        over(second, Frames.echoOf(17, OTHER, 0, 5));

        assertThat(ledger.reports(KEY, 1, 0, now + SECOND))
                .contains(ControlRequest.Report.on(OTHER, KEY, 17, 10, 5, 0, 0, 1));
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
                .contains(ControlRequest.Report.on(OTHER, KEY, 17, 4, 4, 0, 0, 1));
    }

    /** One of three ways must not be forgotten with the books that it led to. */
    @Test
    void shouldKeepAllWaysThatJoinedBeforeAnyHadAnswered() {
        HeardConnection third = HeardConnection.dialed("10.0.0.3:5555");
        long epoch = EPOCH + 1;
        for (HeardConnection each : new HeardConnection[] {first, second, third}) {
            over(each, Frames.messages(epoch, "a", 1, 1, 1));
        }
        later();
        for (HeardConnection each : new HeardConnection[] {first, second, third}) {
            over(each, Frames.messages(epoch, "a", 1, 2, 1));
        }
        for (HeardConnection each : new HeardConnection[] {second, first, third}) {
            over(each, Frames.echoOf(9, epoch, 2));
        }
        long before = handedOut;

        for (int sequence = 3; sequence <= 12; sequence++) {
            for (HeardConnection each : new HeardConnection[] {first, second, third}) {
                over(each, Frames.messages(epoch, "a", 1, sequence, 1));
            }
        }

        assertThat(handedOut - before).isEqualTo(10);
    }
}

package io.tunedzmq.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.wire.ControlRequest;
import io.tunedzmq.wire.Frames;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a subscriber tells its publishers, by hand-made frames. */
class LedgerReportsTest extends LedgerFixture {
    private static final long KEY = 77;

    @Test
    void shouldReportEachPublisherWhoseBooksHaveChanged() {
        accept(Frames.messages(EPOCH, "a", 1, 1, 1));
        accept(Frames.messages(OTHER, "a", 1, 1, 2));

        assertThat(reports(0)).containsExactly(report(EPOCH, 1, 0, 0), report(OTHER, 2, 0, 0));
        assertThat(reports(0)).isEmpty();

        after(2);
        accept(Frames.messages(EPOCH, "a", 1, 4, 1));
        assertThat(reports(0)).containsExactly(report(EPOCH, 2, 2, 0));

        after(2);
        accept(Frames.beacon(EPOCH, "a", 1, 4));
        assertThat(reports(0)).as("nothing is new").isEmpty();
    }

    @Test
    void shouldNotReportMessagesBeforeTheyAreHandedOut() {
        accept(Frames.messages(EPOCH, "a", 1, 1, 5));

        assertThat(reports(3)).containsExactly(report(EPOCH, 2, 0, 0));
        after(2);
        assertThat(reports(0)).containsExactly(report(EPOCH, 5, 0, 0));
    }

    /** The books at the mark, not those of a moment later. */
    @Test
    void shouldReportHowThingsStoodAtAMark() {
        accept(Frames.messages(EPOCH, "a", 1, 1, 2));
        accept(Frames.mark(EPOCH, 3));
        assertThat(ledger.reportsWanted()).isTrue();
        accept(Frames.messages(EPOCH, "a", 1, 3, 2));

        assertThat(reports(0)).containsExactly(report(EPOCH, 2, 0, 3));
        assertThat(ledger.reportsWanted()).isFalse();
        after(2);
        assertThat(reports(0)).containsExactly(report(EPOCH, 4, 0, 3));
    }

    /** Many publishers that each ask once a second must not hear of each other's every time. */
    @Test
    void shouldReportOnlyToThePublisherThatAsked() {
        accept(Frames.messages(EPOCH, "a", 1, 1, 1));
        accept(Frames.messages(OTHER, "a", 1, 1, 1));
        assertThat(reports(0)).hasSize(2);

        later();
        accept(Frames.messages(EPOCH, "a", 1, 2, 1));
        accept(Frames.messages(OTHER, "a", 1, 2, 1));
        accept(Frames.mark(EPOCH, 1));

        assertThat(reports(0)).containsExactly(report(EPOCH, 2, 0, 1));
    }

    @Test
    void shouldReportUnaskedAfterTwiceTheTimeBetweenMarks() {
        accept(Frames.messages(EPOCH, "a", 1, 1, 1));
        accept(Frames.mark(EPOCH, 1, 5));
        assertThat(reports(0)).hasSize(1);

        after(9);
        accept(Frames.messages(EPOCH, "a", 1, 2, 1));
        assertThat(reports(0)).isEmpty();

        after(1);
        assertThat(reports(0)).containsExactly(report(EPOCH, 2, 0, 1));
    }

    @Test
    void shouldReportTheLastBooksOfAPublisherThatEnds() {
        accept(Frames.messages(EPOCH, "a", 1, 1, 1));
        assertThat(reports(0)).hasSize(1);

        later();
        accept(Frames.messages(EPOCH, "a", 1, 2, 1));
        accept(Frames.end(EPOCH));

        assertThat(ledger.reportsWanted()).isTrue();
        assertThat(reports(0)).containsExactly(report(EPOCH, 2, 0, 0));
    }

    @Test
    void shouldAnswerAMarkOnce() {
        accept(Frames.messages(EPOCH, "a", 1, 1, 1));
        accept(Frames.mark(EPOCH, 1));
        assertThat(reports(0)).hasSize(1);

        later();
        accept(Frames.mark(EPOCH, 1));

        assertThat(ledger.reportsWanted()).isFalse();
        assertThat(reports(0)).isEmpty();
    }

    /** It may have overtaken messages that still come over the first one. */
    @Test
    void shouldNotAnswerAMarkOfASecondConnection() {
        accept(Frames.messages(EPOCH, "a", 1, 1, 1));

        ledger.accept(Frames.mark(EPOCH, 1), HeardConnection.dialed("10.0.0.1:6666"), now);

        assertThat(ledger.reportsWanted()).isFalse();
    }

    @Test
    void shouldTellWhatCameBeforeTheEcho() {
        accept(Frames.messages(EPOCH, "a", 1, 1, 3));
        accept(Frames.echoOf(7, EPOCH, 4));
        accept(Frames.messages(EPOCH, "a", 1, 5, 2));

        assertThat(reports(0)).containsExactly(ControlRequest.Report.on(EPOCH, KEY, 7, 5, 3, 0, 0, 1));
    }

    @Test
    void shouldSayThatItsBooksAreIncompleteBeyondTheLimitOfTopics() {
        accept(Frames.echoOf(7, EPOCH));
        for (int topic = 1; topic <= MAX_TOPICS + 1; topic++) {
            accept(Frames.messages(EPOCH, "p/" + topic, topic, 1, 1));
        }

        assertThat(reports(0)).containsExactly(report(EPOCH, MAX_TOPICS, 0, 0));
    }

    /** Messages of topics beyond the limit are handed out and in no books. */
    @Test
    void shouldNotTakeBackWhatItReportedForMessagesThatAreInNoBooks() {
        for (int topic = 1; topic <= MAX_TOPICS; topic++) {
            accept(Frames.messages(EPOCH, "p/" + topic, topic, 1, 1));
        }
        assertThat(reports(0)).containsExactly(report(EPOCH, MAX_TOPICS, 0, 0));
        after(2);

        accept(Frames.bundle(
                EPOCH,
                new Frames.One("p/4", 4, 1),
                new Frames.One("p/4", 4, 2),
                new Frames.One("p/1", 1, 2),
                new Frames.One("p/2", 2, 2)));
        after(2);

        assertThat(reports(4)).allMatch(report -> report.received() == MAX_TOPICS);
        after(2);
        assertThat(reports(0)).containsExactly(report(EPOCH, MAX_TOPICS + 2, 0, 0));
    }

    @Test
    void shouldReportAgainAfterALostConnection() {
        accept(Frames.messages(EPOCH, "a", 1, 1, 1));
        assertThat(reports(0)).hasSize(1);

        ledger.reportAgain();

        assertThat(reports(0)).containsExactly(report(EPOCH, 1, 0, 0));
    }

    private List<ControlRequest.Report> reports(long notHandedOut) {
        return ledger.reports(KEY, 1, notHandedOut, now);
    }

    private void after(int seconds) {
        now += seconds * 1_000_000_000L;
    }

    private static ControlRequest.Report report(long epoch, long received, long dropped, long mark) {
        return ControlRequest.Report.on(epoch, KEY, 0, received, 0, dropped, mark, 1);
    }
}

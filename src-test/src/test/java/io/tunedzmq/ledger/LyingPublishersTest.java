package io.tunedzmq.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.stats.Gap;
import io.tunedzmq.stats.PublisherReport;
import io.tunedzmq.wire.ControlRequest;
import io.tunedzmq.wire.EchoSums;
import io.tunedzmq.wire.FrameReader;
import io.tunedzmq.wire.Frames;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a publisher that lies can do: make its own counts lie, and nobody else's. */
class LyingPublishersTest extends LedgerFixture {
    private static final long SECOND = 1_000_000_000;
    private static final long FAR = 1_000_000;
    private static final long KEY = 77;

    private final HeardConnection liar = HeardConnection.dialed("10.6.6.6:5555");

    @Test
    void shouldCountAJumpThatNobodyCanMakeApartAndGoOnFromThere() {
        accept(Frames.messages(EPOCH, "a", 1, 1, 1));
        accept(Frames.messages(EPOCH, "a", 1, 1L << 62, 1));
        accept(Frames.messages(EPOCH, "a", 1, Long.MAX_VALUE - 5, 1));
        accept(Frames.messages(EPOCH, "a", 1, Long.MAX_VALUE - 3, 1));

        assertThat(ledger.implausible()).isEqualTo(2);
        assertThat(gaps).containsExactly(new Gap("a", EPOCH, Long.MAX_VALUE - 4, 1, false));
        assertThat(handedOut).isEqualTo(4);
    }

    @Test
    void shouldBelieveWhatAHundredMillionMessagesASecondExplain() {
        ledger.begin(now);
        accept(Frames.messages(EPOCH, "a", 1, 1, 1));
        now += 90 * SECOND;

        accept(Frames.messages(EPOCH, "a", 1, 10_000_000_001L, 1));
        accept(Frames.messages(EPOCH, "a", 1, 10_000_000_003L, 1));

        assertThat(ledger.dropped()).isEqualTo(9_999_999_999L);
        assertThat(ledger.implausible()).isEqualTo(1);
    }

    @Test
    void shouldNeverCountBackwards() {
        ledger.begin(0);
        now = Long.MAX_VALUE / 2; // So that almost any jump is plausible.
        long before = 0;
        for (int i = 0; i < 200; i++) {
            accept(Frames.messages(100 + i, "a", 1, 1, 1));
            accept(Frames.messages(100 + i, "a", 1, 1L << 58, 1));
            accept(Frames.end(100 + i));
            assertThat(ledger.dropped()).isGreaterThanOrEqualTo(before);
            before = ledger.dropped();
        }

        assertThat(before).isEqualTo(Long.MAX_VALUE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"beacon", "digest", "echo"})
    void shouldNotTakeAnAnnouncementThatCannotBeForABeginning(String kind) {
        accept(Frames.messages(EPOCH, "a", 1, 1, 1));

        forge(kind, 1L << 60).forEach(this::accept);
        accept(Frames.messages(EPOCH, "a", 1, 3, 1));

        assertThat(ledger.implausible()).isEqualTo(1);
        assertThat(gaps).containsExactly(new Gap("a", EPOCH, 2, 1, false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"data", "beacon", "end", "digest", "mark", "echo"})
    void shouldKeepTheBooksOfAPublisherFromWhoUsesItsEpoch(String kind) {
        accept(Frames.echoOf(7, EPOCH));
        accept(Frames.messages(EPOCH, "a", 1, 1, 10));
        List<ControlRequest.Report> reports = ledger.reports(KEY, 1, 0, now);

        forge(kind, FAR).forEach(frame -> ledger.accept(frame, liar, now));
        List<ControlRequest.Report> since = ledger.reports(KEY, 1, 0, now + SECOND);
        accept(Frames.messages(EPOCH, "a", 1, 12, 1));
        accept(Frames.mark(EPOCH, 1));

        assertThat(reports).hasSize(1);
        assertThat(since).noneMatch(report -> report.baseline() == EchoSums.baseline(KEY, EPOCH, 7));
        assertThat(gaps).containsExactly(new Gap("a", EPOCH, 11, 1, false));
        assertThat(handedOut).isEqualTo(11);
        assertThat(ledger.duplicates()).isZero();
        assertThat(ledger.ended()).isZero();
        assertThat(ledger.reconnects()).isZero();
        assertThat(row(connection)).returns(11L, PublisherReport::received).returns(1L, PublisherReport::dropped);
        assertThat(ledger.reports(KEY, 1, 0, now + SECOND))
                .contains(ControlRequest.Report.on(EPOCH, KEY, 7, 11, 0, 1, 1, 1));
    }

    @Test
    void shouldDiscardWhatOnlyClaimsToComeFromAPublisherThatIsThere() {
        accept(Frames.echoOf(7, EPOCH));
        accept(Frames.messages(EPOCH, "a", 1, 1, 1));

        AccountedMessages forged = ledger.accept(Frames.messages(EPOCH, "a", 1, 2, 1), liar, now);
        accept(Frames.messages(EPOCH, "a", 1, 2, 1));

        assertThat(forged).isNull();
        assertThat(handedOut).isEqualTo(2);
        assertThat(row(liar)).returns(1L, PublisherReport::implausible).returns(false, PublisherReport::proven);
    }

    @Test
    void shouldMakeTheLiarWaitForItsProofAndNobodyElse() {
        accept(Frames.echoOf(7, EPOCH));
        accept(Frames.messages(EPOCH, "a", 1, 1, 1));
        FrameReader next = Frames.messages(EPOCH, "a", 1, 2, 1);

        assertThat(ledger.order().isUndecided(next, liar, now)).isTrue();
        assertThat(ledger.order().isUndecided(next, connection, now)).isFalse();
        assertThat(ledger.order().mustWait(next, connection)).isFalse();
        assertThat(ledger.order().isUndecided(Frames.messages(OTHER, "a", 1, 1, 1), liar, now))
                .as("its own epoch")
                .isFalse();
        pass(SECOND);
        assertThat(ledger.order().isUndecided(next, liar, now)).isFalse();
    }

    @Test
    void shouldTakeTwoConnectionsWithTheSameEchoForOnePublisher() {
        HeardConnection second = HeardConnection.dialed("10.0.0.2:5555");
        accept(Frames.echoOf(7, EPOCH));
        accept(Frames.messages(EPOCH, "a", 1, 1, 1));

        assertThat(ledger.order().isUndecided(Frames.echoOf(7, EPOCH), second, now))
                .isTrue();
        ledger.answered(Frames.echoOf(7, EPOCH), second, now);
        assertThat(ledger.order().isUndecided(Frames.echoOf(7, EPOCH), second, now))
                .isFalse();
        ledger.accept(Frames.echoOf(7, EPOCH), second, now);
        AccountedMessages same = ledger.accept(Frames.messages(EPOCH, "a", 1, 1, 1), second, now);
        AccountedMessages next = ledger.accept(Frames.messages(EPOCH, "a", 1, 2, 1), second, now);

        assertThat(same).isNull();
        assertThat(next).isNotNull();
        assertThat(ledger.duplicates()).isEqualTo(1);
        assertThat(ledger.publishers(now)).hasSize(1);
    }

    @Test
    void shouldGoOnInItsBooksWhenAPublisherComesBackFromAnotherPortAndAnswers() {
        accept(Frames.echoOf(7, EPOCH));
        accept(Frames.messages(EPOCH, "a", 1, 1, 1));
        connection.noteClosed();
        connection = HeardConnection.dialed("10.0.0.1:6666");

        accept(Frames.echoOf(8, EPOCH, 4));
        accept(Frames.messages(EPOCH, "a", 1, 5, 1));

        assertThat(gaps).containsExactly(new Gap("a", EPOCH, 2, 3, true));
        assertThat(ledger.reconnects()).isEqualTo(1);
        assertThat(ledger.publishers(now)).hasSize(1);
    }

    /** As behind a NAT that forgot the connection: nobody says that it is closed. */
    @Test
    void shouldAddUpWhatCameOverANewConnectionOnceTheOldOneIsKnownToBeLost() {
        accept(Frames.echoOf(7, EPOCH));
        accept(Frames.messages(EPOCH, "a", 1, 1, 1));
        connection = HeardConnection.dialed("10.0.0.1:6666");
        pass(2 * SECOND);
        accept(Frames.echoOf(8, EPOCH, 4));
        FrameReader next = Frames.messages(EPOCH, "a", 1, 5, 1);
        assertThat(ledger.order().mustWait(next, connection)).isTrue();
        assertThat(ledger.order().mayGoOn(next, connection)).isFalse();

        pass(4 * SECOND);
        accept(next);
        accept(Frames.messages(EPOCH, "a", 1, 7, 1));

        assertThat(gaps).extracting(Gap::count).containsExactly(3L, 1L);
        assertThat(ledger.publishers(now)).singleElement().returns(3L, PublisherReport::received);
    }

    @Test
    void shouldNotLetALiarTakeThePlaceOfAPublisherWhoseConnectionIsLost() {
        accept(Frames.echoOf(7, EPOCH));
        accept(Frames.messages(EPOCH, "a", 1, 1, 1));
        connection.noteClosed();
        ledger.accept(Frames.messages(EPOCH, "a", 1, FAR, 1), liar, now);
        connection = HeardConnection.dialed("10.0.0.1:6666");

        accept(Frames.echoOf(8, EPOCH, 4));
        accept(Frames.messages(EPOCH, "a", 1, 5, 1));

        assertThat(row(connection)).returns(2L, PublisherReport::received).returns(3L, PublisherReport::dropped);
        assertThat(ledger.dropped()).isEqualTo(3);
    }

    @Test
    void shouldHearAPublisherWhoseEpochALiarHadUsedBefore() {
        ledger.accept(Frames.messages(EPOCH, "a", 1, FAR, 1), liar, now);
        FrameReader first = Frames.echoOf(7, EPOCH, 3);
        assertThat(ledger.order().isUndecided(first, connection, now)).isTrue();
        ledger.answered(first, connection, now);
        pass(SECOND);
        assertThat(ledger.order().isUndecided(first, connection, now)).isFalse();

        accept(first);
        accept(Frames.messages(EPOCH, "a", 1, 5, 1));
        ledger.accept(Frames.messages(EPOCH, "a", 1, FAR + 5, 1), liar, now);

        assertThat(row(connection)).returns(1L, PublisherReport::received).returns(1L, PublisherReport::dropped);
        assertThat(ledger.reports(KEY, 1, 0, now))
                .containsExactly(ControlRequest.Report.on(EPOCH, KEY, 7, 1, 0, 1, 0, 1));
    }

    /** A stop is no loss of the connection: the one that waits in front of the door is not let in at once. */
    @Test
    void shouldNotTakeAClaimForAPublisherThatIsSilentForAMoment() {
        accept(Frames.echoOf(7, EPOCH));
        accept(Frames.messages(EPOCH, "a", 1, 1, 1));
        now += 4 * SECOND;

        assertThat(ledger.accept(Frames.messages(EPOCH, "a", 1, FAR, 1), liar, now))
                .isNull();
        accept(Frames.messages(EPOCH, "a", 1, 2, 1));

        assertThat(ledger.dropped()).isZero();
        assertThat(handedOut).isEqualTo(2);
    }

    private List<FrameReader> forge(String kind, long last) {
        return switch (kind) {
            case "data" ->
                List.of(
                        Frames.messages(EPOCH, "a", 1, last, 1),
                        Frames.messages(EPOCH, "a", 1, 5, 10),
                        Frames.messages(EPOCH, "b", 1, 1, 1));
            case "beacon" -> List.of(Frames.beacon(EPOCH, "a", 1, last));
            case "end" -> List.of(Frames.end(EPOCH));
            case "digest" -> List.of(Frames.digestOf(EPOCH, "a", last));
            case "mark" -> List.of(Frames.mark(EPOCH, 1_000));
            case "echo" -> List.of(Frames.echoOf(66, EPOCH, last));
            default -> throw new IllegalArgumentException(kind);
        };
    }

    private PublisherReport row(HeardConnection of) {
        return ledger.publishers(now).stream()
                .filter(row -> row.address().equals(Optional.ofNullable(of.address())))
                .findFirst()
                .orElseThrow();
    }
}

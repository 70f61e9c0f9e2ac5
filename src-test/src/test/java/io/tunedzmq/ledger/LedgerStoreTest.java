package io.tunedzmq.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.stats.Gap;
import io.tunedzmq.stats.PublisherReport;
import io.tunedzmq.wire.EchoSums;
import io.tunedzmq.wire.FrameReader;
import io.tunedzmq.wire.Frames;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose books give way when there are too many. */
class LedgerStoreTest extends LedgerFixture {
    private static final long SECOND = 1_000_000_000;
    private static final int FLOOD = 100_000;

    private final HeardConnection liar = HeardConnection.dialed("10.6.6.6:5555");

    @ParameterizedTest(name = "each with an echo of its own: {0}")
    @ValueSource(booleans = {false, true})
    void shouldKeepHonestPublishersAndTrackNewOnesWhileOneMakesUpEpochs(boolean proven) {
        SplittableRandom random = new SplittableRandom(20_261_129);
        accept(Frames.echoOf(7, EPOCH));
        accept(Frames.messages(EPOCH, "a", 1, 1, 1));

        for (int i = 0; i < FLOOD; i++) {
            long epoch = random.nextLong();
            if (proven) {
                ledger.accept(Frames.echoOf(i + 1, epoch), liar, now);
            }
            ledger.accept(Frames.messages(epoch, "a", 1, 1, 1), liar, now);
        }
        accept(Frames.messages(EPOCH, "a", 1, 3, 1));
        reconnect();
        accept(Frames.echoOf(8, OTHER));
        accept(Frames.messages(OTHER, "a", 1, 2, 1));

        assertThat(gaps).containsExactly(new Gap("a", EPOCH, 2, 1, false), new Gap("a", OTHER, 1, 1, false));
        int most = proven ? LedgerStore.MOST_OF_ONE : LedgerStore.MOST_STRANGERS_OF_ONE;
        assertThat(ledger.publishers(now)).hasSizeLessThanOrEqualTo(most + 2);
        assertThat(ledger.restarts()).isEqualTo(1);
    }

    @Test
    void shouldTrackNewcomersWhileManyConnectionsMakeUpEpochs() {
        for (int each = 0; each < 8; each++) {
            HeardConnection one = HeardConnection.dialed("10.6.6." + each + ":5555");
            for (long epoch = 1; epoch <= LedgerStore.MOST_OF_ONE; epoch++) {
                ledger.accept(Frames.echoOf(epoch, epoch + 100_000L * each), one, now);
            }
        }

        for (long epoch = 1; epoch <= 100; epoch++) {
            accept(Frames.echoOf(epoch, -epoch));
            accept(Frames.messages(-epoch, "a", 1, 1, 1));
        }

        assertThat(ledger.publishers(now)).hasSizeLessThanOrEqualTo(LedgerStore.MOST_ROUTES);
        assertThat(ledger.publishers(now).stream().filter(row -> row.epoch() < 0))
                .hasSize(100);
    }

    @Test
    void shouldGiveUpPublishersThatAreSilentForLongBehindOneProxy() {
        for (long epoch = 1; epoch <= LedgerStore.MOST_OF_ONE; epoch++) {
            accept(Frames.echoOf(epoch, epoch));
        }
        now += SECOND;
        accept(Frames.messages(10_000, "a", 1, 1, 1));
        long untrackedWhileAllLive = ledger.untracked();
        now += 10 * SECOND;
        accept(Frames.messages(7, "b", 2, 1, 1));

        accept(Frames.messages(10_001, "a", 1, 1, 1));
        accept(Frames.messages(10_001, "a", 1, 3, 1));

        assertThat(untrackedWhileAllLive).isEqualTo(1);
        assertThat(ledger.untracked()).isEqualTo(1);
        assertThat(gaps).containsExactly(new Gap("a", 10_001, 2, 1, false));
        assertThat(ledger.publishers(now)).anyMatch(row -> row.epoch() == 7);
    }

    @Test
    void shouldForgetPublishersThatEndedForNewOnes() {
        for (long epoch = 1; epoch <= LedgerStore.MOST_OF_ONE; epoch++) {
            accept(Frames.echoOf(epoch, epoch));
        }
        reconnect();
        for (long epoch = 1; epoch <= LedgerStore.MOST_OF_ONE; epoch++) {
            accept(Frames.echoOf(epoch, epoch));
            accept(Frames.end(epoch));
        }
        now += 10 * SECOND;

        accept(Frames.messages(10_001, "a", 1, 1, 1));
        accept(Frames.messages(10_001, "a", 1, 3, 1));

        assertThat(ledger.untracked()).isZero();
        assertThat(gaps).containsExactly(new Gap("a", 10_001, 2, 1, false));
    }

    @Test
    void shouldKeepNoBooksOfTopicsThatNobodyAskedFor() {
        for (int topic = 1; topic <= FLOOD; topic++) {
            accept(Frames.messages(EPOCH, "unasked " + topic, topic, 1, 1));
            accept(Frames.beacon(EPOCH, "unasked " + topic, topic, 5));
        }
        for (int topic = 1; topic <= MAX_TOPICS; topic++) {
            accept(Frames.messages(EPOCH, "p/" + topic, FLOOD + topic, 1, 1));
        }

        assertThat(ledger.unwanted()).isEqualTo(2 * FLOOD);
        assertThat(ledger.untracked()).isZero();
        assertThat(handedOut).isEqualTo(MAX_TOPICS);
    }

    @Test
    void shouldLeaveHalfOfTheTopicsToThoseThatHaveAnswered() {
        SequenceLedger small = ledger(10);
        small.accept(Frames.echoOf(7, EPOCH), connection, now);
        topics(small, OTHER, 20, liar);
        long untrackedOfTheLiar = small.untracked();

        topics(small, EPOCH, 10, connection);

        assertThat(untrackedOfTheLiar).isEqualTo(15);
        assertThat(small.untracked()).isEqualTo(15);
    }

    @Test
    void shouldTakeTheRoomOfStrangersForOneThatHasAnswered() {
        SequenceLedger small = ledger(10);
        topics(small, OTHER, 20, liar);
        long untrackedOfTheLiar = small.untracked();

        small.accept(Frames.echoOf(7, EPOCH), connection, now);
        topics(small, EPOCH, 10, connection);

        assertThat(untrackedOfTheLiar).isEqualTo(10);
        assertThat(small.untracked()).isEqualTo(10);
        assertThat(small.publishers(now)).extracting(PublisherReport::epoch).containsExactly(EPOCH);
    }

    /** Unlike a topic that is born after those that found no room: of that one nothing was handed out before. */
    @ParameterizedTest(name = "in bundles: {0}")
    @ValueSource(booleans = {false, true})
    void shouldNotCountAsDroppedWhatItHandedOutWhileThereWasNoRoom(boolean bundles) {
        takeAllRoom();
        accept(Frames.echoOf(8, EPOCH));
        for (int sequence = 1; sequence <= 10; sequence++) {
            accept(bundles ? bundle(sequence) : Frames.messages(EPOCH, "a", 1, sequence, 1));
        }
        assertThat(ledger.untracked()).isEqualTo(10);
        ledger.accept(Frames.end(OTHER), liar, now);

        accept(bundles ? bundle(13) : Frames.messages(EPOCH, "a", 1, 13, 1));
        accept(Frames.messages(EPOCH, "a", 1, 15, 1));
        accept(Frames.messages(EPOCH, "b", 2, 2, 1));

        assertThat(gaps).containsExactly(new Gap("a", EPOCH, 14, 1, false), new Gap("b", EPOCH, 1, 1, false));
        assertThat(ledger.reports(77, 1, 0, now))
                .filteredOn(report -> report.publisher() == EchoSums.publisher(77, EPOCH))
                .as("no publisher checks it")
                .allMatch(report -> report.baseline() == 0);
    }

    /** Nor where the publisher says what it sent last. */
    @Test
    void shouldNotCountAsDroppedWhatItHandedOutWhereALastSequenceIsAnnounced() {
        takeAllRoom();
        accept(Frames.echoOf(8, EPOCH));
        accept(Frames.messages(EPOCH, "a", 1, 1, 10));
        ledger.accept(Frames.end(OTHER), liar, now);

        accept(Frames.beacon(EPOCH, "a", 1, 10));
        accept(Frames.beacon(EPOCH, "a", 1, 12));

        assertThat(gaps).containsExactly(new Gap("a", EPOCH, 11, 2, false));
    }

    /** What other books of the same publisher handed out is its own, in them or not. */
    @Test
    void shouldNotCountAsDroppedWhatOtherBooksHandedOutWhileThereWasNoRoom() {
        HeardConnection first = connection;
        accept(Frames.echoOf(7, EPOCH));
        accept(Frames.messages(EPOCH, "a", 1, 1, 1));
        HeardConnection second = HeardConnection.dialed("10.0.0.2:5555");
        ledger.accept(Frames.echoOf(9, OTHER), liar, now);
        topics(ledger, OTHER, MAX_TOPICS - 1, liar);
        ledger.accept(Frames.echoOf(8, EPOCH, 1), second, now);
        passWithSigns(first, 70);
        long heldApart = ledger.publishers(now).size();
        ledger.accept(Frames.messages(EPOCH, "a", 1, 2, 9), second, now);
        ledger.accept(Frames.echoOf(99, EPOCH, 10), second, now);
        ledger.accept(Frames.echoOf(99, EPOCH, 10), first, now);
        long together = ledger.publishers(now).size();

        ledger.accept(Frames.messages(EPOCH, "a", 1, 11, 1), second, now);
        ledger.accept(Frames.messages(EPOCH, "a", 1, 13, 1), first, now);

        assertThat(heldApart).isEqualTo(together + 1);
        assertThat(ledger.untracked()).isEqualTo(9);
        assertThat(gaps).containsExactly(new Gap("a", EPOCH, 12, 1, false));
    }

    /** Not even for the route that they came over. */
    @Test
    void shouldNotCountAsDroppedWhatItHandedOutWithoutARoute() {
        accept(Frames.echoOf(7, EPOCH));
        accept(Frames.messages(EPOCH, "a", 1, 1, 1));
        HeardConnection before = connection;
        HeardConnection crowded = HeardConnection.dialed(before.address());
        for (long epoch = 100; epoch < 100 + LedgerStore.MOST_OF_ONE; epoch++) {
            ledger.accept(Frames.echoOf(epoch, epoch), crowded, now);
        }
        before.noteClosed();
        ledger.accept(Frames.messages(EPOCH, "a", 1, 2, 5), crowded, now);
        assertThat(ledger.untracked()).isEqualTo(5);
        now += 10 * SECOND;

        ledger.accept(Frames.messages(EPOCH, "a", 1, 7, 1), crowded, now);
        ledger.accept(Frames.messages(EPOCH, "a", 1, 9, 1), crowded, now);

        assertThat(gaps).containsExactly(new Gap("a", EPOCH, 8, 1, false));
    }

    /** Another publisher that has answered, and has as many topics as there is room for. */
    private void takeAllRoom() {
        ledger.accept(Frames.echoOf(7, OTHER), liar, now);
        topics(ledger, OTHER, MAX_TOPICS, liar);
    }

    private static FrameReader bundle(int sequence) {
        return Frames.bundle(EPOCH, new Frames.One("a", 1, sequence));
    }

    @Test
    void shouldCountLongNamesForMore() {
        SequenceLedger many = ledger(10_000);
        for (int topic = 1; topic <= 10_000; topic++) {
            String name = "p/" + topic + "x".repeat(1_000);
            many.accept(Frames.messages(EPOCH, name, topic, 1, 1), connection, now);
        }

        assertThat(many.untracked()).isBetween(5_000L, 9_000L);
    }

    @Test
    void shouldSayOfEachPublisherWhatBecameOfItsMessages() {
        accept(Frames.echoOf(7, EPOCH));
        accept(Frames.messages(EPOCH, "a", 1, 1, 2));
        accept(Frames.messages(EPOCH, "a", 1, 2, 1));
        accept(Frames.messages(EPOCH, "a", 1, 5, 1));
        later();
        ledger.accept(Frames.messages(OTHER, "a", 1, 1, 1), liar, now);
        ledger.accept(Frames.end(OTHER), liar, now);
        liar.noteClosed();
        now += SECOND;

        List<PublisherReport> rows = ledger.publishers(now);

        assertThat(rows).hasSize(2);
        assertThat(rows.get(0).toString())
                .isEqualTo(
                        "publisher 1 at 10.0.0.1:5555: received 3, dropped 2, duplicates 1, implausible 0, heard 1001 ms ago");
        assertThat(rows.get(1).toString())
                .isEqualTo(
                        "publisher 2 at 10.6.6.6:5555, not proven, ended: received 1, dropped 0, duplicates 0, implausible 0,"
                                + " heard 1000 ms ago");
        assertThat(rows.get(1).connected()).isFalse();
    }

    private void topics(SequenceLedger of, long epoch, int count, HeardConnection over) {
        for (int topic = 1; topic <= count; topic++) {
            of.accept(Frames.messages(epoch, "p/" + topic, topic, 1, 1), over, now);
        }
    }
}

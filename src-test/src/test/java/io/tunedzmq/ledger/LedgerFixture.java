package io.tunedzmq.ledger;

import io.tunedzmq.stats.Gap;
import io.tunedzmq.wire.FrameReader;
import io.tunedzmq.wire.Frames;
import io.tunedzmq.wire.TopicFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A ledger of a subscriber to the topics a, b, c and p/..., fed by hand over a connection that may be lost. */
abstract class LedgerFixture {
    static final long EPOCH = 1;
    static final long OTHER = 2;
    static final int MAX_TOPICS = 3;

    final List<Gap> gaps = new ArrayList<>();
    final SequenceLedger ledger = ledger(MAX_TOPICS);
    long now = -1L << 62; // The nano clock may be negative.
    HeardConnection connection = HeardConnection.dialed("10.0.0.1:5555");
    int handedOut;
    private long signs;

    SequenceLedger ledger(int maxTopics) {
        return new SequenceLedger(
                new TopicFilter(Set.of("a", "b", "c"), Set.of("p/")), maxTopics, gaps::add, end -> {});
    }

    void reconnect() {
        connection.noteClosed();
        connection = HeardConnection.dialed(connection.address());
    }

    void later() {
        now += 1_000_000;
    }

    /** Time passes in which nothing is left to be read. */
    void pass(long ns) {
        ledger.nothingIsLeft(now);
        long end = now + ns;
        while (now < end) {
            now = Math.min(end, now + 500_000_000);
            ledger.nothingIsLeft(now);
        }
    }

    /** The same, while a publisher gives a sign of life over a connection each second. */
    void passWithSigns(HeardConnection way, int seconds) {
        for (int i = 0; i < seconds; i++) {
            pass(1_000_000_000);
            ledger.accept(Frames.mark(EPOCH, ++signs), way, now);
        }
    }

    void accept(FrameReader frame) {
        AccountedMessages accepted = ledger.accept(frame, connection, now);
        if (accepted != null) {
            handedOut += accepted.messages();
        }
    }
}

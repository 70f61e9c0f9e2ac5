package io.tunedzmq.ledger;

import io.tunedzmq.wire.FrameReader;
import io.tunedzmq.wire.Frames;
import org.junit.jupiter.api.BeforeEach;

/** A publisher that has answered over the first of two ways, and has sent one message. */
abstract class TwoWaysFixture extends LedgerFixture {
    static final long SECOND = 1_000_000_000;
    static final long KEY = 77;

    HeardConnection first = connection;
    HeardConnection second = HeardConnection.dialed("10.0.0.2:5555");

    @BeforeEach
    void begin() {
        over(first, Frames.echoOf(7, EPOCH));
        message(first, 1);
    }

    void message(HeardConnection way, int sequence) {
        over(way, Frames.messages(EPOCH, "a", 1, sequence, 1));
    }

    void over(HeardConnection way, FrameReader frame) {
        connection = way;
        accept(frame);
    }
}

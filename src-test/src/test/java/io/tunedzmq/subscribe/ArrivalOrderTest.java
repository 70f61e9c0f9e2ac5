package io.tunedzmq.subscribe;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.ledger.PeerConnection;
import io.tunedzmq.ledger.SequenceLedger;
import io.tunedzmq.wire.FrameReader;
import io.tunedzmq.wire.Frames;
import io.tunedzmq.wire.TopicFilter;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A publisher that has answered over a first connection, and somebody who uses its epoch over a second one. */
class ArrivalOrderTest {
    private static final long EPOCH = 1;

    private final SequenceLedger ledger =
            new SequenceLedger(new TopicFilter(Set.of(), Set.of("")), 1_000, gap -> {}, end -> {});
    private final ArrivalOrder order = new ArrivalOrder(ledger);
    private final PeerConnection first = PeerConnection.dialed("10.0.0.1:1");
    private final PeerConnection second = PeerConnection.dialed("10.0.0.2:2");
    private final ArrayDeque<Arrival> came = new ArrayDeque<>();
    private final long now = -1L << 62;

    @BeforeEach
    void begin() {
        ledger.accept(Frames.echoOf(7, EPOCH), first, now);
        ledger.accept(Frames.messages(EPOCH, "a", 1, 1, 1), first, now);
    }

    @Test
    void shouldHandOnWhatComesOverTheFirstConnectionWhileTheSecondWaits() {
        came.add(over(second, Frames.messages(EPOCH, "a", 1, 2, 1)));
        came.add(over(first, Frames.messages(EPOCH, "a", 1, 2, 1)));

        Arrival next = next();

        assertThat(next.connection()).isSameAs(first);
        assertThat(order.isEmpty()).isFalse();
    }

    private Arrival next() {
        return order.next(nowNs -> came.poll(), now);
    }

    private static Arrival over(PeerConnection connection, FrameReader frame) {
        return new Arrival(frame.bytes(), List.of(), connection, null);
    }
}

package io.tunedzmq.subscribe;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.ledger.HeardConnection;
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
    private static final long SECOND_NS = 1_000_000_000;

    private final SequenceLedger ledger =
            new SequenceLedger(new TopicFilter(Set.of(), Set.of("")), 1_000, gap -> {}, end -> {});
    private final HeardConnection first = HeardConnection.dialed("10.0.0.1:1");
    private final HeardConnection second = HeardConnection.dialed("10.0.0.2:2");
    private final ArrayDeque<Arrival> came = new ArrayDeque<>();
    private final ArrivalOrder order = new ArrivalOrder(new ReadAhead(nowNs -> came.poll()), ledger);
    private long now = -1L << 62;

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
        assertThat(order.holds(EPOCH)).isTrue();
    }

    /** Whoever it is: nobody else brings what is missing before it. */
    @Test
    void shouldKeepNothingAsideForLongerThanAMinuteInWhichNothingIsLeft() {
        came.add(over(second, Frames.messages(EPOCH, "a", 1, 1_000_000, 1)));

        for (int i = 0; i < 58; i++) {
            passWithSign(SECOND_NS, i);
        }
        assertThat(order.holds(EPOCH)).as("nearly a minute").isTrue();
        for (int i = 58; i < 64; i++) {
            passWithSign(SECOND_NS, i);
        }

        assertThat(order.holds(EPOCH)).isFalse();
        assertThat(ledger.dropped()).isZero();
    }

    /** Or who receives would not come back while somebody floods it. */
    @Test
    void shouldGiveUpForNowWhereThereIsNoEndOfWhatHasToWait() {
        ledger.accept(Frames.messages(EPOCH, "a", 1, 1_000, 1), second, now);
        long[] sequence = {1_000};

        ArrivalOrder endless = new ArrivalOrder(
                new ReadAhead(nowNs -> over(second, Frames.messages(EPOCH, "a", 1, ++sequence[0], 1))), ledger);

        assertThat(endless.next(now)).isNull();
    }

    private void passWithSign(long ns, int number) {
        now += ns;
        came.add(over(first, Frames.mark(EPOCH, number + 1)));
        for (Arrival next = next(); next != null; next = next()) {
            ledger.accept(next.frame(), next.connection(), now);
        }
    }

    private Arrival next() {
        return order.next(now);
    }

    private static Arrival over(HeardConnection connection, FrameReader frame) {
        return new Arrival(frame.bytes(), List.of(), connection, null);
    }
}

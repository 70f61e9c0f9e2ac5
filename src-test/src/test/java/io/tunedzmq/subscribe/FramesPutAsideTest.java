package io.tunedzmq.subscribe;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.ledger.HeardConnection;
import io.tunedzmq.ledger.SequenceLedger;
import io.tunedzmq.wire.ControlFrames;
import io.tunedzmq.wire.ControlTopics;
import io.tunedzmq.wire.FrameKind;
import io.tunedzmq.wire.FrameReader;
import io.tunedzmq.wire.FrameWriter;
import io.tunedzmq.wire.TopicFilter;
import io.tunedzmq.wire.Topics;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Frames put aside: bounded, and nobody's wait for those of another one. */
class FramesPutAsideTest {
    private static final long EPOCH = 1;
    private static final long OTHER = 2;
    private static final long NOW = -1L << 62;

    private final SequenceLedger ledger =
            new SequenceLedger(new TopicFilter(Set.of(), Set.of("")), 1_000, gap -> {}, end -> {});
    private final FramesPutAside held = new FramesPutAside(ledger.order());
    private final HeardConnection first = HeardConnection.dialed("10.0.0.1:1");
    private final HeardConnection second = HeardConnection.dialed("10.0.0.2:2");

    @Test
    void shouldNotLetOneEpochWaitForAnother() {
        accept(echo(EPOCH), first);
        accept(echo(OTHER), first);
        accept(message(OTHER, 1), first);
        ledger.answered(opened(echo(OTHER)), second, NOW);
        hold(message(EPOCH, 9), second);

        hold(message(OTHER, 1), second);
        Arrival ready = held.ready(NOW);

        assertThat(ready).isNotNull();
        assertThat(ready.frame().epoch()).isEqualTo(OTHER);
        assertThat(held.ready(NOW)).isNull();
        assertThat(held.isEmpty()).isFalse();
    }

    @Test
    void shouldGoOnWhenTheProofCame() {
        accept(echo(EPOCH), first);
        accept(message(EPOCH, 1), first);
        hold(message(EPOCH, 2), second);
        Arrival before = held.ready(NOW);

        ledger.answered(opened(echo(EPOCH)), second, NOW);

        assertThat(before).isNull();
        assertThat(held.ready(NOW)).isNotNull();
        assertThat(held.isEmpty()).isTrue();
    }

    /** The first connection lives and brings what it has; the second can be a liar. */
    @Test
    void shouldGiveUpWhatRunsTooFarAheadAndCountNoGap() {
        accept(echo(EPOCH), first);
        accept(message(EPOCH, 1), first);
        ledger.answered(opened(echo(EPOCH)), second, NOW);

        int goneOn = 0;
        for (int i = 0; i < 50_000; i++) {
            goneOn += hold(message(EPOCH, 1_000 + i), second) ? 1 : 0;
        }

        assertThat(goneOn).isZero();
        assertThat(ledger.implausible()).isBetween(40_000L, 49_999L);
        assertThat(ledger.dropped()).isZero();
    }

    /** Or what is small would make room for what is large, one for one. */
    @Test
    void shouldKeepNoMoreBytesThanThereIsRoomForWhateverCameFirst() {
        accept(echo(EPOCH), first);
        accept(message(EPOCH, 1), first);
        ledger.answered(opened(echo(EPOCH)), second, NOW);
        byte[] large = message(EPOCH, 2_000, 1 << 20);

        for (int i = 0; i < 100; i++) {
            hold(message(EPOCH, 1_000 + i), second);
        }
        for (int i = 0; i < 100; i++) {
            hold(large, second);
        }

        assertThat(ledger.implausible()).isBetween(185L, 199L); // Of 1 MiB, less than 16 are kept.
    }

    @Test
    void shouldGoOnAtOnceWithWhatWasPutAsideForTooLong() {
        accept(echo(EPOCH), first);
        Arrival released = null;

        for (int i = 0; i < 50_000 && released == null; i++) {
            released = held.add(arrival(message(EPOCH, 1_000 + i), second), NOW);
        }

        assertThat(released).isNotNull();
        assertThat(released.frame().sequence()).isEqualTo(1_000);
    }

    private boolean hold(byte[] frame, HeardConnection connection) {
        ledger.order().isUndecided(opened(frame), connection, NOW);
        return held.add(arrival(frame, connection), NOW) != null;
    }

    private void accept(byte[] frame, HeardConnection connection) {
        ledger.accept(opened(frame), connection, NOW);
    }

    private static Arrival arrival(byte[] frame, HeardConnection connection) {
        return new Arrival(frame, List.of(), connection, null);
    }

    private static FrameReader opened(byte[] frame) {
        FrameReader opened = new FrameReader();
        opened.open(frame);
        return opened;
    }

    private static byte[] message(long epoch, long sequence) {
        return message(epoch, sequence, 1);
    }

    private static byte[] message(long epoch, long sequence, int payload) {
        FrameWriter frame = new FrameWriter(Topics.withNul("a"), 0);
        frame.append(new byte[payload]);
        return array(frame.seal(FrameKind.DATA, epoch, sequence, 0, 1));
    }

    private static byte[] echo(long epoch) {
        return array(new ControlFrames(epoch, () -> 0)
                .echo(ControlTopics.ready(1, 1), 7, new long[0])
                .get(0));
    }

    private static byte[] array(ByteBuffer frame) {
        byte[] bytes = new byte[frame.remaining()];
        frame.get(bytes);
        return bytes;
    }
}

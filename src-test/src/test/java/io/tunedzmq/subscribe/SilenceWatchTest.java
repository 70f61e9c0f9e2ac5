package io.tunedzmq.subscribe;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.ledger.HeardConnection;
import io.tunedzmq.ledger.SequenceLedger;
import io.tunedzmq.stats.PublisherPresence;
import io.tunedzmq.wire.ControlFrames;
import io.tunedzmq.wire.ControlTopics;
import io.tunedzmq.wire.FrameReader;
import io.tunedzmq.wire.TopicFilter;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Thousands of publishers made up, each heard once, do not hide the silence of a real one. */
class SilenceWatchTest {
    private static final long SECOND = 1_000_000_000;
    private static final int MANY = 4_096;

    private static final SilenceWatch.Hearing HEARD_ALL = (epoch, connection, heardNs, nowNs) -> nowNs - heardNs;

    private final SequenceLedger ledger =
            new SequenceLedger(new TopicFilter(Set.of(), Set.of("")), 1_000, gap -> {}, end -> {});
    private final SilenceWatch watch = new SilenceWatch(Duration.ofSeconds(10));
    private final HeardConnection liar = HeardConnection.dialed("10.6.6.6:5555");
    private final HeardConnection honest = HeardConnection.dialed("10.0.0.1:5555");
    private long now = -1L << 62; // The nano clock may be negative.

    @Test
    void shouldTellOfAPublisherThatFallsSilentAfterThousandsThatWereForgotten() {
        for (int flood = 0; flood < 2; flood++) {
            for (int epoch = 1; epoch <= MANY; epoch++) {
                hear(flood * 100_000L + epoch, liar);
            }
            now += 11 * SECOND;
            look();
        }

        hear(-1, honest);
        look();
        now += 11 * SECOND;

        assertThat(look()).contains(new PublisherPresence(-1, PublisherPresence.Kind.SILENT, Duration.ofSeconds(12)));
    }

    @Test
    void shouldNotTakeAPauseOfTheProcessForASilence() {
        hear(1, honest);
        watch.look(ledger, HEARD_ALL, now);
        now += 11 * SECOND;

        assertThat(watch.look(ledger, HEARD_ALL, now)).isEmpty();
        hear(1, honest); // It had come meanwhile.
        now += SECOND / 2;
        assertThat(watch.look(ledger, HEARD_ALL, now)).isEmpty();
    }

    /** Twice: after so long a pause the first look tells nothing. */
    private List<PublisherPresence> look() {
        watch.look(ledger, HEARD_ALL, now);
        now += SECOND / 2;
        return watch.look(ledger, HEARD_ALL, now);
    }

    private void hear(long epoch, HeardConnection connection) {
        ByteBuffer echo = new ControlFrames(epoch, () -> 0)
                .echo(ControlTopics.ready(1, 1), 1, new long[0])
                .get(0);
        byte[] bytes = new byte[echo.remaining()];
        echo.get(bytes);
        FrameReader frame = new FrameReader();
        frame.open(bytes);
        ledger.accept(frame, connection, now);
    }
}

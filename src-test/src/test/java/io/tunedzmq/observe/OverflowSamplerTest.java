package io.tunedzmq.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.stats.PublisherStats;
import io.tunedzmq.window.WindowOverflow;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class OverflowSamplerTest {
    private static final long MILLI_NS = 1_000_000;

    /** Messages in a nanosecond: one in a millisecond. */
    private static final double AVERAGE = 1e-6;

    private final OverflowSampler overflow = new OverflowSampler(stats(1_000, 0, 0), 0, 30 * MILLI_NS);

    @Test
    void shouldEndOnlyAfterAWhileWithRoom() {
        full(10, 1_010, 1, 0);
        overflow.lookWithRoom(stats(1_020, 1, 0), 20 * MILLI_NS);
        assertThat(overflow.isOver(110 * MILLI_NS)).isFalse();
        assertThat(overflow.isOver(111 * MILLI_NS)).isTrue();
    }

    @Test
    void shouldBeYoungAsLongAsHardlyAnybodyHasLooked() {
        full(10, 1_010, 1, 0);
        assertThat(overflow.result(AVERAGE).young()).isTrue();

        overflow.lookWithRoom(stats(1_020, 1, 0), 20 * MILLI_NS);
        assertThat(overflow.result(AVERAGE).young()).isFalse();
    }

    @Test
    void shouldCountWhatIsReportedLostWhenThereIsRoomAgain() {
        full(10, 1_010, 1, 0);
        overflow.lookWithRoom(stats(1_020, 1, 70), 20 * MILLI_NS);

        WindowOverflow result = overflow.result(AVERAGE);

        assertThat(result.lost()).isEqualTo(70);
        assertThat(result.lasted()).isEqualTo(Duration.ofMillis(10));
        assertThat(result.stalls()).isEqualTo(1);
    }

    /** It stays full long after the burst, until everybody has read what there was. */
    @Test
    void shouldMeasureTheRushWhileTheQueueFills() {
        full(10, 1_100, 1, 0);
        full(500, 1_110, 1, 0);

        assertThat(overflow.result(AVERAGE).rush()).isEqualTo(10);
    }

    /** At the average rate: who is fast enough has taken it by then. */
    @Test
    void shouldTellHowLongABurstTakesToCome() {
        BurstSampler bursts = new BurstSampler(0, 1_000);
        bursts.look(10 * MILLI_NS, 1_100);
        full(10, 1_100, 1, 0);
        overflow.noteBurst(bursts);

        assertThat(overflow.result(AVERAGE).burst()).isEqualTo(100);
        assertThat(overflow.result(AVERAGE).burstTime()).isEqualTo(Duration.ofMillis(100));
        assertThat(overflow.result(0).burstTime()).isZero();
    }

    @Test
    void shouldTakeCollectionsShortlyBeforeAndInIt() {
        overflow.lookWithoutRoom(stats(1_010, 1, 0), 10 * MILLI_NS, true, 20 * MILLI_NS);

        assertThat(overflow.result(AVERAGE).gc()).isEqualTo(Duration.ofMillis(50));
        assertThat(overflow.result(AVERAGE).longestGc()).isEqualTo(Duration.ofMillis(20));
    }

    private void full(long atMillis, long published, long stalls, long dropped) {
        overflow.lookWithoutRoom(
                stats(published, stalls, dropped),
                atMillis * MILLI_NS,
                overflow.result(AVERAGE).looks() == 0,
                0);
    }

    private static PublisherStats stats(long published, long stalls, long dropped) {
        return new PublisherStats(published, 0, dropped, published, 100 * published, stalls, 0, 1, 0, 0, 0, 0);
    }
}

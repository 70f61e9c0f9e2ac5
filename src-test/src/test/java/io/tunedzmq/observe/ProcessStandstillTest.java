package io.tunedzmq.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProcessStandstillTest {
    private static final long MILLI_NS = 1_000_000;

    private long cpuNs;
    private long heldUpNs;
    private final ProcessStandstill standstill = new ProcessStandstill(() -> cpuNs, () -> heldUpNs, 0);

    @Test
    void shouldTellTheLongestTimeInWhichNothingRan() {
        look(10, 5);
        look(710, 6);
        look(720, 7);
        look(1_020, 8);

        assertThat(standstill.longest()).isEqualTo(Duration.ofMillis(700));
    }

    @Test
    void shouldNotTakeALateLookOfABusyProcessForOne() {
        look(10, 5);
        look(710, 205);

        assertThat(standstill.longest()).isEqualTo(Duration.ZERO);
    }

    @Test
    void shouldNotCountTheTimeThatAQueueForACpuExplains() {
        look(10, 5);
        heldUpNs = 600 * MILLI_NS;
        look(710, 6);
        look(1_110, 7);

        assertThat(standstill.longest()).isEqualTo(Duration.ofMillis(400));
    }

    @Test
    void shouldNotGuessWhereTheTimeIsUnknown() {
        ProcessStandstill unknown = new ProcessStandstill(() -> -1, () -> 0, 0);

        unknown.look(700 * MILLI_NS);

        assertThat(unknown.longest()).isEqualTo(Duration.ZERO);
    }

    private void look(long atMillis, long cpuMillis) {
        cpuNs = cpuMillis * MILLI_NS;
        standstill.look(atMillis * MILLI_NS);
    }
}

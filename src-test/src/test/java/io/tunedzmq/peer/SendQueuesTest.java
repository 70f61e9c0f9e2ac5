package io.tunedzmq.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Lines of /proc/net/tcp and /proc/net/tcp6. */
class SendQueuesTest {
    private static final String HEADER = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt";
    private static final String IDLE = "   0: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000  0";
    private static final String HOLDS =
            "   1: 0000000000000000FFFF000002014D0A:8F66 0000000000000000FFFF000001014D0A:1C21 01 "
                    + "00000123:00000000 01:00000019 00000003  0";

    @Test
    void shouldSeeWhatIsNotAcknowledged() {
        List<String> lines = List.of(HEADER, IDLE, HOLDS);

        assertThat(SendQueues.holdsSomething(lines, 0x8F66, 0x1C21)).isTrue();
        assertThat(SendQueues.holdsSomething(lines, 0x1F90, 0xC350)).isFalse();
    }

    @Test
    void shouldNotGuess() {
        assertThat(SendQueues.holdsSomething(List.of(), 1, 2)).isFalse();
        assertThat(SendQueues.holdsSomething(List.of(HEADER, HOLDS, HOLDS), 0x8F66, 0x1C21))
                .as("two between the same ports")
                .isFalse();
        assertThat(SendQueues.holdsSomething(List.of(HOLDS.replace(" 01 ", " 06 ")), 0x8F66, 0x1C21))
                .as("not open any more")
                .isFalse();
    }
}

package io.tunedzmq.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.internal.TcpTable.Connection;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which connection holds what was not acknowledged. */
class UnacknowledgedBytesTest {
    private static final Connection IDLE = new Connection(8_080, 50_000, false, true, 0);
    private static final Connection HOLDS = new Connection(36_710, 7_201, true, false, 0);

    @Test
    void shouldSeeWhatIsNotAcknowledged() {
        assertThat(UnacknowledgedBytes.holdsSomething(List.of(IDLE, HOLDS), 36_710, 7_201))
                .isTrue();
        assertThat(UnacknowledgedBytes.holdsSomething(List.of(IDLE, HOLDS), 8_080, 50_000))
                .isFalse();
    }

    @Test
    void shouldSeeWhereNothingIsAcknowledgedHoweverOftenItIsSent() {
        Connection gone = new Connection(7_201, 54_242, true, false, 5);
        Connection late = new Connection(7_201, 54_243, true, false, 4);

        assertThat(UnacknowledgedBytes.isUnanswered(List.of(gone, late), 7_201, 54_242))
                .isTrue();
        assertThat(UnacknowledgedBytes.isUnanswered(List.of(gone, late), 7_201, 54_243))
                .isFalse();
        assertThat(UnacknowledgedBytes.isUnanswered(List.of(gone, gone), 7_201, 54_242))
                .as("two between the same ports")
                .isFalse();
    }

    @Test
    void shouldNotGuess() {
        assertThat(UnacknowledgedBytes.holdsSomething(List.of(), 1, 2)).isFalse();
        assertThat(UnacknowledgedBytes.holdsSomething(List.of(HOLDS, HOLDS), 36_710, 7_201))
                .as("two between the same ports")
                .isFalse();
        assertThat(UnacknowledgedBytes.holdsSomething(List.of(HOLDS), 7_201, 36_710))
                .as("seen from its other end")
                .isFalse();
    }
}

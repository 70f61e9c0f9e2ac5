package io.tunedzmq.bench.processes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ArrivalsTest {
    private static final int BYTES = 40;
    private static final Setup SETUP =
            Setup.combinations(Map.of("topics", "2", "bytes", "40")).get(0);

    private final List<Long> times = new ArrayList<>();
    private final Arrivals arrivals = new Arrivals(SETUP, new Watch() {
        @Override
        public void message(long timeNs) {
            times.add(timeNs);
        }

        @Override
        public long[] figures() {
            return new long[0];
        }
    });

    @Test
    void shouldBeCompleteWhenAsManyCameAsWereSent() {
        assertThat(take(1, 0)).isEqualTo(0);
        assertThat(take(1, 1)).isEqualTo(1);
        take(3, Payload.END);
        assertThat(arrivals.complete()).isFalse();

        take(2, 1);

        assertThat(arrivals.complete()).isTrue();
        assertThat(arrivals.count()).isEqualTo(3);
        assertThat(times).containsExactly(100L, 101L, 201L);
    }

    @Test
    void shouldReadFromTheMiddleOfAnArray() {
        byte[] array = new byte[BYTES + 5];
        System.arraycopy(payload(1, 1), 0, array, 3, BYTES);

        assertThat(arrivals.message(array, 3, BYTES)).isEqualTo(1);
    }

    @Test
    void shouldFailWhenOneWasLost() {
        take(1, 0);

        assertThatThrownBy(() -> take(3, 0)).hasMessage("message 3 of topic 0 after 1");
    }

    @Test
    void shouldFailWhenOneCameTwice() {
        take(1, 1);

        assertThatThrownBy(() -> take(1, 1)).hasMessage("message 1 of topic 1 after 1");
    }

    @Test
    void shouldFailWhenOneIsOfATopicThatThereIsNot() {
        assertThatThrownBy(() -> take(1, 2)).hasMessage("not a message that was sent: 1 of topic 2");
    }

    @Test
    void shouldFailWhenOneIsNotWhole() {
        byte[] payload = payload(1, 0);
        payload[BYTES - 1] ^= 1;

        assertThatThrownBy(() -> arrivals.message(payload, 0, BYTES))
                .hasMessage("not a message that was sent: 1 of topic 0");
        assertThatThrownBy(() -> arrivals.message(payload, 0, BYTES - 1)).hasMessage("a message of 39 bytes, not 40");
    }

    private int take(long number, long topic) {
        return arrivals.message(ByteBuffer.wrap(payload(number, topic)));
    }

    /** Its time is 100 times its number and its topic. */
    private static byte[] payload(long number, long topic) {
        byte[] payload = new byte[BYTES];
        Payload.write(payload, number, topic, 100 * number + topic);
        return payload;
    }
}

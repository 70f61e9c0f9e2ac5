package io.tunedzmq.subscribe;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.ledger.HeardConnection;
import org.junit.jupiter.api.Test;

class EndedPublishersTest {
    private static final long STAYS = 500_000_000;
    private static final int MOST = 64;

    private final EndedPublishers ended = new EndedPublishers();
    private final HeardConnection connection = HeardConnection.dialed("10.0.0.7:4711");

    @Test
    void shouldTakeAConnectionThatStaysForOneToAProxy() {
        assertThat(ended.add(1, connection, 0)).isTrue();

        assertThat(ended.takeProxy(STAYS - 1)).as("it may close in a moment").isFalse();
        assertThat(ended.takeProxy(STAYS)).isTrue();
        assertThat(ended.takeProxy(2 * STAYS)).as("once").isFalse();
    }

    @Test
    void shouldNotTakeAConnectionThatClosesForOne() {
        assertThat(ended.add(1, connection, 0)).isTrue();
        connection.noteClosed();

        assertThat(ended.takeProxy(STAYS)).isFalse();
    }

    @Test
    void shouldNotBeginAnewWhereAnEndIsRepeated() {
        assertThat(ended.add(1, connection, 0)).isTrue();
        assertThat(ended.add(1, connection, STAYS - 1)).isFalse();

        assertThat(ended.takeProxy(STAYS)).isTrue();
    }

    /** Whoever knows an epoch can say its end. */
    @Test
    void shouldEndNothingThatComesOverAnotherConnection() {
        HeardConnection stranger = HeardConnection.dialed("10.6.6.6:6666");
        assertThat(ended.add(1, stranger, 0)).isTrue();
        for (long epoch = 2; epoch <= 2 * MOST; epoch++) {
            assertThat(ended.add(epoch, stranger, 0)).isTrue();
        }

        assertThat(ended.contains(1, connection)).isFalse();
        assertThat(ended.add(1, connection, 0)).isTrue();
        assertThat(ended.add(2 * MOST + 1, stranger, STAYS)).isTrue();
        assertThat(ended.contains(1, connection)).isTrue();
        assertThat(ended.takeProxy(STAYS)).as("whatever else ends").isTrue();
    }

    /** All publishers of a process share it. */
    @Test
    void shouldNotTellByAConnectionWithoutAnAddress() {
        HeardConnection inproc = HeardConnection.inproc();
        assertThat(ended.add(1, inproc, 0)).isTrue();

        assertThat(ended.contains(1, inproc)).isTrue();
        assertThat(ended.contains(1, connection)).isFalse();
        assertThat(ended.takeProxy(STAYS)).isFalse();
    }

    @Test
    void shouldRememberTheLastOnes() {
        for (long epoch = 0; epoch <= MOST; epoch++) {
            assertThat(ended.add(epoch, connection, 0)).isTrue();
        }

        assertThat(ended.contains(0, connection)).isFalse();
        assertThat(ended.contains(1, connection)).isTrue();
        assertThat(ended.contains(MOST, connection)).isTrue();
    }
}

package io.tunedzmq.subscribe;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.settings.Endpoint;
import java.util.List;
import org.junit.jupiter.api.Test;

class DialedEndpointsTest {
    private static final Endpoint HERE = new Endpoint(Endpoint.Side.BIND, "tcp://127.0.0.1:*");
    private static final Endpoint FIRST = new Endpoint(Endpoint.Side.CONNECT, "tcp://127.0.0.1:7001");
    private static final Endpoint SECOND = new Endpoint(Endpoint.Side.CONNECT, "tcp://127.0.0.1:7002");
    private static final Endpoint INSIDE = new Endpoint(Endpoint.Side.CONNECT, "inproc://inside");

    private long connected;
    private long disconnects;

    @Test
    void shouldBeCompleteOnceEachIsUpThatCanBeWatched() {
        DialedEndpoints dialed = dialed(FIRST, SECOND, SECOND, INSIDE, HERE);
        assertThat(dialed.count()).isEqualTo(3);
        assertThat(dialed.someUp()).isFalse();

        connected = 1;
        assertThat(dialed.someUp()).isTrue();
        assertThat(dialed.complete()).isFalse();
        assertThat(dialed.connected()).isFalse();

        connected = 2;
        assertThat(dialed.complete()).isTrue();
        assertThat(dialed.seenComplete()).isTrue();
        assertThat(dialed.connected()).isTrue();
    }

    @Test
    void shouldWaitForAnybodyWhereItOnlyListens() {
        DialedEndpoints dialed = dialed(HERE);
        assertThat(dialed.count()).isZero();
        assertThat(dialed.complete()).isTrue();
        assertThat(dialed.seenComplete()).as("nothing to see").isFalse();
        assertThat(dialed.connected()).isFalse();

        connected = 1;
        assertThat(dialed.connected()).isTrue();
    }

    /** What is said there, and how, depends on it. */
    @Test
    void shouldTellInprocFromTcp() {
        assertThat(dialed(HERE).someByTcp()).isTrue();
        assertThat(dialed(HERE).onlyTcp()).isTrue();
        assertThat(dialed(INSIDE).someByTcp()).isFalse();
        assertThat(dialed(INSIDE).onlyTcp()).isFalse();
        assertThat(dialed(INSIDE).someUp()).as("nobody can tell").isTrue();
        assertThat(dialed(INSIDE, FIRST).someByTcp()).isTrue();
        assertThat(dialed(INSIDE, FIRST).onlyTcp()).isFalse();
    }

    /** Another thread must not take for proven what was before the loss. */
    @Test
    void shouldSayOnceThatOneWasLostAfterWhatThatCallsFor() {
        DialedEndpoints dialed = dialed(FIRST);
        assertThat(dialed.takeLost(() -> {})).isFalse();

        disconnects = 1;
        assertThat(dialed.lostNone()).isFalse();
        assertThat(dialed.takeLost(() -> assertThat(dialed.lostNone()).isFalse()))
                .isTrue();

        assertThat(dialed.lostNone()).isTrue();
        assertThat(dialed.takeLost(() -> {})).isFalse();
    }

    /** The next look finds it. */
    @Test
    void shouldNotPassOverOneThatIsLostMeanwhile() {
        DialedEndpoints dialed = dialed(FIRST);
        disconnects = 1;

        dialed.takeLost(() -> disconnects = 2);

        assertThat(dialed.lostNone()).isFalse();
        assertThat(dialed.takeLost(() -> {})).isTrue();
    }

    private DialedEndpoints dialed(Endpoint... endpoints) {
        return new DialedEndpoints(List.of(endpoints), () -> connected, () -> disconnects);
    }
}

package io.tunedzmq.audience;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunedzmq.wire.ControlRequest.Ready;
import java.util.List;
import org.junit.jupiter.api.Test;

class EchoRequestsTest {
    private static final long MOMENT_NS = 20_000_000;

    private final EchoRequests requests = new EchoRequests();
    private long now;

    @Test
    void shouldLetTheConnectionsTakeTurns() {
        for (long id = 1; id <= 10_000; id++) {
            requests.add(request(id), 1, true, now);
        }
        requests.add(request(99_999), 2, true, now);

        List<Long> firstTwo = List.of(poll().connection(), poll().connection());

        assertThat(firstTwo).containsExactlyInAnyOrder(1L, 2L);
    }

    @Test
    void shouldKeepTheLastOfManyRequestsOfASubscriber() {
        for (long round = 1; round <= 1_000; round++) {
            requests.add(new Ready("topic " + round, 1, round), 1, true, now);
        }

        assertThat(poll().request().round()).isEqualTo(1_000);
        assertThat(requests.poll(now)).isNull();
    }

    @Test
    void shouldKeepAFewStrangersOfAConnectionAndForgetTheOldest() {
        for (long id = 1; id <= 1_000; id++) {
            requests.add(request(id), 1, false, now);
        }

        for (long id = 1_000 - EchoRequests.MOST_STRANGERS + 1; id <= 1_000; id++) {
            assertThat(poll().request().subscriberId()).isEqualTo(id);
            assertThat(requests.poll(now)).as("not at once").isNull();
            now += MOMENT_NS;
        }
        assertThat(requests.poll(now)).isNull();
        assertThat(requests.isEmpty()).isTrue();
    }

    @Test
    void shouldServeSubscribersBeforeStrangers() {
        requests.add(request(1), 1, false, now);
        requests.add(request(2), 1, true, now);

        assertThat(poll().request().subscriberId()).isEqualTo(2);
        assertThat(poll().request().subscriberId()).isEqualTo(1);
    }

    @Test
    void shouldBoundWhatWaitsAltogether() {
        int served = 0;
        for (long id = 1; id <= 200_000; id++) {
            requests.add(request(id), id % 20, true, now);
        }
        while (requests.poll(now) != null) {
            served++;
        }

        assertThat(served).isBetween(EchoRequests.MOST_KNOWN, EchoRequests.MOST_KNOWN + 20);
    }

    @Test
    void shouldForgetAConnectionThatIsGone() {
        requests.add(request(1), 1, true, now);
        requests.add(request(2), 2, true, now);
        requests.closed(1);

        assertThat(poll().connection()).isEqualTo(2);
        assertThat(requests.poll(now)).isNull();
        assertThat(requests.isEmpty()).isTrue();
    }

    private EchoRequests.Waiting poll() {
        EchoRequests.Waiting waiting = requests.poll(now);
        assertThat(waiting).isNotNull();
        return waiting;
    }

    private static Ready request(long id) {
        return new Ready("topic " + id, id, 1);
    }
}

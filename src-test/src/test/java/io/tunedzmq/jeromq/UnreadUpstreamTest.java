package io.tunedzmq.jeromq;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UnreadUpstreamTest {
    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);
    private static final int MUCH = 10_000;

    private final UnreadUpstream speech = new UnreadUpstream();
    private final long nowNs = System.nanoTime();
    private SocketChannel channel;

    @BeforeEach
    void open() throws IOException {
        channel = SocketChannel.open();
    }

    @AfterEach
    void close() throws IOException {
        channel.close();
    }

    private List<SocketChannel> look(boolean rests, long said, int second) {
        return speech.look(List.of(channel), each -> rests, said, nowNs + second * SECOND_NS);
    }

    @Test
    void shouldFindAConnectionThatRestsWhileMuchIsSaid() {
        assertThat(look(true, 0, 0)).isEmpty();
        assertThat(look(true, MUCH, 2)).as("not for long").isEmpty();
        assertThat(look(true, MUCH, 6)).containsExactly(channel);
    }

    @Test
    void shouldWaitForOneToWhichLittleIsSaid() {
        assertThat(look(true, MUCH, 0)).isEmpty();
        assertThat(look(true, MUCH + 10, 60)).isEmpty();
    }

    @Test
    void shouldBeginAnewOnceItHasMovedOn() {
        assertThat(look(true, 0, 0)).isEmpty();
        assertThat(look(false, MUCH, 4)).isEmpty();
        assertThat(look(true, 2 * MUCH, 6)).isEmpty();
        assertThat(look(true, 3 * MUCH, 12)).containsExactly(channel);
    }

    @Test
    void shouldForgetOneThatHasEnded() {
        assertThat(look(true, 0, 0)).isEmpty();
        assertThat(speech.look(List.of(), each -> true, MUCH, nowNs + SECOND_NS))
                .isEmpty();
        assertThat(look(true, MUCH, 6)).isEmpty();
    }
}

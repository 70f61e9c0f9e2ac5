package io.tunedzmq.jeromq;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StuckUpstreamTest {
    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);
    private static final int MUCH = 10_000;

    private final StuckUpstream speech = new StuckUpstream();
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

    /** Once a second, the first of them and the last one, too; returns what the last look finds. */
    private List<SocketChannel> looks(boolean rests, long said, int from, int to) {
        for (int second = from; second < to; second++) {
            assertThat(look(rests, said, second)).isEmpty();
        }
        return look(rests, said, to);
    }

    @Test
    void shouldFindAConnectionThatRestsWhileMuchIsSaid() {
        assertThat(look(true, 0, 0)).isEmpty();
        assertThat(looks(true, MUCH, 1, 5)).containsExactly(channel);
    }

    /** As where the thread that looks says a lot meanwhile. */
    @Test
    void shouldBeginAnewWhereNobodyHasLookedForAWhile() {
        assertThat(look(true, 0, 0)).isEmpty();
        assertThat(look(true, MUCH, 6)).as("it may have moved on").isEmpty();
        assertThat(looks(true, 2 * MUCH, 7, 10)).isEmpty();
        assertThat(look(true, 2 * MUCH, 11)).containsExactly(channel);
    }

    @Test
    void shouldWaitForOneToWhichLittleIsSaid() {
        assertThat(look(true, MUCH, 0)).isEmpty();
        assertThat(looks(true, MUCH + 10, 1, 60)).isEmpty();
    }

    @Test
    void shouldBeginAnewOnceItHasMovedOn() {
        assertThat(looks(true, 0, 0, 3)).isEmpty();
        assertThat(look(false, MUCH, 4)).isEmpty();
        assertThat(look(true, 2 * MUCH, 5)).isEmpty();
        assertThat(looks(true, 3 * MUCH, 6, 10)).containsExactly(channel);
    }

    @Test
    void shouldForgetOneThatHasEnded() {
        assertThat(looks(true, 0, 0, 4)).isEmpty();
        assertThat(speech.look(List.of(), each -> true, MUCH, nowNs + 5 * SECOND_NS))
                .isEmpty();
        assertThat(look(true, MUCH, 6)).isEmpty();
    }
}

package io.tunedzmq.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections that end, over a tree that takes long to walk over. */
@Timeout(60)
class EndsTest {
    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);

    private final AtomicLong nodes = new AtomicLong(10_000_000);
    private final AtomicBoolean hurry = new AtomicBoolean();
    private final Ends ends = new Ends(nodes::get, hurry::get);
    private final List<SocketChannel> channels = new ArrayList<>();
    private final long nowNs = System.nanoTime();
    private ServerSocketChannel server;

    @BeforeEach
    void connect() throws IOException {
        server = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        for (int i = 0; i < 5; i++) {
            channels.add(SocketChannel.open(server.getLocalAddress()));
        }
    }

    @AfterEach
    void close() throws IOException {
        for (SocketChannel channel : channels) {
            channel.close();
        }
        server.close();
    }

    /** Which connections it leaves unread, and reads again. */
    private static final class IoThread extends Thread implements ReadPauser {
        private final Queue<SocketChannel> paused = new ConcurrentLinkedQueue<>();
        private final Queue<SocketChannel> resumed = new ConcurrentLinkedQueue<>();
        private final Runnable work;

        IoThread(Runnable work) {
            this.work = work;
        }

        @Override
        public void run() {
            work.run();
        }

        @Override
        public void pauseReading(SocketChannel channel) {
            paused.add(channel);
        }

        @Override
        public void resumeReading(SocketChannel channel) {
            resumed.add(channel);
        }

        @Override
        public void soon(Runnable errand) {
            errand.run();
        }
    }

    /** The ends of these come, all at once. */
    private IoThread end(List<SocketChannel> some, long atNs) throws InterruptedException {
        IoThread thread = new IoThread(() -> some.forEach(channel -> {
            try {
                ends.come(channel, atNs);
            } catch (PostponedEnd e) {
                assertThat(ends.isWaiting(channel)).isTrue();
            }
        }));
        thread.start();
        thread.join();
        return thread;
    }

    @Test
    void shouldPutOffAllButTheFirst() throws Exception {
        IoThread ioThread = end(channels, nowNs);

        assertThat(ioThread.paused).containsExactlyElementsOf(channels.subList(1, 5));
        assertThat(ends.look(nowNs)).isTrue();
        assertThat(ioThread.resumed).isEmpty();
    }

    @Test
    void shouldHaveThemEndOneByOneInTheirOrder() throws Exception {
        IoThread ioThread = end(channels, nowNs);

        assertThat(ends.look(nowNs + 2 * SECOND_NS)).isTrue();
        assertThat(ioThread.resumed).containsExactly(channels.get(1));
        IoThread again = end(channels.subList(1, 2), nowNs + 2 * SECOND_NS);

        assertThat(again.paused).as("its turn has come").isEmpty();
        assertThat(ends.isWaiting(channels.get(1))).isFalse();
    }

    @Test
    void shouldNotPutOffWhatCostsNothing() throws Exception {
        nodes.set(100);

        assertThat(end(channels, nowNs).paused).isEmpty();
    }

    /** With block() it may be what the publisher waits for. */
    @Test
    void shouldPutNothingOffWhileThePublisherWaits() throws Exception {
        IoThread ioThread = end(channels, nowNs);
        hurry.set(true);

        assertThat(ends.look(nowNs)).isFalse();
        assertThat(ioThread.resumed).hasSize(4);
    }

    @Test
    void shouldPutNothingOffOnceTheSocketCloses() throws Exception {
        ends.over();

        assertThat(end(channels, nowNs).paused).isEmpty();
    }

    /** A timer of JeroMQ may find it while it waits. */
    @Test
    void shouldCountAnEndOnce() throws Exception {
        IoThread first = end(channels.subList(0, 2), nowNs);
        IoThread again = end(channels.subList(1, 2), nowNs);

        assertThat(first.paused).hasSize(1);
        assertThat(again.paused).isEmpty();
        assertThat(ends.look(nowNs + 2 * SECOND_NS)).isFalse();
        assertThat(first.resumed).hasSize(1);
    }
}

package io.tunedzmq.connection;

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
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import zmq.ZError;
import zmq.util.Errno;

/** Connections that end, over a tree that takes long to walk over. */
@Timeout(60)
class DisconnectThrottleTest {
    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);

    private final AtomicLong nodes = new AtomicLong(10_000_000);
    private final AtomicBoolean hurry = new AtomicBoolean();
    private final DisconnectThrottle ends = new DisconnectThrottle(nodes::get, hurry::get);
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
            new Errno().set(ZError.ENOTCONN); // As JeroMQ does where it reads the end of a connection.
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
        return end(some, false, atNs);
    }

    private IoThread end(List<SocketChannel> some, boolean known, long atNs) throws InterruptedException {
        IoThread thread = new IoThread(() -> some.forEach(channel -> {
            try {
                ends.come(channel, known, atNs);
            } catch (DeferredDisconnect e) {
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

        assertThat(ends.look(nowNs + 8 * SECOND_NS)).isTrue();
        assertThat(ioThread.resumed).containsExactly(channels.get(1));
        IoThread again = end(channels.subList(1, 2), nowNs + 8 * SECOND_NS);

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
    void shouldWaitForNoBetterTimeWhileThePublisherWaits() throws Exception {
        IoThread ioThread = end(channels, nowNs);
        hurry.set(true);

        for (int i = 1; i <= 4; i++) {
            assertThat(ends.look(nowNs + i * SECOND_NS / 10)).isEqualTo(i < 4);
            assertThat(ioThread.resumed).hasSize(i);
        }
    }

    /** A collector of garbage, or a busy machine, makes it many times as long. */
    @Test
    void shouldCountWhatAWalkHasReallyTaken() throws Exception {
        nodes.set(1_000); // A tenth of a millisecond, it is thought.
        assertThat(end(channels, nowNs).paused).isEmpty();

        ends.callBegins();
        LockSupport.parkNanos(SECOND_NS / 10); // The very walk.
        ends.callEnds();

        assertThat(end(channels, System.nanoTime()).paused).hasSize(5);
    }

    @Test
    void shouldPutOffOthersWhileTheOwnerSeemsToBeAtIt() throws Exception {
        nodes.set(20_000);
        ends.callBegins();
        LockSupport.parkNanos(SECOND_NS / 100);
        assertThat(end(channels, System.nanoTime()).paused).hasSize(5);

        ends.callEnds();
    }

    /** Strangers must not keep a subscriber's end from being noticed. */
    @Test
    void shouldHaveKnownSubscribersEndFirst() throws Exception {
        IoThread strangers = end(channels.subList(0, 4), nowNs);
        IoThread known = end(channels.subList(4, 5), true, nowNs);

        assertThat(ends.look(nowNs + 8 * SECOND_NS)).isTrue();

        assertThat(known.resumed).hasSize(1);
        assertThat(strangers.resumed).isEmpty();
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
        assertThat(ends.look(nowNs + 8 * SECOND_NS)).isFalse();
        assertThat(first.resumed).hasSize(1);
    }
}

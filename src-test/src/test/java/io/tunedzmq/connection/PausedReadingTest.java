package io.tunedzmq.connection;

import static java.util.Objects.requireNonNull;
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
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zmq.io.Metadata;
import zmq.msg.MsgAllocator;

/** A connection that is left unread until the application has taken what it holds. */
@Timeout(60)
class PausedReadingTest {
    private static final int FRAME = 100_000;

    /** An I/O thread that nobody can ask for anything while there is no memory. */
    private static final class FullIoThread extends Thread implements ReadPauser {
        private final Queue<Runnable> asked = new ConcurrentLinkedQueue<>();
        private final Runnable work;
        private volatile boolean paused;
        private volatile boolean full = true;

        FullIoThread(Runnable work) {
            this.work = work;
        }

        @Override
        public void run() {
            work.run();
        }

        @Override
        public void pauseReading(SocketChannel channel) {
            paused = true;
        }

        @Override
        public void resumeReading(SocketChannel channel) {
            paused = false;
        }

        @Override
        public void soon(Runnable errand) {
            if (full) {
                throw new OutOfMemoryError("a test");
            }
            asked.add(errand);
        }

        boolean isPausedAfterWhatWasAsked() throws InterruptedException {
            FullIoThread next = new FullIoThread(() -> asked.forEach(Runnable::run));
            next.paused = true;
            next.start();
            next.join();
            return next.paused;
        }
    }

    @Test
    void shouldBeReadAgainThoughThereWasNoMemoryToAskForIt() throws Exception {
        try (Reading reading = new Reading(8 << 20, ReadPauseLimit.none())) {
            FullIoThread ioThread = reading.untilPaused();

            int failures = 0;
            for (IncomingFrame frame : reading.held) {
                failures += fails(() -> frame.taken(List.of())) ? 1 : 0;
            }
            ioThread.full = false;
            reading.frames.connections().look(System.nanoTime() + TimeUnit.SECONDS.toNanos(2));

            assertThat(failures).isPositive();
            assertThat(ioThread.isPausedAfterWhatWasAsked()).isFalse();
        }
    }

    /** A deep queue is in no cache, and the collector copies it. */
    @ParameterizedTest(name = "{0} messages")
    @CsvSource({"1, 42", "42, 42", "100, 100"})
    void shouldLeaveUnreadWhatHoldsTheBytesAndTheMessagesOfItsLimit(int messages, int frames) throws Exception {
        try (Reading reading = new Reading(1L << 30, new ReadPauseLimit(42 * FRAME, messages, frame -> 1))) {
            reading.takesTheFirst = true;
            FullIoThread ioThread = reading.untilPaused();
            ioThread.full = false;

            assertThat(reading.held).hasSizeBetween(frames, frames + 1);
            reading.held.subList(0, frames / 2 + 1).forEach(frame -> frame.taken(List.of()));
            assertThat(ioThread.isPausedAfterWhatWasAsked()).isFalse();
        }
    }

    @Test
    void shouldReadAllThatThereIsMemoryForWhereThatIsTheOnlyLimit() throws Exception {
        try (Reading reading = new Reading(1L << 30, ReadPauseLimit.none())) {
            reading.takesTheFirst = true;
            reading.untilPaused();

            assertThat(reading.held).hasSizeGreaterThan(400);
        }
    }

    /** Else a subscriber would never be ready that waits for that before it receives. */
    @Test
    void shouldReadOnWhileTheApplicationHasTakenNothing() throws Exception {
        try (Reading reading = new Reading(1L << 30, new ReadPauseLimit(FRAME, 1, frame -> 1))) {
            reading.untilPaused();

            assertThat(reading.held).hasSizeGreaterThan(400);
        }
    }

    @Test
    void shouldCountTheMessagesOfFramesThatHoldMany() throws Exception {
        try (Reading reading = new Reading(1L << 30, new ReadPauseLimit(42 * FRAME, 600, frame -> 10))) {
            reading.takesTheFirst = true;
            reading.untilPaused();

            assertThat(reading.held).hasSizeBetween(60, 61);
        }
    }

    /** A connection of which frames come until it is left unread. */
    private static final class Reading implements AutoCloseable {
        private final AtomicReference<MsgAllocator> installed = new AtomicReference<>();
        private final ServerSocketChannel server;
        private final SocketChannel there;
        private final SocketChannel here;
        private final List<IncomingFrame> held = new ArrayList<>();
        private final IncomingFrames frames;
        private boolean takesTheFirst;

        Reading(long memory, ReadPauseLimit limit) throws IOException {
            frames = new IncomingFrames(new IncomingMemory(memory), new SpareFrames(), 64 << 20, limit, installed::set);
            server = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            there = SocketChannel.open(server.getLocalAddress());
            here = server.accept();
        }

        FullIoThread untilPaused() throws InterruptedException {
            Metadata metadata = EndsMetadata.of(requireNonNull(TcpEnds.of(here)));
            MsgAllocator connection = installed.get();
            frames.connections().handshaken(false);
            frames.connections().made(here);
            FullIoThread ioThread = new FullIoThread(() -> {
                FullIoThread me = (FullIoThread) Thread.currentThread();
                while (!me.paused) {
                    IncomingFrame frame = (IncomingFrame) connection.allocate(FRAME);
                    boolean unused = frame.setMetadata(metadata).hasMore();
                    if (takesTheFirst) {
                        takesTheFirst = false;
                        frame.taken(List.of());
                    } else {
                        held.add(frame);
                    }
                }
            });
            ioThread.start();
            ioThread.join();
            return ioThread;
        }

        @Override
        public void close() throws IOException {
            there.close();
            here.close();
            server.close();
        }
    }

    private static boolean fails(Runnable work) {
        try {
            work.run();
            return false;
        } catch (OutOfMemoryError e) {
            return true;
        }
    }
}

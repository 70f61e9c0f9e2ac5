package io.tunedzmq.connection;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

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
import zmq.io.Metadata;
import zmq.msg.MsgAllocator;

/** A connection that is left unread until the application has taken what it holds. */
@Timeout(60)
class PausedReadingTest {
    private static final int FRAME = 100_000;

    private final IncomingMemory memory = new IncomingMemory(8 << 20);
    private final AtomicReference<MsgAllocator> installed = new AtomicReference<>();
    private final IncomingFrames frames = new IncomingFrames(memory, new SpareFrames(), 64 << 20, installed::set);

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
    }

    @Test
    void shouldBeReadAgainThoughThereWasNoMemoryToAskForIt() throws Exception {
        try (ServerSocketChannel server =
                        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                SocketChannel unusedThere = SocketChannel.open(server.getLocalAddress());
                SocketChannel here = server.accept()) {
            Metadata metadata = EndsMetadata.of(requireNonNull(TcpEnds.of(here)));
            MsgAllocator connection = installed.get();
            frames.connections().handshaken(false);
            frames.connections().made(here);
            List<IncomingFrame> held = new ArrayList<>();
            FullIoThread ioThread = new FullIoThread(() -> {
                FullIoThread me = (FullIoThread) Thread.currentThread();
                while (!me.paused) {
                    IncomingFrame frame = (IncomingFrame) connection.allocate(FRAME);
                    boolean unused = frame.setMetadata(metadata).hasMore();
                    held.add(frame);
                }
            });
            ioThread.start();
            ioThread.join();

            int failures = 0;
            for (IncomingFrame frame : held) {
                failures += fails(() -> frame.taken(List.of())) ? 1 : 0;
            }
            ioThread.full = false;
            frames.connections().look(System.nanoTime() + TimeUnit.SECONDS.toNanos(2));
            FullIoThread next = new FullIoThread(() -> ioThread.asked.forEach(Runnable::run));
            next.paused = true;
            next.start();
            next.join();

            assertThat(failures).isPositive();
            assertThat(next.paused).isFalse();
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

package io.tunedzmq.bench;

import io.aeron.FragmentAssembler;
import io.aeron.Publication;
import io.aeron.Subscription;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.logbuffer.FragmentHandler;
import io.aeron.logbuffer.FrameDescriptor;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import org.agrona.CloseHelper;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.YieldingIdleStrategy;
import org.jspecify.annotations.Nullable;

/**
 * Aeron over UDP, its media driver in this process.
 *
 * <p>With its default datagrams, which any network takes, or with the longest that loopback takes. Else the settings
 * that carried the most messages of 64 bytes on two cores, as medians of 8 to 15 runs. One thread for the whole
 * driver: as many as with two, a tenth more than with three. It yields; publisher and subscriber soon sleep. Terms of 4
 * or 64 MiB, a window of 512 KiB and socket buffers of 4 MiB were not faster.
 */
final class Aeron implements InProcess {
    private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final int STREAM = 1;
    static final int LONGEST_MTU = 65_504;
    static final int DEFAULT_MTU = 1_408;
    private static final int TERM = 16 << 20;
    private static final int WINDOW = 2 << 20; // As long as the socket's buffer, else datagrams are lost.
    private static final int FRAGMENTS = 256;

    private final int mtu;

    /** @param mtu of its datagrams, in bytes */
    Aeron(int mtu) {
        this.mtu = mtu;
    }

    @Override
    public String name() {
        return mtu == DEFAULT_MTU ? "Aeron UDP" : "Aeron jumbo";
    }

    @Override
    public String missing() {
        Module base = Object.class.getModule();
        Module agrona = UnsafeBuffer.class.getModule();
        return base.isOpen("jdk.internal.misc", agrona)
                ? ""
                : "the JVM lacks --add-opens java.base/jdk.internal.misc=ALL-UNNAMED";
    }

    @Override
    public boolean carries(Load load) {
        return load.subscribers() == 1
                && load.topics() == 1
                && load.bytes() <= FrameDescriptor.computeMaxMessageLength(TERM);
    }

    @Override
    public Wire open(Load load) {
        return new Stream(load, mtu);
    }

    private static IdleStrategy idle() {
        return new BackoffIdleStrategy(10, 10, 1_000, 100_000);
    }

    private static void check(boolean going, long deadline) {
        if (!going || System.nanoTime() - deadline > 0 || Thread.currentThread().isInterrupted()) {
            throw new IllegalStateException("nothing moves");
        }
    }

    private static final class Stream implements InProcess.Wire {
        private final MediaDriver driver;
        private final io.aeron.Aeron client;
        private final Subscription subscription;
        private final Publication publication;
        private final Thread hook;
        private final ThreadLocal<UnsafeBuffer> buffers = ThreadLocal.withInitial(() -> new UnsafeBuffer(0, 0));

        Stream(Load load, int mtu) {
            // In a directory of its own, with a random name, in /dev/shm where there is one.
            driver = MediaDriver.launchEmbedded(new MediaDriver.Context()
                    .dirDeleteOnShutdown(true)
                    .threadingMode(ThreadingMode.SHARED)
                    .sharedIdleStrategy(new YieldingIdleStrategy())
                    .mtuLength(mtu)
                    .publicationTermBufferLength(TERM)
                    .socketSndbufLength(WINDOW)
                    .socketRcvbufLength(WINDOW)
                    .initialWindowLength(WINDOW));
            hook = new Thread(driver::close, "bench-aeron"); // Else a run broken off leaves the directory in memory.
            Runtime.getRuntime().addShutdownHook(hook);
            io.aeron.Aeron connected = null;
            try {
                // A thread that still sends or polls has to see the end before its memory is unmapped.
                connected = io.aeron.Aeron.connect(new io.aeron.Aeron.Context()
                        .aeronDirectoryName(driver.aeronDirectoryName())
                        .closeLingerDurationNs(TimeUnit.MILLISECONDS.toNanos(50)));
                client = connected;
                long deadline = System.nanoTime() + MOST_NANOS;
                subscription = client.addSubscription("aeron:udp?endpoint=127.0.0.1:0", STREAM);
                String channel = channel(subscription, deadline);
                publication = load.threads() == 1
                        ? client.addExclusivePublication(channel, STREAM)
                        : client.addPublication(channel, STREAM);
                IdleStrategy idle = idle();
                while (!publication.isConnected() || !subscription.isConnected()) {
                    check(!client.isClosed(), deadline);
                    idle.idle();
                }
            } catch (RuntimeException e) {
                end(connected);
                throw e;
            }
        }

        /** With the port that the system chose. */
        private static String channel(Subscription subscription, long deadline) {
            IdleStrategy idle = idle();
            String channel = subscription.tryResolveChannelEndpointPort();
            while (channel == null) {
                check(!subscription.isClosed(), deadline);
                idle.idle();
                channel = subscription.tryResolveChannelEndpointPort();
            }
            return channel;
        }

        @Override
        public void publish(int topic, byte[] payload) {
            UnsafeBuffer buffer = buffers.get();
            if (buffer.byteArray() != payload) {
                buffer.wrap(payload);
            }
            if (publication.offer(buffer) < 0) {
                insist(buffer);
            }
        }

        /** Waits for room. */
        private void insist(UnsafeBuffer buffer) {
            IdleStrategy idle = idle();
            long deadline = System.nanoTime() + MOST_NANOS;
            long position = publication.offer(buffer);
            while (position < 0) {
                check(position != Publication.CLOSED && position != Publication.MAX_POSITION_EXCEEDED, deadline);
                idle.idle();
                position = publication.offer(buffer);
            }
        }

        @Override
        public void receive(int subscriber, long count, Check check) {
            long[] left = {count};
            FragmentHandler handler = new FragmentAssembler((buffer, offset, length, header) -> {
                check.message(buffer.getLong(offset, ByteOrder.BIG_ENDIAN), length);
                left[0]--;
            });
            IdleStrategy idle = idle();
            long deadline = System.nanoTime() + MOST_NANOS;
            while (left[0] > 0) {
                if (subscription.poll(handler, FRAGMENTS) > 0) {
                    idle.reset();
                    deadline = System.nanoTime() + MOST_NANOS;
                } else {
                    check(!subscription.isClosed(), deadline);
                    idle.idle();
                }
            }
        }

        @Override
        public void close() {
            end(client);
        }

        private void end(io.aeron.@Nullable Aeron connected) {
            CloseHelper.quietClose(connected);
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                return; // The JVM is ending: the hook runs.
            }
            driver.close();
        }
    }
}

package io.tunedzmq;

import io.tunedzmq.config.HwmPolicy;
import io.tunedzmq.wire.FrameKind;
import io.tunedzmq.wire.FrameReader;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A process with a small heap: one publisher that drops, at full speed, and subscribers that come one after the other and do not read; beside
 * them one that does. At the end all read, and a line says what each counted. Arguments: how many stock subscribers, topics.
 */
final class StalledCrowd {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int OURS = 2;
    private static final int BYTES = 1_024;

    private final TunedContext context;
    private final Publisher publisher;
    private final List<TopicPublisher> topics = new ArrayList<>();
    private final long budget;
    private long mostBytes;
    private long published;

    private StalledCrowd(TunedContext context, int topicCount) {
        this.context = context;
        publisher = context.publisher()
                .bind("tcp://127.0.0.1:*")
                .beaconInterval(Duration.ofMillis(50))
                .open();
        for (int i = 0; i < topicCount; i++) {
            topics.add(publisher.topic("t" + i));
        }
        budget = context.stats().outgoingBudget();
    }

    public static void main(String[] args) throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "reader");
            thread.setDaemon(true);
            return thread;
        });
        try (TunedContext context =
                TunedContext.builder().ioThreads(2).linger(Duration.ZERO).build()) {
            new StalledCrowd(context, Integer.parseInt(args[1])).run(Integer.parseInt(args[0]), threads);
        } finally {
            threads.shutdownNow();
        }
    }

    private void run(int crowd, ExecutorService threads) throws Exception {
        Subscriber healthy = subscriber(1_000);
        AtomicLong last = new AtomicLong(Long.MAX_VALUE);
        Future<Long> counted = threads.submit(() -> count(healthy, last));
        List<Subscriber> ours = new ArrayList<>();
        List<Socket> stock = new ArrayList<>();
        for (int i = 0; i < crowd; i++) {
            Socket socket = RawSubscriber.connect(publisher.endpoint());
            RawSubscriber.subscribe(socket, "t");
            stock.add(socket);
            if (i % Math.max(1, crowd / OURS) == 0) {
                ours.add(subscriber(1));
            }
            publish(budget + (4 << 20)); // What fills a queue and the buffers of the system.
        }
        long most = mostBytes;
        last.set(published);
        List<Future<Long>> late = new ArrayList<>();
        ours.forEach(each -> late.add(threads.submit(() -> count(each, last))));
        List<Future<Long>> foreign = new ArrayList<>();
        for (Socket socket : stock) {
            foreign.add(threads.submit(new Stock(socket, publisher)));
        }
        System.out.println("healthy " + counted.get(30, TimeUnit.SECONDS) + " of " + published);
        for (Future<Long> each : late) {
            System.out.println("late " + each.get(30, TimeUnit.SECONDS));
        }
        long standIns = 0;
        for (Future<Long> each : foreign) {
            standIns += each.get(30, TimeUnit.SECONDS);
        }
        System.out.println("stock " + standIns + " stand-ins");
        System.out.println("most " + most + " of " + budget + " given up "
                + context.stats().givenUp());
        Wait.until("empty books", () -> context.stats().outgoingBytes() == 0);
        System.out.println("end");
    }

    private Subscriber subscriber(int hwm) {
        Subscriber subscriber = context.subscriber()
                .connect(publisher.endpoint())
                .topicPrefix("t")
                .hwm(HwmPolicy.messages(hwm))
                .open();
        if (!subscriber.awaitReady(SOON)) {
            throw new IllegalStateException("not ready");
        }
        return subscriber;
    }

    private void publish(long bytes) {
        byte[] payload = new byte[BYTES];
        for (long sent = 0; sent < bytes; sent += BYTES) {
            topics.get((int) (published % topics.size())).publish(payload);
            published++;
            if (published % 16 == 0) {
                mostBytes = Math.max(mostBytes, context.stats().outgoingBytes());
            }
        }
    }

    /** Until everything is received or counted as dropped; what was published before it came is not. */
    private static long count(Subscriber subscriber, AtomicLong last) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        long sequences = 0;
        while (System.nanoTime() < end) {
            @Nullable Message message = subscriber.receive(Duration.ofMillis(100));
            sequences = subscriber.stats().received() + subscriber.stats().dropped();
            if (message == null && sequences >= last.get()) {
                return sequences;
            }
            if (message == null && last.get() != Long.MAX_VALUE && quiet(subscriber)) {
                return sequences;
            }
        }
        return sequences;
    }

    private static boolean quiet(Subscriber subscriber) {
        long before = subscriber.stats().received() + subscriber.stats().dropped();
        @Nullable Message message = subscriber.receive(Duration.ofSeconds(1));
        return message == null
                && subscriber.stats().received() + subscriber.stats().dropped() == before;
    }

    /** Reads ZMTP until it knows the last message of each topic; checks that every frame is well-formed. */
    private record Stock(Socket socket, Publisher publisher) implements Callable<Long> {
        @Override
        public Long call() throws IOException {
            long[] next = new long[10_000];
            long standIns = 0;
            FrameReader reader = new FrameReader();
            socket.setSoTimeout(2_000);
            DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 64 << 10));
            try (socket) {
                while (true) {
                    int flags = in.read();
                    if ((flags & ~2) != 0) {
                        throw new IOException("flags " + flags);
                    }
                    byte[] body = new byte[(int) (flags == 2 ? in.readLong() : in.readUnsignedByte())];
                    in.readFully(body);
                    if (reader.open(body) != FrameReader.Format.TAGGED) {
                        throw new IOException("a frame that is not well-formed");
                    }
                    int topic = reader.topicNumber();
                    if (reader.kind() == FrameKind.DATA) {
                        if (next[topic] > reader.sequence()) {
                            throw new IOException("out of order");
                        }
                        next[topic] = reader.sequence() + reader.count();
                    } else if (reader.kind() == FrameKind.BEACON) {
                        standIns += reader.sequence() >= next[topic] && next[topic] != 0 ? 1 : 0;
                        next[topic] = Math.max(next[topic], reader.sequence() + 1);
                    }
                }
            } catch (java.net.SocketTimeoutException e) {
                return standIns;
            }
        }
    }
}

package io.tunedzmq;

import static java.util.Objects.requireNonNull;

import io.tunedzmq.config.HwmPolicy;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A process with a small heap: one publisher that drops, at full speed, and subscribers that come one after the other
 * and do not read; beside them one that does. At the end all read, and lines say what they counted. Arguments: stock
 * subscribers, topics.
 */
final class StalledCrowd {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int BYTES = 1_024;
    private static final int QUIET_MILLIS = 1_000;

    private final TunedContext context;
    private final Publisher publisher;
    private final List<TopicPublisher> topics = new ArrayList<>();
    private final long budget;
    private long mostBytes;
    private long published;
    private volatile boolean over;

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
        try (TunedContext context =
                TunedContext.builder().ioThreads(2).linger(Duration.ZERO).build()) {
            new StalledCrowd(context, Integer.parseInt(args[1])).run(Integer.parseInt(args[0]));
        }
    }

    /** Threads that end with the process. */
    static ExecutorService threads() {
        return Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "reader");
            thread.setDaemon(true);
            return thread;
        });
    }

    private void run(int crowd) throws Exception {
        ExecutorService threads = threads();
        Future<Long> healthy = count(threads, subscriber(1_000));
        List<Socket> stock = new ArrayList<>();
        Subscriber early = subscriber(1);
        @Nullable Subscriber late = null;
        long beforeLate = 0;
        for (int i = 0; i < crowd; i++) {
            Socket socket = RawSubscriber.connect(publisher.endpoint());
            RawSubscriber.subscribe(socket, "t");
            stock.add(socket);
            if (i == crowd / 2) {
                beforeLate = published;
                late = subscriber(1);
            }
            publish(budget + (4 << 20)); // What fills a queue and the buffers of the system.
        }
        System.out.println(published + " published");
        over = true;
        Future<Long> earlyCount = count(threads, early);
        Future<Long> lateCount = count(threads, requireNonNull(late));
        List<Future<StockReader.Read>> reads = new ArrayList<>();
        stock.forEach(socket -> reads.add(threads.submit(new StockReader(socket, Long.MAX_VALUE, QUIET_MILLIS))));
        System.out.println(healthy.get(40, TimeUnit.SECONDS) + " counted by the healthy one");
        System.out.println(earlyCount.get(40, TimeUnit.SECONDS) + " counted by the early one");
        System.out.println((beforeLate + lateCount.get(40, TimeUnit.SECONDS)) + " counted by the late one, or before");
        long standIns = 0;
        long stockMessages = 0;
        for (Future<StockReader.Read> read : reads) {
            standIns += read.get(40, TimeUnit.SECONDS).standIns();
            stockMessages += read.get().messages();
        }
        System.out.println(standIns + " stand-ins and " + stockMessages + " messages at stock subscribers");
        System.out.println(mostBytes + " queued of " + budget);
        System.out.println(context.stats().givenUp() + " given up");
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

    /** Received and dropped, once both stay as they are. */
    private Future<Long> count(ExecutorService threads, Subscriber subscriber) {
        return threads.submit(() -> {
            long counted = -1;
            while (true) {
                @Nullable Message message = subscriber.receive(Duration.ofSeconds(1));
                long now = subscriber.stats().received() + subscriber.stats().dropped();
                if (message == null && over && now == counted) {
                    return now;
                }
                counted = now;
            }
        });
    }
}

package io.tunedzmq.examples.calibrate;

import io.tunedzmq.Publisher;
import io.tunedzmq.Subscriber;
import io.tunedzmq.TopicPublisher;
import io.tunedzmq.TunedContext;
import io.tunedzmq.config.HwmPolicy;
import io.tunedzmq.stats.PublisherStats;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.HdrHistogram.Histogram;

/** One run of a load under one setting, in a context of its own. Confined: one thread at a time. */
final class Trial {
    private static final String TOPIC = "load";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** A lost tail is announced so often; the default of a second would be longer than the run. */
    private static final Duration BEACON = Duration.ofMillis(20);

    private final Load load;
    private final Setting setting;
    private final long spanNs;
    private volatile long accepted = Long.MAX_VALUE;

    Trial(Load load, Setting setting, Duration span) {
        this.load = load;
        this.setting = setting;
        spanNs = span.toNanos();
    }

    /** Publishes for the span and receives everything that was not dropped. */
    Measured run() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool(Trial::daemon);
        Memory memory = Memory.of(load);
        try (TunedContext context = TunedContext.builder()
                .ioThreads(setting.ioThreads())
                .hwm(HwmPolicy.messages(Math.min(memory.subscriberHwm(), setting.hwm())))
                .memoryBudget(memory.context())
                .linger(Duration.ZERO)
                .build()) {
            Publisher publisher = context.publisher()
                    .bind("tcp://127.0.0.1:*")
                    .hwm(HwmPolicy.messages(setting.hwm()))
                    .beaconInterval(BEACON)
                    .open();
            return measure(publisher, subscribers(context, publisher.endpoint()), threads);
        } finally {
            threads.shutdownNow();
        }
    }

    private List<Subscriber> subscribers(TunedContext context, String endpoint) {
        List<Subscriber> subscribers = new ArrayList<>();
        for (int i = 0; i < load.subscribers(); i++) {
            subscribers.add(context.subscriber().connect(endpoint).topic(TOPIC).open());
        }
        for (Subscriber subscriber : subscribers) {
            if (!subscriber.awaitReady(PATIENCE)) {
                throw new IllegalStateException("a subscriber was not ready in time");
            }
        }
        return subscribers;
    }

    private Measured measure(Publisher publisher, List<Subscriber> subscribers, ExecutorService threads)
            throws Exception {
        IoCpu io = new IoCpu();
        long startNs = System.nanoTime();
        long deadlineNs = startNs + spanNs + PATIENCE.toNanos();
        List<Future<Receiver>> running = new ArrayList<>();
        for (Subscriber subscriber : subscribers) {
            running.add(threads.submit(new Receiver(
                    subscriber,
                    () -> accepted,
                    startNs + spanNs / 3,
                    load.pause().toNanos(),
                    deadlineNs)));
        }
        publish(publisher.topic(TOPIC), startNs);
        PublisherStats sent = publisher.stats();
        accepted = sent.published();
        List<Receiver> done = new ArrayList<>();
        for (Future<Receiver> receiver : running) {
            done.add(result(receiver, deadlineNs));
        }
        return sum(sent, done, io.usedNs(), startNs);
    }

    private void publish(TopicPublisher topic, long startNs) {
        byte[] payload = new byte[load.bytes()];
        ByteBuffer stamp = ByteBuffer.wrap(payload);
        double intervalNs = load.rate() == 0 ? 0 : 1e9 / load.rate();
        long awakeNs = startNs;
        long nowNs = startNs;
        for (long i = 0; nowNs - startNs < spanNs && !Thread.currentThread().isInterrupted(); i++) {
            long dueNs = intervalNs == 0 ? nowNs : startNs + (long) (i * intervalNs);
            if (nowNs - dueNs < 0) {
                // It may oversleep, which is not what is measured: nobody could have sent the message before.
                awakeNs = Clock.parkUntil(dueNs);
            }
            stamp.putLong(0, Math.max(dueNs, awakeNs));
            topic.publish(payload);
            nowNs = System.nanoTime();
        }
    }

    private static Receiver result(Future<Receiver> receiver, long deadlineNs) throws Exception {
        try {
            return receiver.get(Math.max(1, deadlineNs - System.nanoTime()) + 1_000_000_000L, TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof TimeoutException cause ? cause : e;
        }
    }

    private Measured sum(PublisherStats sent, List<Receiver> receivers, long[] ioNs, long startNs) {
        Histogram latency = new Histogram(3);
        long delivered = 0;
        long dropped = 0;
        double perSecond = 0;
        long longestNs = 1;
        for (Receiver receiver : receivers) {
            latency.add(receiver.latency());
            delivered += receiver.received();
            dropped += receiver.dropped();
            long tookNs = Math.max(spanNs, receiver.lastNs() - startNs);
            perSecond += receiver.received() * 1e9 / tookNs / receivers.size();
            longestNs = Math.max(longestNs, tookNs);
        }
        double busiest =
                Arrays.stream(ioNs).max().stream().asDoubleStream().findAny().orElse(Double.NaN) / longestNs;
        return new Measured(
                sent.published() * receivers.size(),
                delivered,
                dropped,
                perSecond,
                latency.getValueAtPercentile(99),
                busiest);
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "calibrate-receiver");
        thread.setDaemon(true);
        return thread;
    }
}

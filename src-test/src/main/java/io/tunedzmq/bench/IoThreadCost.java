package io.tunedzmq.bench;

import io.tunedzmq.PublishResult;
import io.tunedzmq.Publisher;
import io.tunedzmq.Subscriber;
import io.tunedzmq.TopicPublisher;
import io.tunedzmq.TunedContext;
import io.tunedzmq.config.HwmPolicy;
import io.tunedzmq.config.OverflowPolicy;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * What does one end of a connection cost its I/O thread, by the frame and by the byte? CPU time and not throughput, so
 * that neither the other threads nor other processes count. Two I/O threads, so that each end has one; the busier of
 * them is shown. {@code -Dbench.args="io 5"}.
 */
final class IoThreadCost {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String TOPIC = "t";
    private static final int WARM_UPS = 2;

    /** @param frameBytes so small that a message has a frame of its own, or the default */
    private record Case(int bytes, int frameBytes, int messages) {}

    private static final List<Case> CASES = List.of(
            new Case(16, 256, 1_000_000),
            new Case(200, 256, 1_000_000),
            new Case(64, 64 << 10, 10_000_000),
            new Case(1_024, 64 << 10, 1_000_000),
            new Case(16 << 10, 64 << 10, 60_000),
            new Case(64 << 10, 64 << 10, 20_000),
            new Case(256 << 10, 64 << 10, 5_000));

    private final int rounds;
    private final PrintStream out;

    IoThreadCost(int rounds, PrintStream out) {
        this.rounds = rounds;
        this.out = out;
    }

    void run() throws Exception {
        out.println("| bytes | messages a frame | frames/s | MB/s | ns a frame | ns a byte | busy % |");
        out.println("|---|---|---|---|---|---|---|");
        for (Case load : CASES) {
            Sample[] samples = new Sample[rounds];
            for (int round = -WARM_UPS; round < rounds; round++) {
                Sample sample = measure(load);
                if (round >= 0) {
                    samples[round] = sample;
                }
            }
            out.println(row(load, samples));
            out.flush();
        }
    }

    private static String row(Case load, Sample[] samples) {
        return String.format(
                Locale.ROOT,
                "| %,d | %s | %s | %s | %s | %s | %s |",
                load.bytes(),
                spread(samples, sample -> (double) load.messages() / sample.frames(), ",.1f"),
                spread(samples, sample -> sample.frames() * 1e9 / sample.tookNs(), ",.0f"),
                spread(samples, sample -> (double) load.messages() * load.bytes() * 1e3 / sample.tookNs(), ",.0f"),
                spread(samples, sample -> (double) sample.busierNs() / sample.frames(), ",.0f"),
                spread(samples, sample -> (double) sample.busierNs() / load.messages() / load.bytes(), ".2f"),
                spread(samples, sample -> sample.busierNs() * 100.0 / sample.tookNs(), ".0f"));
    }

    private static String spread(Sample[] samples, ToDoubleFunction<Sample> figure, String format) {
        return Spread.of(Arrays.stream(samples).mapToDouble(figure).toArray()).text(format);
    }

    /**
     * One burst.
     *
     * @param busierNs CPU time of the busier I/O thread
     */
    private record Sample(long frames, long busierNs, long tookNs) {}

    private static Sample measure(Case load) throws Exception {
        try (TunedContext context = TunedContext.builder().ioThreads(2).build()) {
            Publisher publisher = context.publisher()
                    .bind("tcp://127.0.0.1:*")
                    .hwm(HwmPolicy.messages(1_000))
                    .frameBytes(load.frameBytes())
                    .overflow(OverflowPolicy.block(LONG))
                    .open();
            Subscriber subscriber = context.subscriber()
                    .connect(publisher.endpoint())
                    .topic(TOPIC)
                    .open();
            if (!subscriber.awaitReady(LONG)) {
                throw new IllegalStateException("not ready");
            }
            ThreadCpu ioThreads = new ThreadCpu("tunedzmq-io-");
            long[] before = ioThreads.ns();
            long framesBefore = publisher.stats().batches();
            long startNs = System.nanoTime();
            FutureTask<Long> receiving = new FutureTask<>(() -> {
                Tuned.receive(subscriber, load.messages(), view -> {});
                return System.nanoTime();
            });
            Thread receiver = new Thread(receiving, "bench");
            receiver.setDaemon(true);
            receiver.start();
            publish(publisher.topic(TOPIC), load);
            long tookNs = receiving.get(LONG.toNanos(), TimeUnit.NANOSECONDS) - startNs;
            long[] used = ioThreads.ns();
            Arrays.setAll(used, i -> used[i] - before[i]);
            long busier = Arrays.stream(used).max().orElseThrow();
            return new Sample(publisher.stats().batches() - framesBefore, busier, tookNs);
        }
    }

    private static void publish(TopicPublisher topic, Case load) {
        byte[] payload = new byte[load.bytes()];
        for (int i = 0; i < load.messages(); i++) {
            if (topic.publish(payload) != PublishResult.ACCEPTED) {
                throw new IllegalStateException("refused");
            }
        }
    }
}

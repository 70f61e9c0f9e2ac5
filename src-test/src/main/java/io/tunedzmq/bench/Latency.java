package io.tunedzmq.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import org.HdrHistogram.Histogram;

/** How long does a message take at a steady {@link Pace}? */
final class Latency {
    private static final int WARM_UP = Throughput.WARM_UP;
    private static final int BYTES = 64;
    private static final int SECONDS = 2;

    /** Fast, so that the compiler is done before a slow rate is measured. */
    private static final int WARM_RATE = 200_000;

    private static final int WARM_MESSAGES = 400_000;
    private static final long LONGEST_NS = 60_000_000_000L;

    private final List<InProcess> contenders;
    private final int rounds;
    private final PrintStream out;

    /**
     * @param contenders the first is compared with each of the others
     */
    Latency(List<InProcess> contenders, int rounds, PrintStream out) {
        this.contenders = contenders;
        this.rounds = rounds;
        this.out = out;
    }

    /** Runs all contenders in turn at the rate and prints their percentiles. */
    List<Row> run(int messagesPerSecond) throws Exception {
        Histogram[][] results = new Histogram[contenders.size()][rounds];
        for (int round = -WARM_UP; round < rounds; round++) {
            for (int i = 0; i < contenders.size(); i++) {
                Histogram result = run(contenders.get(i), messagesPerSecond);
                if (round >= 0) {
                    results[i][round] = result;
                }
            }
        }
        out.println(BYTES + " B, 1 -> 1, " + messagesPerSecond + " messages/s");
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < contenders.size(); i++) {
            Row row = Row.of(contenders.get(i).name(), messagesPerSecond, results[i], results[0]);
            out.println(row);
            rows.add(row);
        }
        out.flush();
        return rows;
    }

    private static Histogram run(InProcess contender, int rate) throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "bench");
            thread.setDaemon(true);
            return thread;
        });
        try (InProcess.Wire wire = contender.open(Load.of(BYTES, SECONDS * rate))) {
            measure(wire, Math.max(rate, WARM_RATE), WARM_MESSAGES, threads);
            return measure(wire, rate, SECONDS * rate, threads);
        } finally {
            threads.shutdownNow();
        }
    }

    private static Histogram measure(InProcess.Wire wire, int rate, int messages, ExecutorService threads)
            throws Exception {
        Histogram histogram = new Histogram(LONGEST_NS, 3);
        AtomicLongArray sentNs = new AtomicLongArray(messages + 1);
        long startNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(5);
        Future<?> received = threads.submit(() -> {
            wire.receive(0, messages, new InProcess.Check() {
                private long last;

                @Override
                public void message(long number, int length) {
                    long nowNs = System.nanoTime();
                    if (number != last + 1 || length != BYTES) {
                        throw new IllegalStateException("message " + number + " after " + last);
                    }
                    last = number;
                    histogram.recordValue(Math.max(0, nowNs - sentNs.getAcquire((int) number)));
                }
            });
            return null;
        });
        Future<?> published = threads.submit(() -> {
            byte[] payload = new byte[BYTES];
            Pace pace = new Pace(startNs, rate);
            for (int i = 1; i <= messages; i++) {
                Bytes.LONG.set(payload, 0, (long) i);
                sentNs.setRelease(i, pace.next());
                wire.publish(0, payload);
            }
            return null;
        });
        published.get(LONGEST_NS, TimeUnit.NANOSECONDS);
        received.get(LONGEST_NS, TimeUnit.NANOSECONDS);
        return histogram;
    }

    /**
     * A contender's latency over all rounds, in microseconds.
     *
     * @param p50Ratio p50 of the first contender, divided by this one's in the same round
     * @param p99Ratio the same of p99
     */
    record Row(String name, int rate, Spread p50, Spread p99, Spread p999, Spread p50Ratio, Spread p99Ratio) {
        static Row of(String name, int rate, Histogram[] mine, Histogram[] first) {
            return new Row(
                    name,
                    rate,
                    spread(mine, 50),
                    spread(mine, 99),
                    spread(mine, 99.9),
                    ratio(mine, first, 50),
                    ratio(mine, first, 99));
        }

        private static Spread spread(Histogram[] histograms, double percentile) {
            return Spread.of(Arrays.stream(histograms)
                    .mapToDouble(histogram -> histogram.getValueAtPercentile(percentile) / 1e3)
                    .toArray());
        }

        private static Spread ratio(Histogram[] mine, Histogram[] first, double percentile) {
            double[] ratios = new double[mine.length];
            Arrays.setAll(
                    ratios,
                    round -> (double) first[round].getValueAtPercentile(percentile)
                            / mine[round].getValueAtPercentile(percentile));
            return Spread.of(ratios);
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "  %-14s p50 %s   p99 %s   p99.9 %s us   ours / it: p50 %s, p99 %s",
                    name,
                    p50.text(".0f"),
                    p99.text(".0f"),
                    p999.text(".0f"),
                    p50Ratio.text(".2f"),
                    p99Ratio.text(".2f"));
        }
    }
}

package io.tunedzmq.bench;

import io.tunedzmq.PublishResult;
import io.tunedzmq.Publisher;
import io.tunedzmq.Subscriber;
import io.tunedzmq.TunedContext;
import io.tunedzmq.config.OverflowPolicy;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What does {@code diagnoseEvery} cost a process with 10,000 messages a second? {@code -Dbench.args="diagnosis 3"}. */
final class DiagnosisCost {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int[] INTERVALS = {1, 10, 60};
    private static final int SECONDS = 12;
    private static final int WARM_SECONDS = 2;
    private static final int AT_ONCE = 10;

    private final int rounds;
    private final PrintStream out;

    DiagnosisCost(int rounds, PrintStream out) {
        this.rounds = rounds;
        this.out = out;
    }

    /** Runs all intervals in turn. */
    void run() throws Exception {
        double[][] percent = new double[INTERVALS.length][rounds];
        for (int round = -1; round < rounds; round++) { // The first one only warms up.
            for (int i = 0; i < INTERVALS.length; i++) {
                double measured = measure(INTERVALS[i]);
                if (round >= 0) {
                    percent[i][round] = measured;
                }
            }
        }
        for (int i = 0; i < INTERVALS.length; i++) {
            out.println("every " + INTERVALS[i] + " s: " + Spread.of(percent[i]).text(".2f") + " % of a core");
        }
        out.flush();
    }

    private static double measure(int intervalSeconds) throws Exception {
        try (TunedContext context = TunedContext.builder()
                .diagnoseEvery(Duration.ofSeconds(intervalSeconds), diagnosis -> {})
                .build()) {
            Publisher publisher = context.publisher()
                    .bind("tcp://127.0.0.1:*")
                    .overflow(OverflowPolicy.block(LONG))
                    .open();
            Subscriber subscriber = context.subscriber()
                    .connect(publisher.endpoint())
                    .topic("t")
                    .open();
            if (!subscriber.awaitReady(LONG)) {
                throw new IllegalStateException("not ready");
            }
            int messages = (WARM_SECONDS + SECONDS) * 1_000 * AT_ONCE;
            FutureTask<Void> receiving = new FutureTask<>(() -> Tuned.receive(subscriber, messages, view -> {}), null);
            Thread receiver = new Thread(receiving, "bench");
            receiver.setDaemon(true);
            receiver.start();
            publish(publisher, WARM_SECONDS);
            ThreadCpu diagnosis = new ThreadCpu("tunedzmq-diagnosis");
            long cpuNs = diagnosis.ns()[0];
            long startNs = System.nanoTime();
            publish(publisher, SECONDS);
            double percent = (diagnosis.ns()[0] - cpuNs) * 100.0 / (System.nanoTime() - startNs);
            receiving.get(LONG.toNanos(), TimeUnit.NANOSECONDS);
            return percent;
        }
    }

    private static void publish(Publisher publisher, int seconds) {
        long dueNs = System.nanoTime();
        for (int i = 0; i < seconds * 1_000; i++) {
            dueNs += 1_000_000;
            for (int k = 0; k < AT_ONCE; k++) {
                if (publisher.publish("t", new byte[100]) != PublishResult.ACCEPTED) {
                    throw new IllegalStateException("refused");
                }
            }
            LockSupport.parkNanos(dueNs - System.nanoTime());
        }
    }
}

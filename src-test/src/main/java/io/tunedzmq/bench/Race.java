package io.tunedzmq.bench;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** One run of one contender, verified: how long until the last subscriber had the last message. */
final class Race {
    private static final long MOST_SECONDS = 120;

    private Race() {}

    static Contender.Result run(InProcess contender, Load load) throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "bench");
            thread.setDaemon(true);
            return thread;
        });
        try (InProcess.Wire wire = contender.open(load)) {
            burst(wire, load, load.warmUp(), threads);
            long allocated = Allocations.total();
            long start = System.nanoTime();
            burst(wire, load, load.messages(), threads);
            double seconds = (System.nanoTime() - start) / 1e9;
            double bytes = (double) (Allocations.total() - allocated) / load.messages() / load.subscribers();
            return new Contender.Result(load.messages() / seconds, bytes);
        } finally {
            threads.shutdownNow();
        }
    }

    private static void burst(InProcess.Wire wire, Load load, int messages, ExecutorService threads) throws Exception {
        int each = messages / load.threads();
        long count = (long) each * load.threads();
        List<Future<?>> work = new ArrayList<>();
        for (int i = 0; i < load.subscribers(); i++) {
            int subscriber = i;
            work.add(threads.submit(verified(wire, load, subscriber, count)));
        }
        for (int i = 0; i < load.threads(); i++) {
            int thread = i;
            work.add(threads.submit(() -> {
                publish(wire, load, thread, each);
                return null;
            }));
        }
        for (Future<?> part : work) {
            part.get(MOST_SECONDS, TimeUnit.SECONDS);
        }
    }

    private static void publish(InProcess.Wire wire, Load load, int thread, int each) throws Exception {
        byte[] payload = new byte[load.bytes()];
        ByteBuffer number = ByteBuffer.wrap(payload);
        int topic = 0;
        for (int i = 1; i <= each; i++) {
            number.putLong(0, ((long) thread << 32) | i);
            wire.publish(topic, payload);
            topic = topic + 1 == load.topics() ? 0 : topic + 1;
        }
    }

    /** Every message has its length, every thread's messages come once and, on one topic, in order. */
    private static Callable<Void> verified(InProcess.Wire wire, Load load, int subscriber, long count) {
        long each = count / load.threads();
        long[] last = new long[load.threads()];
        long[] sum = new long[load.threads()];
        return () -> {
            wire.receive(subscriber, count, (number, length) -> {
                int thread = (int) (number >>> 32);
                long i = number & 0xFFFF_FFFFL;
                if (length != load.bytes() || (load.topics() == 1 && i != last[thread] + 1)) {
                    throw new IllegalStateException("message " + i + " of thread " + thread + " after " + last[thread]);
                }
                last[thread] = i;
                sum[thread] += i;
            });
            for (int thread = 0; thread < sum.length; thread++) {
                if (sum[thread] != each * (each + 1) / 2) {
                    throw new IllegalStateException("not every message of thread " + thread + " arrived once");
                }
            }
            return null;
        };
    }
}

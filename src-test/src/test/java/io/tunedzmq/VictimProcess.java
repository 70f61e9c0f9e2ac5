package io.tunedzmq;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * A process to be attacked, with a small heap: a publisher that publishes to "t" and a subscriber of "t" to which
 * publishers connect, both with default settings. It says how it is when it is asked.
 */
final class VictimProcess implements AutoCloseable {
    private final JavaProcess process;
    private final String publisher;
    private final String subscriber;

    private VictimProcess(JavaProcess process) throws IOException {
        this.process = process;
        String[] endpoints = process.line().split(" ", -1);
        publisher = endpoints[0];
        subscriber = endpoints[1];
    }

    static VictimProcess withHeap(int mebibytes) throws IOException {
        return new VictimProcess(JavaProcess.startWithHeap(mebibytes, VictimProcess.class));
    }

    static VictimProcess withFiles(int most) throws IOException {
        return new VictimProcess(JavaProcess.startWithFiles(most, VictimProcess.class));
    }

    /** Endpoint of its publisher. */
    String publisher() {
        return publisher;
    }

    /** Endpoint of its subscriber. */
    String subscriber() {
        return subscriber;
    }

    /** Begins to publish. */
    void start() throws IOException {
        process.ask("start");
    }

    /** Stops publishing; returns how many messages were accepted. */
    long stop() throws IOException {
        return Long.parseLong(process.ask("stop"));
    }

    /**
     * What it is like: received, dropped, untagged, heap (MiB, after a collection), threads, files, ioThreads, ioNs
     * (CPU time), longestPauseNs (CPU time of the process between two frames sent: a busy machine makes it no longer).
     */
    Map<String, Long> state() throws IOException {
        return Arrays.stream(process.ask("state").split(" ", -1))
                .map(each -> each.split("=", -1))
                .collect(Collectors.toMap(each -> each[0], each -> Long.parseLong(each[1])));
    }

    /** Closes its context; returns the nanoseconds that this took. */
    long closeContext() throws IOException {
        return Long.parseLong(process.ask("close"));
    }

    @Override
    public void close() {
        process.close();
    }

    private static volatile boolean publishing = true;
    private static volatile long longestPauseNs;

    public static void main(String[] args) throws Exception {
        TunedContext context = TunedContext.builder().build();
        Publisher publisher = context.publisher().bind("tcp://127.0.0.1:*").open();
        Subscriber subscriber = context.subscriber()
                .bind("tcp://127.0.0.1:*")
                .topic("t")
                .topicPrefix("raw")
                .open();
        System.out.println(publisher.endpoint() + " " + subscriber.endpoint());
        Thread sender = new Thread(() -> publish(publisher));
        sender.setDaemon(true);
        Thread receiver = daemon(() -> {
            while (true) {
                subscriber.drain(view -> {}, 1_000, Duration.ofSeconds(1));
            }
        });
        receiver.setUncaughtExceptionHandler((thread, end) -> {}); // Closed.
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            switch (line) {
                case "start" -> {
                    sender.start();
                    System.out.println();
                }
                case "stop" -> {
                    publishing = false;
                    sender.join();
                    System.out.println(publisher.stats().published());
                }
                case "state" -> System.out.println(state(context, subscriber));
                case "close" -> {
                    long startNs = System.nanoTime();
                    context.close();
                    System.out.println(System.nanoTime() - startNs);
                }
                default -> throw new IllegalArgumentException(line);
            }
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void publish(Publisher publisher) {
        byte[] payload = new byte[64];
        long sent = 0;
        long sentNs = cpuNs();
        while (publishing) {
            publisher.publish("t", payload);
            long nowNs = cpuNs();
            long frames = publisher.stats().batches();
            longestPauseNs = Math.max(longestPauseNs, nowNs - sentNs); // One within this call, too.
            sentNs = frames == sent ? sentNs : nowNs;
            sent = frames;
            LockSupport.parkNanos(500_000);
        }
    }

    private static long cpuNs() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    private static String state(TunedContext context, Subscriber subscriber) {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        String[] files = new File("/proc/self/fd").list();
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long ioNs = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("tunedzmq-io"))
                .mapToLong(thread -> threads.getThreadCpuTime(thread.getId()))
                .sum();
        return "received=" + subscriber.stats().received() + " dropped="
                + subscriber.stats().dropped() + " untagged="
                + subscriber.stats().untagged() + " heap="
                + ((runtime.totalMemory() - runtime.freeMemory()) >> 20) + " threads="
                + threads.getThreadCount() + " files=" + (files == null ? 0 : files.length) + " ioThreads="
                + context.stats().ioThreadsAlive() + " ioNs=" + ioNs + " longestPauseNs=" + longestPauseNs;
    }
}

package io.tunedzmq.rules;

import io.tunedzmq.JavaProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Threads that compute, in a process of their own. Prints a line when they do, and ends when it is killed, or after a
 * while.
 */
final class BusyProcess {
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private BusyProcess() {}

    static JavaProcess start(int threads) throws IOException {
        JavaProcess process = JavaProcess.start(BusyProcess.class, Integer.toString(threads));
        process.line();
        return process;
    }

    public static void main(String[] args) throws Exception {
        long endNs = System.nanoTime() + LONGEST.toNanos();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < Integer.parseInt(args[0]); i++) {
            Thread thread = new Thread(() -> {
                while (System.nanoTime() - endNs < 0) {
                    Thread.onSpinWait();
                }
            });
            thread.start();
            threads.add(thread);
        }
        System.out.println("busy");
        for (Thread thread : threads) {
            thread.join();
        }
    }
}

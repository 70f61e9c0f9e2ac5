package io.tunedzmq.jeromq;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Looks up host names on threads of its own: where no name server answers, a look-up takes ten seconds and more, and
 * JeroMQ does it on an I/O thread, whose connections wait meanwhile. Thread-safe.
 */
final class HostNames {
    /** Look-ups at the same time. */
    private static final int MOST = 4;

    private static final long IDLE_SECONDS = 10;

    /** One that is under way, or done. Thread-safe. */
    static final class LookUp {
        private volatile boolean done;
        private volatile List<InetAddress> found = List.of();
        private volatile String failure = "";

        boolean done() {
            return done;
        }

        /** In the order in which they are to be tried; empty if there are none, or none are known yet. */
        List<InetAddress> found() {
            return found;
        }

        /** Why there are none. */
        String failure() {
            return failure;
        }
    }

    private final AtomicInteger numbers = new AtomicInteger();
    private final ThreadPoolExecutor threads =
            new ThreadPoolExecutor(0, MOST, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), this::thread);

    private Thread thread(Runnable work) {
        Thread thread = new Thread(work, "tunedzmq-names-" + numbers.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    /** Starts to look a name up. */
    LookUp start(String host, Runnable whenDone) {
        LookUp lookUp = new LookUp();
        try {
            threads.execute(() -> {
                try {
                    lookUp.found = List.of(InetAddress.getAllByName(host));
                } catch (UnknownHostException e) {
                    lookUp.failure = String.valueOf(e.getMessage());
                } catch (Throwable e) {
                    lookUp.failure = e.toString();
                } finally {
                    lookUp.done = true;
                }
                whenDone.run();
            });
        } catch (RejectedExecutionException e) {
            lookUp.failure = "other look-ups take long";
            lookUp.done = true;
        }
        return lookUp;
    }

    void stop() {
        threads.shutdown();
    }
}

package io.tunedzmq;

import java.util.Arrays;

/**
 * Finds ZeroMQ contexts that other code opened in this process: each keeps a thread named {@code reaper-1} in JeroMQ's
 * poller.
 */
final class ForeignContexts {
    private static final String REAPER = "reaper-1";

    /** Also if it was moved to another package, as shaded jars do. */
    private static final String POLLER = "zmq.poll.Poller";

    private ForeignContexts() {}

    static int count() {
        ThreadGroup root = Thread.currentThread().getThreadGroup();
        while (root.getParent() != null) {
            root = root.getParent();
        }
        Thread[] threads = new Thread[2 * root.activeCount() + 16];
        int found = root.enumerate(threads, true);
        return (int) Arrays.stream(threads, 0, found)
                .filter(thread -> thread.getName().equals(REAPER) && polls(thread))
                .count();
    }

    private static boolean polls(Thread thread) {
        StackTraceElement[] stack = thread.getStackTrace();
        return thread.isAlive()
                && (justStarted(stack)
                        || Arrays.stream(stack)
                                .anyMatch(frame -> frame.getClassName().endsWith(POLLER)));
    }

    /** A thread may be there for a while, on a busy machine, before it does anything. */
    private static boolean justStarted(StackTraceElement[] stack) {
        return Arrays.stream(stack).allMatch(frame -> frame.getClassName().equals("java.lang.Thread"));
    }
}

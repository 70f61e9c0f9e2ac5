package io.tunedzmq.examples;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a program say its last words also when it is told to end (Ctrl-C, SIGTERM).
 *
 * <p>The main loop looks at {@link #requested()} and closes this when it is through. If it does not within a second,
 * because it waits for input or for a reader of its output, the last words are said without it. They are said once.
 * Thread-safe.
 */
final class Termination implements AutoCloseable {
    private final Runnable lastWords;
    private final Thread hook = new Thread(this::terminate, "termination");
    private final CountDownLatch mainIsThrough = new CountDownLatch(1);
    private volatile boolean requested;
    private boolean said;

    private Termination(Runnable lastWords) {
        this.lastWords = lastWords;
    }

    /** From now on the last words are not forgotten; they must end by themselves. */
    static Termination watch(Runnable lastWords) {
        Termination termination = new Termination(lastWords);
        Runtime.getRuntime().addShutdownHook(termination.hook);
        return termination;
    }

    boolean requested() {
        return requested;
    }

    private void terminate() {
        requested = true;
        try {
            boolean unused = mainIsThrough.await(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        say();
    }

    private synchronized void say() {
        if (!said) {
            said = true;
            lastWords.run();
        }
    }

    @Override
    public void close() {
        say();
        mainIsThrough.countDown();
        try {
            boolean unused = Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending already; then the hook found everything said.
        }
    }
}

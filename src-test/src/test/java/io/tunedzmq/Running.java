package io.tunedzmq;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Work on a thread of its own, whose result or failure the test gets. */
final class Running<T> {
    private final FutureTask<T> task;
    private final Thread thread;

    private Running(String name, Callable<T> work) {
        task = new FutureTask<>(work);
        thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    static <T> Running<T> start(String name, Callable<T> work) {
        return new Running<>(name, work);
    }

    /** The result, within a minute. */
    T result() throws Exception {
        return result(Duration.ofMinutes(1));
    }

    T result(Duration bound) throws Exception {
        try {
            return task.get(bound.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            AssertionError error = new AssertionError(thread + " still runs after " + bound);
            error.setStackTrace(thread.getStackTrace());
            throw error;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e;
        }
    }

    /** Waits until the thread is inside a method of this name. */
    void awaitInside(String method) {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (Arrays.stream(thread.getStackTrace())
                .noneMatch(frame -> frame.getMethodName().equals(method))) {
            if (System.nanoTime() > end) {
                throw new AssertionError(thread + " never came into " + method);
            }
            Thread.onSpinWait();
        }
    }

    Thread thread() {
        return thread;
    }

    boolean done() {
        return task.isDone();
    }
}

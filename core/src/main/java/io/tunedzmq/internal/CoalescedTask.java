package io.tunedzmq.internal;

import java.util.concurrent.locks.ReentrantLock;

/**
 * Work that is done again whenever somebody asks for it, by one thread at a time. Whoever asks inside it, as a listener
 * may that it calls, has it done once more afterwards. Thread-safe.
 */
public final class CoalescedTask {
    private final Runnable work;
    private final ReentrantLock lock = new ReentrantLock();

    /** Guarded by the lock, as is the next. */
    private boolean wanted;

    private boolean running;

    public CoalescedTask(Runnable work) {
        this.work = work;
    }

    /** Done when it returns, but for who asks inside it. What it throws goes to one of those who asked. */
    public void run() {
        lock.lock();
        try {
            wanted = true;
            while (wanted && !running) {
                wanted = false;
                running = true;
                try {
                    work.run();
                } finally {
                    running = false;
                }
            }
        } finally {
            lock.unlock();
        }
    }
}

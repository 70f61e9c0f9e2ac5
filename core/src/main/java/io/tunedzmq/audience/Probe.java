package io.tunedzmq.audience;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A question to all who receive a topic, and the distinct subscribers that answered. Thread-safe. */
public final class Probe {
    private final long id;
    private final int wanted;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition answer = lock.newCondition();
    private final Set<Long> subscribers = new HashSet<>();

    public Probe(long id, int wanted) {
        this.id = id;
        this.wanted = wanted;
    }

    /** A number for a question, not negative. */
    public static long newId() {
        return ThreadLocalRandom.current().nextLong() & (Long.MAX_VALUE >> 1);
    }

    public long id() {
        return id;
    }

    /** How many have answered. */
    public int answers() {
        lock.lock();
        try {
            return subscribers.size();
        } finally {
            lock.unlock();
        }
    }

    /** Whether all of these have answered. */
    boolean answeredBy(Set<Long> all) {
        lock.lock();
        try {
            return subscribers.containsAll(all);
        } finally {
            lock.unlock();
        }
    }

    void answered(long subscriberId) {
        lock.lock();
        try {
            if (subscribers.size() < wanted && subscribers.add(subscriberId)) {
                answer.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether enough have answered, waiting for that up to the time given; an interrupt ends the wait. */
    public boolean await(long nanos) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos;
            while (subscribers.size() < wanted && left > 0) {
                left = answer.awaitNanos(left);
            }
            return subscribers.size() >= wanted;
        } finally {
            lock.unlock();
        }
    }
}

package io.tunedzmq.audience;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A question to all who receive a topic, and the subscribers that answered and are still there. Its number is no
 * secret, everybody gets it; so only what {@link RemoteSubscribers} knows by its key has answered. Thread-safe.
 */
public final class RollCall {
    private final long id;
    private final int wanted;
    private final long startNs = System.nanoTime();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition answer = lock.newCondition();
    private final Set<RemoteSubscriber> answered = new HashSet<>();

    /** With over how many connections each answered. */
    private final Map<RemoteIdentity, Integer> subscribers = new HashMap<>();

    private long answers;

    public RollCall(long id, int wanted) {
        this.id = id;
        this.wanted = wanted;
    }

    /** A number for a roll call, not negative. */
    public static long newId() {
        return ThreadLocalRandom.current().nextLong() & (Long.MAX_VALUE >> 1);
    }

    public long id() {
        return id;
    }

    long startNs() {
        return startNs;
    }

    /** How often somebody answered for the first time; does not shrink when one leaves. */
    public long answers() {
        lock.lock();
        try {
            return answers;
        } finally {
            lock.unlock();
        }
    }

    /** How many of those present have answered, over each connection of theirs. */
    int heard() {
        lock.lock();
        try {
            return answered.size();
        } finally {
            lock.unlock();
        }
    }

    void answered(RemoteSubscriber subscriber) {
        lock.lock();
        try {
            if (answered.add(subscriber)) {
                answers++;
                subscribers.merge(subscriber.who(), 1, Integer::sum);
                answer.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Who is gone has not answered: an open roll call keeps no more than those present. */
    void left(RemoteSubscriber subscriber) {
        lock.lock();
        try {
            if (answered.remove(subscriber)) {
                subscribers.computeIfPresent(subscriber.who(), (who, times) -> times == 1 ? null : times - 1);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Whether enough distinct subscribers have answered, waiting for that up to the time given; an interrupt ends the
     * wait.
     */
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

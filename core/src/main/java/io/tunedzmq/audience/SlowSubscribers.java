package io.tunedzmq.audience;

import io.tunedzmq.stats.SlowEpisode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells which subscribers begin and cease to be slow. Thread-safe: one thread at a time tells, or the end could come before the beginning. */
public final class SlowSubscribers {
    private static final Logger log = LoggerFactory.getLogger("io.tunedzmq.Publisher");

    private static final long LOOK_NS = 100_000_000;
    private static final long PATIENCE_NS = 500_000_000;

    /** When a thousand become slow in one moment, ten lines say it as well; and a peer can become slow as often as it likes. */
    private static final int LOGGED_AT_ONCE = 10;

    private static final int LOGGED_A_MINUTE = 30;

    private final RemoteSubscribers subscribers;
    private final Marks marks;
    private final long thresholdNs;
    private final Consumer<SlowEpisode> listener;
    private final ReentrantLock lock = new ReentrantLock();
    private final Seldom lines = new Seldom(LOGGED_A_MINUTE);
    private final Seldom failures = new Seldom(1);
    private long lookedNs;

    public SlowSubscribers(
            RemoteSubscribers subscribers, Marks marks, Duration threshold, Consumer<SlowEpisode> listener) {
        this.subscribers = subscribers;
        this.marks = marks;
        this.listener = listener;
        thresholdNs = threshold.toNanos();
    }

    /** Looks, unless it was a moment ago. */
    public void look(long nowNs) {
        lock.lock();
        try {
            if (nowNs - lookedNs >= LOOK_NS) {
                lookedNs = nowNs;
                tell(subscribers.slowEpisodes(thresholdNs, nowNs, answered -> marks.behindNs(answered, nowNs)));
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends with the publisher: nobody is slow from here on. */
    public void end(long nowNs) {
        boolean mine = false;
        try {
            mine = lock.tryLock(
                    PATIENCE_NS, TimeUnit.NANOSECONDS); // A listener that blocks must not keep a publisher open.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try {
            tell(subscribers.endSlowEpisodes(nowNs));
        } finally {
            if (mine) {
                lock.unlock();
            }
        }
    }

    private void tell(List<SlowEpisode> episodes) {
        long nowNs = System.nanoTime();
        int logged = Math.min(episodes.size(), LOGGED_AT_ONCE);
        for (SlowEpisode episode : episodes.subList(0, logged)) {
            long times = lines.take(nowNs);
            if (times == 1) {
                log.warn("{}", episode);
            } else if (times > 1) {
                log.warn("{}; and {} more such lines were left out", episode, times - 1);
            }
        }
        if (episodes.size() > logged && lines.take(nowNs) > 0) {
            log.warn("and {} more subscribers began or ceased to be slow at once", episodes.size() - logged);
        }
        for (SlowEpisode episode : episodes) {
            try {
                listener.accept(episode);
            } catch (RuntimeException | Error e) { // The housekeeper serves others, too.
                if (failures.take(nowNs) > 0) {
                    log.error("the listener for slow subscribers failed for {}", episode, e);
                }
            }
        }
    }
}

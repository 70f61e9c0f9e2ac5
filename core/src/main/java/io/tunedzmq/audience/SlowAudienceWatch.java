package io.tunedzmq.audience;

import io.tunedzmq.internal.HeldInterrupt;
import io.tunedzmq.internal.LimitedLog;
import io.tunedzmq.internal.NowAndThen;
import io.tunedzmq.stats.SlowEpisode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Tells which subscribers begin and cease to be slow. Thread-safe: one thread at a time tells, or the end could come
 * before the beginning.
 */
public final class SlowAudienceWatch {
    /** In a minute: when a thousand become slow in one moment, these say it as well. */
    private static final int LINES = 20;

    private static final LimitedLog log = LimitedLog.of("io.tunedzmq.Publisher", LINES);

    private static final long LOOK_NS = 100_000_000;
    private final RemoteSubscribers subscribers;
    private final AudienceMarks marks;
    private final long thresholdNs;
    private final Consumer<SlowEpisode> record;
    private final Consumer<SlowEpisode> listener;
    private final ReentrantLock lock = new ReentrantLock();
    private final NowAndThen looks = new NowAndThen();

    /** @param record takes each episode at once, and must not throw */
    public SlowAudienceWatch(
            RemoteSubscribers subscribers,
            AudienceMarks marks,
            Duration threshold,
            Consumer<SlowEpisode> record,
            Consumer<SlowEpisode> listener) {
        this.subscribers = subscribers;
        this.marks = marks;
        this.record = record;
        this.listener = listener;
        thresholdNs = threshold.toNanos();
    }

    /** Looks, unless it was a moment ago. */
    public void look(long nowNs) {
        lock.lock();
        try {
            if (looks.isDue(LOOK_NS, nowNs)) {
                tell(subscribers.slowEpisodes(
                        thresholdNs, nowNs, (answered, lacksSome) -> marks.behindNs(answered, lacksSome, nowNs)));
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ends with the publisher: nobody is slow from here on. A listener that has been told something else and is not
     * back by the deadline is not told: it must not keep a publisher open.
     */
    public void end(long deadlineNs) {
        try (HeldInterrupt held = new HeldInterrupt()) {
            boolean mine = held.await(left -> lock.tryLock(left, TimeUnit.NANOSECONDS), deadlineNs);
            try {
                List<SlowEpisode> episodes = subscribers.endSlowEpisodes(System.nanoTime());
                if (mine) {
                    tell(episodes);
                } else {
                    episodes.forEach(this::note);
                }
            } finally {
                if (mine) {
                    lock.unlock();
                }
            }
        }
    }

    private void tell(List<SlowEpisode> episodes) {
        for (SlowEpisode episode : episodes) {
            note(episode);
            try {
                listener.accept(episode);
            } catch (Throwable e) { // Also a checked one: the housekeeper serves others, too.
                log.error("the listener for slow subscribers failed for {}", episode, e);
            }
        }
    }

    private void note(SlowEpisode episode) {
        record.accept(episode);
        log.warn("{}", episode);
    }
}

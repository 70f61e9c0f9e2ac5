package io.tunedzmq.audience;

import io.tunedzmq.internal.Counter;
import io.tunedzmq.internal.LimitedLog;
import io.tunedzmq.stats.SlowEpisode;
import io.tunedzmq.stats.SubscriberReport;
import io.tunedzmq.wire.ControlTopics;
import io.tunedzmq.wire.PublishedTopic;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The subscribers that told a publisher who they are, with their receiver reports. Bounded whatever the network sends. Thread-safe:
 * written under the sending lock, read from any thread.
 */
public final class RemoteSubscribers {
    private static final LimitedLog log = LimitedLog.of("io.tunedzmq.Publisher");

    private static final int MOST = 65_536;

    /** Of those that are gone; each may come back over a new connection. */
    private static final int MOST_GONE = 1_024;

    private static final long LOOK_AGAIN_NS = 1_000_000;

    private final long epoch;
    private final LongSupplier published;
    private final Supplier<List<PublishedTopic>> topics;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Long, RemoteSubscriber> byKey = new LinkedHashMap<>();
    private final Map<Long, RemoteSubscriber> byId = new HashMap<>();
    private final WantedTopics wanted = new WantedTopics();
    private long lookedAgainNs = System.nanoTime() - LOOK_AGAIN_NS;
    private int gone;
    private long currentMark;
    private boolean settled;
    private boolean again;
    private boolean over;
    private boolean forgot;

    private final Counter dropped = new Counter();
    private final Counter ignored = new Counter();
    private final Counter checks = new Counter();
    private final Counter unbalanced = new Counter();

    /**
     * @param published how many messages were, of all topics
     * @param topics the publisher's, by number
     */
    public RemoteSubscribers(long epoch, LongSupplier published, Supplier<List<PublishedTopic>> topics) {
        this.epoch = epoch;
        this.published = published;
        this.topics = topics;
    }

    /** Takes what a subscriber says of itself. */
    void heard(ControlTopics.Request request, long nowNs) {
        lock.lock();
        try {
            if (request instanceof ControlTopics.About about) {
                about(about, nowNs);
            } else if (request instanceof ControlTopics.Filter filter) {
                filter(filter);
            } else if (request instanceof ControlTopics.From from) {
                RemoteSubscriber subscriber = known(from.key(), from);
                if (subscriber != null) {
                    subscriber.address(from.address(), nowNs);
                }
            } else if (request instanceof ControlTopics.Report report) {
                report(report, nowNs);
            }
        } finally {
            lock.unlock();
        }
    }

    private @Nullable RemoteSubscriber known(long key, ControlTopics.Request request) {
        RemoteSubscriber subscriber = byKey.get(key);
        if (subscriber == null) {
            ignore("unknown key", request);
        }
        return subscriber;
    }

    private void about(ControlTopics.About about, long nowNs) {
        RemoteSubscriber subscriber = byKey.get(about.key());
        if (subscriber != null) {
            if (!subscriber.connected) {
                gone--;
                again |= subscriber.mark() < currentMark; // Its last report may be lost: it answers a new number only.
                subscriber.back(currentMark);
            }
            return;
        }
        if (byId.containsKey(about.subscriberId()) || byKey.size() >= MOST) {
            ignore("somebody else has this identity, or there is no room", about);
            return;
        }
        subscriber = new RemoteSubscriber(about.subscriberId(), about.name(), currentMark, forgot, nowNs);
        byKey.put(about.key(), subscriber);
        byId.put(about.subscriberId(), subscriber);
    }

    private void filter(ControlTopics.Filter part) {
        RemoteSubscriber subscriber = known(part.key(), part);
        if (subscriber != null && subscriber.filter(part.part())) {
            subscriber.wants(wanted.of(subscriber.filter()));
        }
    }

    private void report(ControlTopics.Report report, long nowNs) {
        if (report.epoch() != epoch) {
            return; // About another publisher; all of them hear it.
        }
        RemoteSubscriber subscriber = byKey.get(report.key());
        if (subscriber == null || report.mark() > currentMark || !plausible(subscriber, report, nowNs)) {
            ignore("not plausible", report);
            return;
        }
        dropped.add(subscriber.reported(report, nowNs));
        check(subscriber);
    }

    private boolean plausible(RemoteSubscriber subscriber, ControlTopics.Report report, long nowNs) {
        if (subscriber.plausible(report, published.getAsLong())) {
            return true;
        }
        Wanted mine = subscriber.wanted();
        if (mine == null || nowNs - lookedAgainNs < LOOK_AGAIN_NS) {
            return false;
        }
        lookedAgainNs = nowNs; // Much may have been sent since the last look; but nobody makes us look all the time.
        WantedTopics.look(mine, topics.get());
        return subscriber.plausible(report, published.getAsLong());
    }

    private void check(RemoteSubscriber subscriber) {
        OptionalLong difference = subscriber.check(currentMark, settled);
        if (difference.isPresent()) {
            checks.add(1);
            if (difference.getAsLong() != 0) {
                unbalanced.add(1);
                log.error(
                        "the books do not balance: {} messages are unaccounted for; this is a defect: {}",
                        difference.getAsLong(),
                        subscriber.row(System.nanoTime(), 0));
            }
        }
        again |= subscriber.unbalanced();
    }

    /** The end of what a subscriber said of itself: its connection is gone. */
    void left(ControlTopics.Request request) {
        if (!(request instanceof ControlTopics.About about)) {
            return;
        }
        lock.lock();
        try {
            RemoteSubscriber subscriber = byKey.get(about.key());
            if (subscriber != null && subscriber.connected) {
                subscriber.connected = false;
                gone++;
                forgetOldest();
            }
        } finally {
            lock.unlock();
        }
    }

    private void forgetOldest() {
        Iterator<RemoteSubscriber> each = byKey.values().iterator();
        while (gone > MOST_GONE && each.hasNext()) {
            RemoteSubscriber subscriber = each.next();
            if (!subscriber.connected) {
                each.remove();
                byId.remove(subscriber.id());
                gone--;
                forgot = true;
            }
        }
    }

    /** A subscriber gets the echo with this number: what is sent from here on, it must get. */
    public void echoed(ControlTopics.Ready ready, long echo) {
        lock.lock();
        try {
            RemoteSubscriber subscriber = byId.get(ready.subscriberId());
            Wanted mine = subscriber == null ? null : subscriber.wanted();
            if (subscriber != null && mine != null) {
                WantedTopics.look(mine, topics.get());
                subscriber.echoed(echo);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Looks at what was sent to each. */
    void look() {
        lock.lock();
        try {
            if (wanted.size() > byKey.size()) {
                wanted.retain(
                        byKey.values().stream().map(RemoteSubscriber::wanted).toList());
            }
            wanted.look(topics.get());
        } finally {
            lock.unlock();
        }
    }

    /** Whether whatever any of those connected wants, something of it was sent since this was asked last. */
    boolean allGotSomeSinceLastAsked() {
        lock.lock();
        try {
            boolean all = true;
            Set<Wanted> distinct = Collections.newSetFromMap(new IdentityHashMap<>());
            for (RemoteSubscriber subscriber : byKey.values()) {
                Wanted mine = subscriber.wanted();
                if (subscriber.connected && (mine == null || distinct.add(mine))) {
                    all &= mine != null && mine.sentSomeSinceLastAsked();
                }
            }
            return all;
        } finally {
            lock.unlock();
        }
    }

    /**
     * A mark is sent behind everything that was looked at last.
     *
     * @param everythingAnnounced whether a subscriber that answers it has heard every last sequence before it
     */
    void marked(long mark, boolean everythingAnnounced) {
        lock.lock();
        try {
            currentMark = mark;
            settled = everythingAnnounced;
            again = !settled;
            wanted.mark();
        } finally {
            lock.unlock();
        }
    }

    /** Whether a further mark is of use although nothing was sent since. */
    boolean wantsMarkAgain() {
        lock.lock();
        try {
            return again;
        } finally {
            lock.unlock();
        }
    }

    /** How many connected ones there are, or, given a mark, have answered it. */
    public int connected(long mark) {
        lock.lock();
        try {
            return (int) byKey.values().stream()
                    .filter(subscriber -> subscriber.connected && (mark == 0 || subscriber.mark() >= mark))
                    .count();
        } finally {
            lock.unlock();
        }
    }

    /** Messages that those connected have not accounted for yet, as far as that is known. */
    public long behind() {
        lock.lock();
        try {
            return byKey.values().stream()
                    .filter(subscriber -> subscriber.connected)
                    .mapToLong(subscriber -> subscriber.behind().orElse(0))
                    .sum();
        } finally {
            lock.unlock();
        }
    }

    /**
     * A row for each.
     *
     * @param behindNs takes the last mark answered
     */
    public List<SubscriberReport> rows(long nowNs, LongUnaryOperator behindNs) {
        lock.lock();
        try {
            return byKey.values().stream()
                    .map(subscriber -> subscriber.row(nowNs, behindNs(subscriber, behindNs)))
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    /** As {@link #rows}, with what was sent until now, not until the last mark. Exact under the sending lock. */
    public List<SubscriberReport> rowsNow(long nowNs, LongUnaryOperator behindNs) {
        return rows(nowNs, behindNs, () -> wanted.sentNow(topics.get()));
    }

    /** As {@link #rowsNow}, for whoever cannot wait for the sending lock: what was published is left out, as it may grow meanwhile. */
    public List<SubscriberReport> rowsWhileSending(long nowNs, LongUnaryOperator behindNs) {
        return rowsNow(nowNs, behindNs).stream()
                .map(row -> new SubscriberReport(
                        row.id(),
                        row.name(),
                        row.address(),
                        row.connected(),
                        OptionalLong.empty(),
                        row.received(),
                        row.dropped(),
                        row.behind(),
                        row.behindFor(),
                        row.unaccounted(),
                        row.sinceHeard()))
                .toList();
    }

    private List<SubscriberReport> rows(
            long nowNs, LongUnaryOperator behindNs, Supplier<IdentityHashMap<Wanted, OptionalLong>> sentNow) {
        lock.lock();
        try {
            IdentityHashMap<Wanted, OptionalLong> sent = sentNow.get();
            return byKey.values().stream()
                    .map(subscriber -> subscriber.rowNow(
                            nowNs,
                            behindNs(subscriber, behindNs),
                            sent.getOrDefault(subscriber.wanted(), OptionalLong.empty())))
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    private static long behindNs(RemoteSubscriber subscriber, LongUnaryOperator ofMark) {
        return !subscriber.connected
                ? 0
                : Math.max(0, ofMark.applyAsLong(subscriber.answered()) - subscriber.grantedNs());
    }

    /** The episodes of being slow that end with the publisher; nobody is slow from here on. */
    List<SlowEpisode> endSlowEpisodes(long nowNs) {
        lock.lock();
        try {
            over = true;
            return byKey.values().stream()
                    .map(subscriber -> subscriber.slowness.end(subscriber.id(), subscriber.name(), nowNs))
                    .filter(Objects::nonNull)
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    /** Episodes of being slow that begin or end now. */
    List<SlowEpisode> slowEpisodes(long thresholdNs, long nowNs, LongUnaryOperator behindNs) {
        List<SlowEpisode> episodes = new ArrayList<>();
        lock.lock();
        try {
            if (over) {
                return episodes;
            }
            for (RemoteSubscriber subscriber : byKey.values()) {
                Slowness slowness = subscriber.slowness;
                SlowEpisode episode = subscriber.connected
                        ? slowness.look(
                                subscriber.id(),
                                subscriber.name(),
                                behindNs(subscriber, behindNs),
                                subscriber.dropped(),
                                thresholdNs,
                                nowNs)
                        : slowness.end(subscriber.id(), subscriber.name(), nowNs);
                if (episode != null) {
                    episodes.add(episode);
                }
            }
        } finally {
            lock.unlock();
        }
        return episodes;
    }

    /** Counts what cannot come from a subscriber of ours, or no longer holds. */
    void ignore(String why, Object what) {
        ignored.add(1);
        log.debugOf(why, "ignored: {}: {}", why, what);
    }

    public long dropped() {
        return dropped.get();
    }

    public long ignored() {
        return ignored.get();
    }

    /** Checks of the books made, and those that failed. */
    public long checks() {
        return checks.get();
    }

    public long unbalanced() {
        return unbalanced.get();
    }
}

package io.tunedzmq.audience;

import io.tunedzmq.internal.Counter;
import io.tunedzmq.internal.LimitedLog;
import io.tunedzmq.internal.OwnedLock;
import io.tunedzmq.stats.SlowEpisode;
import io.tunedzmq.stats.SubscriberReport;
import io.tunedzmq.wire.ControlRequest;
import io.tunedzmq.wire.PublishedTopic;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The subscribers that told a publisher who they are, with their receiver reports. What is said over a connection holds
 * for the rows of that connection alone. Bounded whatever the network sends. Thread-safe: written under the sending
 * lock, read from any thread.
 */
public final class RemoteSubscribers {
    private static final LimitedLog log = LimitedLog.of("io.tunedzmq.Publisher");

    private static final int MOST = 65_536;

    /** Of the heap for each row, on a small one: it takes a fifth of that and more. */
    private static final int HEAP_PER_ROW = 4_096;

    private static final long LOOK_AGAIN_NS = 1_000_000;

    private final long epoch;
    private final LongSupplier published;
    private final Supplier<List<PublishedTopic>> topics;
    private final OwnedLock lock;
    private final PresentSubscribers registry;
    private final AudienceRows rows;
    private final FilterTable wanted;
    private final AudienceTotals overview;
    private long lookedAgainNs = System.nanoTime() - LOOK_AGAIN_NS;
    private long currentMark;
    private boolean settled;

    /** Whether everything that was sent was announced to everybody before a mark, and the first such mark; 0: any. */
    private boolean resting = true;

    private long restingMark;

    private boolean again;
    private volatile boolean soon;
    private boolean over;

    private final Counter dropped = new Counter();
    private final Counter ignored = new Counter();
    private final Counter checks = new Counter();
    private final Counter unbalanced = new Counter();

    /**
     * @param published how many messages were, of all topics
     * @param topics the publisher's, by number
     * @param onLostLock see {@link OwnedLock}
     */
    public RemoteSubscribers(
            long epoch, LongSupplier published, Supplier<List<PublishedTopic>> topics, Runnable onLostLock) {
        this(epoch, published, topics, onLostLock, (int)
                Math.min(MOST, Runtime.getRuntime().maxMemory() / HEAP_PER_ROW));
    }

    /** @param most rows of subscribers that are connected */
    RemoteSubscribers(
            long epoch, LongSupplier published, Supplier<List<PublishedTopic>> topics, Runnable onLostLock, int most) {
        lock = OwnedLock.nested(onLostLock);
        this.epoch = epoch;
        this.published = published;
        this.topics = topics;
        registry = new PresentSubscribers(most);
        rows = registry.rows;
        wanted = registry.wanted;
        overview = new AudienceTotals(registry);
    }

    OpenRollCalls rollCalls() {
        return registry.rollCalls;
    }

    /** Takes what a subscriber says of itself, or answers. */
    void heard(ControlRequest request, long connection, long nowNs) {
        lock.lock();
        try {
            if (request instanceof ControlRequest.About about) {
                about(about, connection, nowNs);
            } else if (request instanceof ControlRequest.Ack ack) {
                ack(ack, connection, nowNs);
            } else if (request instanceof ControlRequest.Filter filter) {
                RemoteSubscriber subscriber = known(filter.key(), connection, nowNs);
                if (subscriber != null) {
                    registry.filter(subscriber, filter.part(), nowNs);
                }
            } else if (request instanceof ControlRequest.From from) {
                RemoteSubscriber subscriber = known(from.key(), connection, nowNs);
                if (subscriber != null) {
                    subscriber.address(from.address());
                }
            } else if (request instanceof ControlRequest.Sign sign) {
                known(sign.key(), connection, nowNs);
            } else if (request instanceof ControlRequest.Bye bye) {
                bye(bye, connection, nowNs);
            } else if (request instanceof ControlRequest.Report report) {
                report(report, connection, nowNs);
            }
        } finally {
            lock.unlock();
        }
    }

    private @Nullable RemoteSubscriber known(long key, long connection, long nowNs) {
        RemoteSubscriber subscriber = rows.find(connection, key);
        if (subscriber == null) {
            ignore("a key that nobody introduced over this connection");
        } else {
            heard(subscriber, nowNs);
        }
        return subscriber;
    }

    private void heard(RemoteSubscriber subscriber, long nowNs) {
        subscriber.heard(nowNs);
        if (subscriber.outage().isDown()) {
            FilterTraffic mine = subscriber.wanted();
            subscriber.heardAgain(mine != null && lookAgain(mine, nowNs), currentMark + 1);
        }
    }

    /**
     * Much may have been sent since the last look; but nobody makes us look all the time. Returns whether that was
     * done.
     */
    private boolean lookAgain(FilterTraffic mine, long nowNs) {
        if (nowNs - lookedAgainNs < LOOK_AGAIN_NS) {
            return false;
        }
        lookedAgainNs = nowNs;
        FilterTable.look(mine, topics.get());
        return true;
    }

    private void about(ControlRequest.About about, long connection, long nowNs) {
        PresentSubscribers.Introduced introduced = registry.about(about, connection, currentMark, nowNs);
        RemoteSubscriber subscriber = rows.find(connection, about.key());
        switch (introduced) {
            case OWNED -> ignore("a key that has an owner");
            case NO_ROOM -> ignore("there is no room for another subscriber");
            case BACK -> {
                // Its last report may be lost: it answers a new number only.
                again |= subscriber != null && subscriber.mark() < currentMark;
            }
            case NEW, ALREADY -> {
                // Nothing to be said of it.
            }
        }
        if (subscriber != null && subscriber.id() == about.subscriberId()) {
            heard(subscriber, nowNs);
        }
    }

    private void ack(ControlRequest.Ack ack, long connection, long nowNs) {
        RemoteSubscriber subscriber = known(ack.key(), connection, nowNs);
        if (subscriber != null
                && (registry.rollCalls.answered(ack.number(), subscriber) || subscriber.wasSent(ack.number()))) {
            registry.prove(subscriber);
        }
    }

    private void report(ControlRequest.Report report, long connection, long nowNs) {
        if (report.epoch() != epoch) {
            return; // About another publisher; all of them hear it.
        }
        RemoteSubscriber subscriber = known(report.key(), connection, nowNs);
        if (subscriber == null) {
            return;
        }
        if (subscriber.quotesAnother(report)) {
            if (!subscriber.reports()) { // It was here before; its connection then may be gone without a word.
                subscriber.heardAgain(false, currentMark + 1);
            }
            registry.inherit(subscriber, report.echo());
        }
        if (report.mark() > currentMark || !plausible(subscriber, report, nowNs)) {
            ignore("a report that cannot be true");
            return;
        }
        dropped.add(registry.reported(subscriber, report));
        check(subscriber, nowNs);
    }

    private boolean plausible(RemoteSubscriber subscriber, ControlRequest.Report report, long nowNs) {
        if (subscriber.plausible(report, published.getAsLong())) {
            return true;
        }
        FilterTraffic mine = subscriber.wanted();
        return mine != null && lookAgain(mine, nowNs) && subscriber.plausible(report, published.getAsLong());
    }

    private void check(RemoteSubscriber subscriber, long nowNs) {
        OptionalLong difference = subscriber.check(currentMark, settled);
        if (difference.isPresent()) {
            checks.add(1);
            if (difference.getAsLong() != 0) {
                unbalanced.add(1);
                log.error(
                        "the books do not balance: {} messages are unaccounted for; a defect, or a peer whose reports are made up: {}",
                        difference.getAsLong(),
                        subscriber.row(nowNs, 0));
            }
        }
        again |= subscriber.unbalanced();
        soon |= subscriber.lacksNews();
    }

    private void bye(ControlRequest.Bye bye, long connection, long nowNs) {
        RemoteSubscriber subscriber = known(bye.key(), connection, nowNs);
        if (subscriber != null) {
            subscriber.who().saidGoodbye = true;
            rows.left(subscriber, nowNs);
        }
    }

    /**
     * The end of what a subscriber said of itself: its connection is gone, here or behind a proxy, where it has not
     * said goodbye.
     */
    void left(ControlRequest request, long connection, long nowNs) {
        if (!(request instanceof ControlRequest.About about)) {
            return;
        }
        lock.lock();
        try {
            RemoteSubscriber subscriber = rows.find(connection, about.key());
            if (subscriber != null && subscriber.id() == about.subscriberId()) {
                rows.left(subscriber, nowNs);
            }
        } finally {
            lock.unlock();
        }
    }

    /** A connection is gone, and all subscribers that came over it. */
    void closed(long connection, long nowNs) {
        lock.lock();
        try {
            rows.of(connection).forEach(subscriber -> rows.left(subscriber, nowNs));
        } finally {
            lock.unlock();
        }
    }

    /** Whether a subscriber that introduced itself over the connection may have an echo before strangers. */
    boolean mayAsk(ControlRequest.Ready ready, long connection, long betweenEchoesNs, long nowNs) {
        lock.lock();
        try {
            RemoteSubscriber subscriber = rows.ofId(connection, ready.subscriberId());
            return subscriber != null && subscriber.notEchoedFor(betweenEchoesNs, nowNs);
        } finally {
            lock.unlock();
        }
    }

    /**
     * A subscriber gets the echo with this number: what is sent from here on, it must get. False if nobody knows it.
     */
    boolean echoed(ControlRequest.Ready ready, long connection, long echo, long nowNs) {
        lock.lock();
        try {
            RemoteSubscriber subscriber = rows.ofId(connection, ready.subscriberId());
            boolean isKnown = subscriber != null;
            while (subscriber != null) {
                FilterTraffic mine = subscriber.wanted();
                if (mine != null) {
                    FilterTable.look(mine, topics.get());
                }
                subscriber.echoed(echo, nowNs);
                subscriber = subscriber.sameId;
            }
            return isKnown;
        } finally {
            lock.unlock();
        }
    }

    /** Looks at what was sent to each. */
    void look() {
        lock.lock();
        try {
            wanted.look(topics.get());
        } finally {
            lock.unlock();
        }
    }

    /** Whether whatever any of those connected wants, something of it was sent since this was asked last. */
    boolean allGotSomeSinceLastAsked() {
        lock.lock();
        try {
            boolean allKnown = wanted.withFilter() == rows.connected();
            return wanted.allSentSomeSinceLastAsked() && allKnown;
        } finally {
            lock.unlock();
        }
    }

    /**
     * A mark is sent behind everything that was looked at last.
     *
     * @param sentSome whether something may have been sent since the mark before it
     * @param everythingAnnounced whether a subscriber that answers it has heard every last sequence before it
     */
    void marked(long mark, boolean sentSome, boolean everythingAnnounced) {
        lock.lock();
        try {
            currentMark = mark;
            settled = everythingAnnounced;
            boolean rested = resting && !sentSome;
            resting = rested || everythingAnnounced;
            restingMark = rested ? restingMark : mark;
            again = !settled;
            soon = false;
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

    /**
     * Whether a subscriber has just turned out not to have heard everything: it should not wait long for the next mark.
     */
    boolean wantsMarkSoon() {
        return soon;
    }

    /**
     * The mark behind which everything must be announced again, because somebody has answered and lacks something:
     * behind a proxy a queue that nobody here sees may have been full.
     *
     * @return {@link Long#MAX_VALUE} if there is none
     */
    long lackedSince() {
        return leastHeardMark(RemoteSubscriber::needsAnotherWord);
    }

    /**
     * The last mark at which each, as far as that can be told, had everything; {@link Long#MAX_VALUE} if there is none.
     */
    public long heardByAll() {
        return leastHeardMark(RemoteSubscriber::booksAreKnown);
    }

    private long leastHeardMark(Predicate<RemoteSubscriber> of) {
        lock.lock();
        try {
            return rows.proven().stream()
                    .filter(of)
                    .mapToLong(RemoteSubscriber::heardMark)
                    .min()
                    .orElse(Long.MAX_VALUE);
        } finally {
            lock.unlock();
        }
    }

    /** How many are connected, strangers too. */
    int connectedAtAll() {
        lock.lock();
        try {
            return rows.connected();
        } finally {
            lock.unlock();
        }
    }

    /** Memory that all filters take, without the topics that they remember. */
    long filterBytes() {
        lock.lock();
        try {
            return registry.filterBytes();
        } finally {
            lock.unlock();
        }
    }

    /** How many of those connected have reported. */
    int reporting() {
        lock.lock();
        try {
            return registry.reporting();
        } finally {
            lock.unlock();
        }
    }

    /** Whether some of those connected have never shown that they hear us. */
    public boolean hasStrangers() {
        lock.lock();
        try {
            return rows.strangers() > 0;
        } finally {
            lock.unlock();
        }
    }

    /** How many are connected that have shown that they hear us, or, given a mark, have answered it. */
    public int connected(long mark) {
        lock.lock();
        try {
            return mark == 0 ? rows.proven().size() : registry.answered(mark);
        } finally {
            lock.unlock();
        }
    }

    /**
     * What has become of everything that was sent until now, by the last reports of those connected.
     *
     * @param subscribers who have shown that they hear us
     * @param complete how many of them lack nothing: by our books, or where these are not known, by their answer to a
     *     mark before which they had heard all last sequences
     * @param undelivered messages that were sent to the others and are not accounted for
     * @param lost who had shown it, whose connection ended without a goodbye and who may lack something
     */
    public record Delivery(int subscribers, int complete, long undelivered, int lost) {
        public boolean isComplete() {
            return complete == subscribers && undelivered == 0 && lost == 0;
        }
    }

    /**
     * Adds up what was delivered. Exact under the sending lock.
     *
     * @param mark a mark behind everything
     */
    public Delivery delivery(long mark, long nowNs) {
        lock.lock();
        try {
            long heardAll = resting ? Math.max(mark, restingMark) : Long.MAX_VALUE;
            return overview.delivery(heardAll, wanted.sentNow(topics.get()), nowNs);
        } finally {
            lock.unlock();
        }
    }

    /**
     * A row for each.
     */
    public List<SubscriberReport> rows(long nowNs, SubscriberLag behind) {
        lock.lock();
        try {
            return overview.rows(nowNs, behind);
        } finally {
            lock.unlock();
        }
    }

    /** As {@link #rows}, with what was sent until now, not until the last mark. Exact under the sending lock. */
    public List<SubscriberReport> rowsNow(long nowNs, SubscriberLag behind) {
        lock.lock();
        try {
            return overview.rowsNow(nowNs, behind, wanted.sentNow(topics.get()));
        } finally {
            lock.unlock();
        }
    }

    /**
     * As {@link #rowsNow}, for whoever cannot wait for the sending lock: what was published is left out, as it may grow
     * meanwhile.
     */
    public List<SubscriberReport> rowsWhileSending(long nowNs, SubscriberLag behind) {
        return rowsNow(nowNs, behind).stream()
                .map(AudienceTotals::withoutPublished)
                .toList();
    }

    /** The episodes of being slow that end with the publisher; nobody is slow from here on. */
    List<SlowEpisode> endSlowEpisodes(long nowNs) {
        lock.lock();
        try {
            over = true;
            return overview.endSlowEpisodes(nowNs);
        } finally {
            lock.unlock();
        }
    }

    /** Episodes of being slow that begin or end now. */
    List<SlowEpisode> slowEpisodes(long thresholdNs, long nowNs, SubscriberLag behind) {
        lock.lock();
        try {
            return over ? List.of() : overview.slowEpisodes(thresholdNs, nowNs, behind);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Counts what cannot come from a subscriber of ours, or no longer holds. Says nothing of its content: there may be
     * a key in it.
     */
    void ignore(String why) {
        ignored.add(1);
        log.debugOf(why, "ignored what a peer said: {}", why);
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

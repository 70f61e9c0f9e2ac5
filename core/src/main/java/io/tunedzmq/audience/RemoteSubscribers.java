package io.tunedzmq.audience;

import io.tunedzmq.internal.OwnedLock;
import io.tunedzmq.stats.SlowEpisode;
import io.tunedzmq.stats.SubscriberReport;
import io.tunedzmq.wire.ControlRequest;
import io.tunedzmq.wire.PublishedTopic;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The subscribers that told a publisher who they are, with their receiver reports. What is said over a connection holds
 * for the rows of that connection alone. Bounded whatever the network sends. Thread-safe: written under the sending
 * lock, read from any thread. This class is the lock: what is heard under it is the part of {@link HeardRequests}, what
 * an answer to the {@link LastMark} proves is that one's, and {@link AudienceTotals} adds up.
 */
public final class RemoteSubscribers {
    private static final int MOST = 65_536;

    /** Of the heap for each row, on a small one: it takes a fifth of that and more. */
    private static final int HEAP_PER_ROW = 4_096;

    private final Supplier<List<PublishedTopic>> topics;
    private final OwnedLock lock;
    private final PresentSubscribers registry;
    private final AudienceRows rows;
    private final FilterTable wanted;
    private final LastMark lastMark = new LastMark();
    private final HeardReports reports;
    private final HeardRequests requests;
    private final AudienceTotals overview;

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
        this.topics = topics;
        registry = new PresentSubscribers(epoch, most);
        rows = registry.rows;
        wanted = registry.wanted;
        reports = new HeardReports(epoch, published, topics, registry, lastMark);
        requests = new HeardRequests(epoch, registry, reports, lastMark, topics);
        overview = new AudienceTotals(registry);
    }

    OpenRollCalls rollCalls() {
        return registry.rollCalls;
    }

    /**
     * Takes what a subscriber says of itself, or answers.
     *
     * @return its last request for an echo if that is to be answered once more, or null
     */
    ControlRequest.@Nullable Ready heard(ControlRequest request, long connection, long nowNs) {
        lock.lock();
        try {
            return requests.heard(request, connection, nowNs);
        } finally {
            lock.unlock();
        }
    }

    /**
     * A subscriber asks who lacks something of what it has said, and nothing is lacking.
     *
     * @return its last request for an echo if that is to be answered once more, or null
     */
    ControlRequest.@Nullable Ready asksWhoLacks(ControlRequest.Ready question, long connection, long nowNs) {
        lock.lock();
        try {
            return requests.asksWhoLacks(question, connection, nowNs);
        } finally {
            lock.unlock();
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
            requests.left(about, connection, nowNs);
        } finally {
            lock.unlock();
        }
    }

    /** A connection is gone, and all subscribers that came over it. */
    void closed(long connection, long nowNs) {
        lock.lock();
        try {
            requests.closed(connection, nowNs);
        } finally {
            lock.unlock();
        }
    }

    /** See {@link Audience#takeReplaced}. Under the sending lock, as what is heard. */
    List<Long> takeReplaced() {
        return requests.takeReplaced();
    }

    /** Whether a subscriber that introduced itself over the connection may have an echo before strangers. */
    boolean mayAsk(ControlRequest.Ready ready, long connection, long betweenEchoesNs, long nowNs) {
        lock.lock();
        try {
            return requests.mayAsk(ready, connection, betweenEchoesNs, nowNs);
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
            return requests.echoed(ready, connection, echo, nowNs);
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
            lastMark.sent(mark, sentSome, everythingAnnounced);
            wanted.mark();
        } finally {
            lock.unlock();
        }
    }

    /** Whether a further mark is of use although nothing was sent since. */
    boolean wantsMarkAgain() {
        lock.lock();
        try {
            return lastMark.wantsAgain();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Whether a subscriber has just turned out not to have heard everything: it should not wait long for the next mark.
     */
    boolean wantsMarkSoon() {
        return lastMark.wantsSoon();
    }

    /**
     * The mark behind which everything must be announced again, because somebody has answered and lacks something:
     * behind a proxy a queue that nobody here sees may have been full.
     *
     * @return {@link Long#MAX_VALUE} if there is none
     */
    long lackedSince() {
        return leastHeardMark(account -> account.balance().needsAnotherWord());
    }

    /**
     * The last mark at which each, as far as that can be told, had everything; {@link Long#MAX_VALUE} if there is none.
     */
    public long heardByAll() {
        return leastHeardMark(RemoteAccount::isKnown);
    }

    private long leastHeardMark(Predicate<RemoteAccount> of) {
        lock.lock();
        try {
            return overview.leastHeardMark(of);
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
     * Adds up what was delivered. Exact under the sending lock.
     *
     * @param mark a mark behind everything
     */
    public AudienceDelivery delivery(long mark, long nowNs) {
        lock.lock();
        try {
            return overview.delivery(lastMark.provesAll(mark), wanted.sentNow(topics.get()), nowNs);
        } finally {
            lock.unlock();
        }
    }

    /**
     * A row for each.
     */
    public List<SubscriberReport> rows(long nowNs, RemoteLag behind) {
        lock.lock();
        try {
            return overview.rows(nowNs, behind);
        } finally {
            lock.unlock();
        }
    }

    /** As {@link #rows}, with what was sent until now, not until the last mark. Exact under the sending lock. */
    public List<SubscriberReport> rowsNow(long nowNs, RemoteLag behind) {
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
    public List<SubscriberReport> rowsWhileSending(long nowNs, RemoteLag behind) {
        return rowsNow(nowNs, behind).stream()
                .map(AudienceTotals::withoutPublished)
                .toList();
    }

    /** The episodes of being slow that end with the publisher; nobody is slow from here on. */
    List<SlowEpisode> endSlowEpisodes(long nowNs) {
        lock.lock();
        try {
            return overview.endSlowEpisodes(nowNs);
        } finally {
            lock.unlock();
        }
    }

    /** Episodes of being slow that begin or end now. */
    List<SlowEpisode> slowEpisodes(long thresholdNs, long nowNs, RemoteLag behind) {
        lock.lock();
        try {
            return overview.slowEpisodes(thresholdNs, nowNs, behind);
        } finally {
            lock.unlock();
        }
    }

    /** How far they are behind, by the last look at who is slow. */
    public AudienceLag lag() {
        return overview.lag();
    }

    /**
     * Counts what cannot come from a subscriber of ours, or no longer holds. Says nothing of its content: there may be
     * a key in it.
     */
    void ignore(String why) {
        requests.ignore(why);
    }

    public long dropped() {
        return reports.dropped();
    }

    public long ignored() {
        return requests.ignored();
    }

    /** Checks of the books made, and those that failed. */
    public long checks() {
        return reports.checks();
    }

    public long unbalanced() {
        return reports.unbalanced();
    }
}

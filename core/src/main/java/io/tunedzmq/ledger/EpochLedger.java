package io.tunedzmq.ledger;

import io.tunedzmq.internal.Counter;
import io.tunedzmq.stats.PublisherReport;
import io.tunedzmq.wire.ControlRequest;
import io.tunedzmq.wire.FrameReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * What a subscriber knows of one publisher instance: an epoch, and the routes that lead to it. Confined to the
 * receiving thread; its row may be read from any.
 */
final class EpochLedger {
    /** Of {@link #mayBeHandedOutElsewhere}: topics of whatever number. */
    static final int ALL = Integer.MAX_VALUE;

    private static final long FLASH_NS = 1_000_000_000;

    private final long epoch;
    private final NumberedTopics topics = new NumberedTopics();
    private final EpochBaseline baseline = new EpochBaseline();

    /** The route over which its messages come in order; others may lead to the same publisher. */
    volatile EpochRoute main;

    private final List<EpochRoute> routes = new ArrayList<>(1);

    /** Over which something came while the main route was lost that shows nothing of what is left of that one. */
    @Nullable
    EpochRoute successor;

    /** The main route's connection before that. */
    @Nullable
    HeardConnection before;

    /** Whether an answer to a request of this subscriber has come over its main route, now or before. */
    volatile boolean proven;

    /** When its publisher was heard last by way of other books, which may turn out to be its own. */
    long signNs;

    /** Whether somebody else claims to be this publisher. */
    boolean contested;

    EpochStanding standing = EpochStanding.BELIEVED;

    /** Of those that are apart and have answered. */
    @Nullable
    EpochDoubt doubt;

    /** Of believed ones: who is in doubt and compares frames with theirs, which are kept for as long. */
    private final List<EpochDoubt> rivals = new ArrayList<>(0);

    private @Nullable SeenFrames seen;

    /** Whether it has said its end, or another instance came up in its place: it may be forgotten for a newer one. */
    boolean over;

    /** Whether it has said its end, which it repeats. */
    volatile boolean ended;

    /** When a frame of it came first and last, by the nano clock. */
    final long sinceNs;

    final Counter heard = new Counter();

    /** When it was looked at last as one that may be forgotten. */
    long listedNs;

    /** Messages that came, of frames opened so far. */
    final Counter received = new Counter();

    /** Messages that never arrived. */
    final Counter dropped = new Counter();

    final Counter duplicates = new Counter();
    final Counter implausible = new Counter();

    /** The last MARK, and the books as they stood when it came until they are reported. */
    long mark;

    @Nullable
    ReportedCounts atMark;

    /** How often it asks for reports at most, and whether it wants one in any case. */
    int everySeconds = 1;

    boolean reportDue = true;
    long reportedNs;

    /**
     * The greatest number of a topic of which messages were handed out that are in no books, or may have been; 0 if
     * there is none. Numbers follow the first use of topics: one that is greater was born later.
     */
    private int uncheckedUpTo;

    /** When a frame had come last that the last report tells of. */
    long reportedHeardNs;

    /** What the publisher was told last. */
    ControlRequest.@Nullable Report reported;

    EpochLedger(EpochRoute main, long nowNs) {
        epoch = main.epoch;
        this.main = main;
        sinceNs = nowNs;
        listedNs = nowNs;
        signNs = nowNs;
        reportedNs = nowNs;
        heard.add(nowNs);
        routes.add(main);
    }

    HeardConnection connection() {
        return main.connection;
    }

    List<EpochRoute> routes() {
        return routes;
    }

    /**
     * Whether the route is known to lead to the same publisher: by an echo, or to an address at which it was. A route
     * that is closed says that, too.
     */
    boolean isReachedBy(EpochRoute other) {
        for (EpochRoute route : routes) {
            if ((route.vouched && other.connection.sameAddress(route.connection))
                    || ((route.vouched || route == main) && route.leadsWhere(other))) {
                return true;
            }
        }
        return false;
    }

    void addRival(EpochDoubt rival) {
        seen = seen == null ? new SeenFrames() : seen;
        rivals.add(rival);
    }

    void removeRival(EpochDoubt rival) {
        rivals.remove(rival);
        seen = rivals.isEmpty() ? null : seen;
    }

    /** Whether its frames are compared with those of somebody else. */
    boolean isCompared() {
        return doubt != null || seen != null;
    }

    /** A frame came that is compared. */
    void brings(FrameReader frame, long quietNs) {
        long mark = SeenFrames.mark(frame);
        if (doubt != null) {
            doubt.brings(mark, quietNs);
        }
        if (seen != null) {
            seen.add(mark);
            for (EpochDoubt rival : rivals) {
                rival.believedBrings(mark, quietNs);
            }
        }
    }

    boolean hasBrought(long mark) {
        return seen != null && seen.holds(mark);
    }

    boolean gone() {
        return over || main.connection.closed();
    }

    long epoch() {
        return epoch;
    }

    NumberedTopics topics() {
        return topics;
    }

    @Nullable
    TopicLedger topic(int number) {
        return topics.get(number);
    }

    EpochBaseline baseline() {
        return baseline;
    }

    /** Whether an answer has shown since when everything is sent to us; what was missed before is a late join. */
    boolean isComplete() {
        return baseline.isComplete();
    }

    /** The baseline is complete; topics numbered above {@code topicsSoFar} did not exist yet. */
    void echoed(int topicsSoFar, long number) {
        if (!isComplete()) {
            baseline.complete(topicsSoFar, number, received.get() + dropped.get(), main.connection);
            topics.forEach(baseline::ranAhead);
        }
    }

    /** Messages of a topic are handed out that are in no books. */
    void handsOutUnchecked(int number) {
        uncheckedUpTo = Math.max(uncheckedUpTo, number);
    }

    /** As other books have handed out unchecked: topics up to this number go on at what comes next. */
    void mayBeHandedOutElsewhere(int upTo) {
        if (upTo > 0) {
            handsOutUnchecked(upTo);
            topics.forEach((number, topic) -> topic.goesOnAnywhere(number <= upTo));
        }
    }

    /** Up to which number topics may have messages that were handed out and are in no books. */
    int uncheckedUpTo() {
        return uncheckedUpTo;
    }

    /** The books as they stand, {@code open} messages not being handed out yet. */
    ReportedCounts counts(long open) {
        boolean checked = baseline.isWhole() && uncheckedUpTo == 0;
        return new ReportedCounts(
                checked ? baseline.echo() : 0, received.get() - open, baseline.early(), dropped.get(), mark);
    }

    /** Numbers of echoes that have come, the one of the baseline first; 0: none. */
    LongStream echoes() {
        return LongStream.concat(
                LongStream.of(baseline.echo()), routes.stream().flatMapToLong(route -> LongStream.of(route.echoes())));
    }

    /** The counts of books that turned out to be this publisher's own. */
    void absorb(EpochLedger later) {
        received.add(later.received.get());
        duplicates.add(later.duplicates.get());
        dropped.add(later.dropped.get());
        implausible.add(later.implausible.get());
        mark = Math.max(mark, later.mark);
        heard.set(later.heard.get());
    }

    /** A stranger heard for less than a second in all: nothing to be missed. */
    boolean wasAFlash() {
        return !proven && heard.get() - sinceNs < FLASH_NS;
    }

    /** From any thread. */
    PublisherReport row(long nowNs) {
        HeardConnection connection = main.connection;
        return new PublisherReport(
                epoch,
                Optional.ofNullable(connection.address()),
                proven,
                !connection.closed(),
                ended,
                received.get(),
                dropped.get(),
                duplicates.get(),
                implausible.get(),
                Duration.ofNanos(Math.max(0, nowNs - heard.get())));
    }

    /** Since which connection a topic not heard before must be complete. */
    HeardConnection completeSince() {
        HeardConnection echoedBy = baseline.echoedBy();
        return echoedBy == null ? main.connection : echoedBy;
    }

    /**
     * The sequence from which on a topic not heard before must be complete.
     *
     * @param seen its first sequence that arrived
     */
    long firstExpected(int number, long seen) {
        return number <= uncheckedUpTo ? seen : baseline.firstExpected(number, seen); // It may have been handed out.
    }
}

package io.tunedzmq.audience;

import io.tunedzmq.internal.Counter;
import io.tunedzmq.internal.LimitedLog;
import io.tunedzmq.wire.ControlRequest;
import io.tunedzmq.wire.EchoSums;
import io.tunedzmq.wire.PublishedTopic;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What subscribers report: whether it can be true, and whether it balances with our own books. Confined: guarded by the
 * lock of {@link RemoteSubscribers}; the counters from any thread.
 */
final class HeardReports {
    private static final LimitedLog log = LimitedLog.of("io.tunedzmq.Publisher");

    private final long epoch;
    private final LongSupplier published;
    private final Supplier<List<PublishedTopic>> topics;
    private final PresentSubscribers registry;
    private final LastMark lastMark;

    private final Counter dropped = new Counter();
    private final Counter checks = new Counter();
    private final Counter unbalanced = new Counter();

    /**
     * @param published how many messages were, of all topics
     * @param topics the publisher's, by number
     */
    HeardReports(
            long epoch,
            LongSupplier published,
            Supplier<List<PublishedTopic>> topics,
            PresentSubscribers registry,
            LastMark lastMark) {
        this.epoch = epoch;
        this.published = published;
        this.topics = topics;
        this.registry = registry;
        this.lastMark = lastMark;
    }

    /** Whether the report is about this publisher; all of them hear it. */
    boolean concerns(ControlRequest.Report report) {
        return report.publisher() == EchoSums.publisher(report.key(), epoch);
    }

    /** Takes a report about this publisher; false if it cannot be true. */
    boolean take(RemoteSubscriber subscriber, ControlRequest.Report report, long nowNs) {
        if (subscriber.account.quotesAnother(report) && !subscriber.account.reports()) {
            // It was here before; its connection then may be gone without a word.
            subscriber.heardAgain(false, lastMark.number() + 1);
        }
        if (report.mark() > lastMark.number() || !plausible(subscriber, report, nowNs)) {
            return false;
        }
        dropped.add(registry.reported(subscriber, report));
        check(subscriber, nowNs);
        return true;
    }

    private boolean plausible(RemoteSubscriber subscriber, ControlRequest.Report report, long nowNs) {
        if (subscriber.account.plausible(report, published.getAsLong())) {
            return true;
        }
        FilterTraffic mine = subscriber.account.wanted();
        return mine != null
                && registry.wanted.lookAgain(mine, topics, nowNs)
                && subscriber.account.plausible(report, published.getAsLong());
    }

    private void check(RemoteSubscriber subscriber, long nowNs) {
        OptionalLong difference = subscriber.check(lastMark.number(), lastMark.settled());
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
        if (subscriber.account.balance().unbalanced()) {
            lastMark.askAgain();
        }
        if (subscriber.account.balance().lacksNews()) {
            lastMark.askSoon();
        }
    }

    /** Messages that subscribers have reported as dropped. */
    long dropped() {
        return dropped.get();
    }

    /** Checks of the books made, and those that failed. */
    long checks() {
        return checks.get();
    }

    long unbalanced() {
        return unbalanced.get();
    }
}

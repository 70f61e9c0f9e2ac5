package io.tunedzmq.audience;

import io.tunedzmq.internal.SlowEpisodeDetector;
import io.tunedzmq.internal.Text;
import io.tunedzmq.stats.SlowEpisode;
import io.tunedzmq.stats.SubscriberReport;
import io.tunedzmq.wire.ControlRequest.Ready;
import io.tunedzmq.wire.ControlRequest.Report;
import io.tunedzmq.wire.FilterPart;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A subscriber as its publisher knows it over one connection: a row. Who it is, whether it is there, what it accounts
 * for, and whether it is slow. Confined: guarded by the lock of {@link RemoteSubscribers}.
 */
final class RemoteSubscriber {
    private static final int LONGEST_TEXT = 256;

    private final RemoteIdentity who;
    private final String name;
    private @Nullable String address;

    /** The next row of the same connection with the same id. */
    @Nullable
    RemoteSubscriber sameId;

    final RemotePresence presence = new RemotePresence();
    final RemoteAccount account;
    final HeardFilter parts = new HeardFilter();

    private final EchoBaselines echoes;
    private @Nullable Ready echoedTo;

    private final RemoteLastHeard hearing;
    private RemoteOutage outage = new RemoteOutage();

    /** Slow or not, and since when; see {@link SlowAudienceWatch}. */
    SlowEpisodeDetector slowEpisodes = new SlowEpisodeDetector();

    /**
     * @param epoch of the publisher
     * @param firstMark the last one that was sent before it came
     * @param mayBeBack whether it may have been here before, and have been forgotten
     */
    RemoteSubscriber(RemoteIdentity who, String name, long epoch, long firstMark, boolean mayBeBack, long nowNs) {
        this.who = who;
        this.name = Text.printable(name, LONGEST_TEXT);
        echoes = new EchoBaselines(who.key, epoch);
        account = new RemoteAccount(presence, echoes, firstMark, mayBeBack);
        hearing = new RemoteLastHeard(nowNs);
    }

    RemoteIdentity who() {
        return who;
    }

    long id() {
        return who.id;
    }

    void address(String newAddress) {
        address = Text.printable(newAddress, LONGEST_TEXT);
    }

    /** Whether this part of its filter is of use. */
    boolean needs(FilterPart part) {
        return account.wanted() == null && parts.needs(part);
    }

    // Echoes, which show that it is there.

    /** Notes what was sent before an echo. */
    void echoed(Ready ready, long echo, long nowNs) {
        echoedTo = ready;
        account.echoed(echo, nowNs);
    }

    /** The request that was answered by its last echo; null if there was none. */
    @Nullable
    Ready echoedTo() {
        return echoedTo;
    }

    /** The echoes that it was sent. */
    EchoBaselines echoes() {
        return echoes;
    }

    // Whether it is slow, or its connection was down.

    void heard(long nowNs) {
        hearing.heard(nowNs);
    }

    RemoteOutage outage() {
        return outage;
    }

    /** It is heard again after an outage; what was sent must have been looked at a moment ago. */
    void heardAgain(boolean lookedAtSent, long nextMark) {
        outage.over(lookedAtSent ? behind() : OptionalLong.empty(), nextMark);
    }

    /** Messages that were sent to it by the last look and that it has not reported; empty if that is not known. */
    OptionalLong behind() {
        return account.behind(account.sent());
    }

    /**
     * For how long it has been slow.
     *
     * @param behindNs for how long it has owed an answer
     */
    long slowNs(long behindNs, long nowNs) {
        if (Math.min(behindNs, hearing.sinceNs(nowNs)) >= RemoteOutage.UNHEARD_NS) {
            outage.begins();
        }
        // An episode goes on until it is known to be over.
        return slowEpisodes.isSlow() || hearing.thereWhileBehind(behindNs, nowNs) ? behindNs : 0;
    }

    SlowEpisode slowEpisode(Instant start, Duration lasted, long dropped, boolean over) {
        return new SlowEpisode(id(), name, start, lasted, dropped, over);
    }

    /** Messages that it lost, but for those that an outage explains. */
    long lostBySlowness() {
        return account.dropped() - outage.excused();
    }

    /** Goes on from its row of a connection that is gone. */
    void inherit(RemoteSubscriber before) {
        if (!account.reports()) {
            outage = before.outage;
        }
        account.inherit(before.account);
        if (before.slowEpisodes.isSlow() && !slowEpisodes.isSlow()) {
            slowEpisodes = before.slowEpisodes;
            before.slowEpisodes = new SlowEpisodeDetector();
        }
    }

    // What it reports.

    /** Takes a plausible report; returns how many more were dropped. */
    long reported(Report report) {
        outage.lost(Math.max(0, report.dropped() - account.dropped()));
        account.reported(report);
        if (!account.isKnown()) {
            outage.answered(report.mark());
        }
        return presence.proven() ? who.lost(report.dropped()) : 0; // A stranger may have its id and key from others.
    }

    /**
     * Compares the books when it has answered the current mark; see {@link ReportBalance#at}.
     *
     * @param settled whether everything before the mark had been announced
     * @return what does not balance; empty if that cannot be told or was told before
     */
    OptionalLong check(long mark, boolean settled) {
        OptionalLong difference = account.difference(mark);
        if (difference.isEmpty()) {
            return difference;
        }
        if (difference.getAsLong() == 0) {
            outage.answered(mark);
        }
        return account.balance().at(mark, difference.getAsLong(), settled);
    }

    SubscriberReport row(long nowNs, long behindNs) {
        return row(nowNs, behindNs, account.sent());
    }

    /** @param sentNow what was sent of its topics until now; empty if that is not known */
    SubscriberReport rowNow(long nowNs, long behindNs, OptionalLong sentNow) {
        return row(nowNs, behindNs, account.sent(sentNow));
    }

    private SubscriberReport row(long nowNs, long behindNs, OptionalLong sent) {
        return new SubscriberReport(
                who.id,
                name,
                Optional.ofNullable(address),
                presence.connected(),
                account.published(sent),
                account.received(),
                account.dropped(),
                account.behind(sent),
                Duration.ofNanos(behindNs),
                account.balance().decided(),
                Duration.ofNanos(hearing.sinceNs(nowNs)));
    }
}

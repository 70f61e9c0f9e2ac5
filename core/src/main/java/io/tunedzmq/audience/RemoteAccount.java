package io.tunedzmq.audience;

import io.tunedzmq.wire.ControlRequest.Report;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What was sent to a subscriber by the publisher's own books, and what it accounts for in its reports. Counts are of
 * messages of the topics that it wants. Confined: guarded by the lock of {@link RemoteSubscribers}.
 */
final class RemoteAccount {
    private static final long MOST_GRANTED = 60;

    private final RemotePresence presence;
    private final EchoBaselines bases;
    private final ReportBalance balance;

    /** Whether it may have been here before, and have been forgotten. */
    private final boolean mayBeBack;

    private @Nullable FilterTraffic wanted;
    private @Nullable Report last;

    /** Whether what was sent before the echo that its last report quotes is not known. */
    private boolean unknown;

    /** What it had reported as dropped over a connection that is gone. */
    private long droppedBefore;

    private long firstMark;

    /** @param firstMark the last one that was sent before it came */
    RemoteAccount(RemotePresence presence, EchoBaselines bases, long firstMark, boolean mayBeBack) {
        this.presence = presence;
        this.bases = bases;
        this.firstMark = firstMark;
        this.mayBeBack = mayBeBack;
        balance = new ReportBalance(firstMark);
    }

    /** It is connected again; it is not late for what was asked meanwhile. */
    void back(long mark) {
        firstMark = mark;
    }

    void wants(FilterTraffic all) {
        wanted = all;
    }

    /** What is sent of its topics; null while it is not known what it wants. */
    @Nullable
    FilterTraffic wanted() {
        return wanted;
    }

    /** Notes what was sent before an echo. */
    void echoed(long echo, long nowNs) {
        FilterTraffic mine = wanted;
        bases.echoed(echo, mine != null && mine.known() ? mine.sent() : EchoBaselines.UNKNOWN, nowNs);
    }

    /**
     * Goes on from what is known of the same subscriber over a connection that is gone. Not from its last report:
     * another one may have made it that knows as much of the subscriber, and it reports anew in any case.
     */
    void inherit(RemoteAccount before) {
        bases.inherit(before.bases, wanted != null && wanted == before.wanted);
        balance.inherit(before.balance);
        if (last == null) {
            droppedBefore = Math.max(droppedBefore, before.dropped());
        } else {
            unknown = isUnknown(last);
        }
    }

    private boolean isUnknown(Report report) {
        return report.baseline() == 0 || bases.get(report.baseline()).isEmpty();
    }

    /**
     * Whether the echo that it quotes is one that this row cannot know: the same subscriber got it over a connection
     * before.
     */
    boolean quotesAnother(Report report) {
        return report.baseline() != 0
                && mayBeBack
                && bases.get(report.baseline()).isEmpty();
    }

    /**
     * Whether a report can be true: counts only grow, and nothing arrives that was not sent.
     *
     * @param published messages published at all
     */
    boolean plausible(Report report, long published) {
        if (report.received() < 0
                || report.dropped() < 0
                || report.early() < 0
                || accounted(report) < 0
                || report.within() < 0
                || report.received() > published
                || report.dropped() > published - report.received()) {
            return false;
        }
        Report before = last;
        if (before != null && (report.received() < before.received() || report.dropped() < before.dropped())) {
            return false;
        }
        FilterTraffic mine = wanted;
        OptionalLong base = bases.get(report.baseline());
        if (mine != null && base.isPresent() && mine.known()) {
            return accounted(report) <= mine.sent() - base.getAsLong();
        }
        boolean mayBeUnknown =
                mine == null || !mine.known() || report.baseline() == 0 || bases.someMissed() || mayBeBack;
        return mayBeUnknown;
    }

    private static long accounted(Report report) {
        return report.received() + report.dropped() - report.early();
    }

    /** Takes a plausible report. */
    void reported(Report report) {
        last = report;
        unknown = isUnknown(report);
        bases.keepOnly(report.baseline());
    }

    /** Whether it has reported. */
    boolean reports() {
        return last != null;
    }

    long received() {
        return last == null ? 0 : last.received();
    }

    long dropped() {
        return last == null ? droppedBefore : last.dropped();
    }

    /** The last mark that it answered. */
    long mark() {
        return last == null ? 0 : last.mark();
    }

    /** The last mark that was answered, or sent before it came. */
    long answered() {
        return Math.max(firstMark, mark());
    }

    /** How long it may take to answer a mark beyond the usual: it says so itself while another publisher is missing. */
    long grantedNs() {
        Report report = last;
        return report == null || report.within() <= 1 ? 0 : Math.min(report.within(), MOST_GRANTED) * 1_000_000_000;
    }

    /** What was sent to it by the last look; empty if that is not known. */
    OptionalLong sent() {
        FilterTraffic mine = wanted;
        return mine == null || !mine.known() ? OptionalLong.empty() : sinceBase(mine.sent());
    }

    private OptionalLong sentUpToMark() {
        FilterTraffic mine = wanted;
        return mine == null || !mine.markedKnown() ? OptionalLong.empty() : sinceBase(mine.marked());
    }

    /**
     * What was sent to it until now; empty if that is not known.
     *
     * @param ofItsTopics what was sent of its topics until now; empty if that is not known
     */
    OptionalLong sent(OptionalLong ofItsTopics) {
        return ofItsTopics.isEmpty() ? ofItsTopics : sinceBase(ofItsTopics.getAsLong());
    }

    private OptionalLong sinceBase(long sent) {
        OptionalLong base = base();
        return !presence.connected() || base.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(sent - base.getAsLong());
    }

    /** Before its first report it does not say which echo came first: then it may have had all that was sent since. */
    private OptionalLong base() {
        Report report = last;
        if (report == null) {
            return bases.oldest();
        }
        return unknown ? OptionalLong.empty() : bases.get(report.baseline());
    }

    /** Whether it can be told what was sent to it. */
    boolean isKnown() {
        return sentUpToMark().isPresent();
    }

    /** Of messages sent to it, those that it has not accounted for; empty if what was sent is not known. */
    OptionalLong behind(OptionalLong sent) {
        return sent.isEmpty() ? sent : OptionalLong.of(inFlight(sent.getAsLong()));
    }

    private long inFlight(long sent) {
        return Math.max(0, sent - (last == null ? 0 : accounted(last)));
    }

    /** Of messages sent to it, those that count as published for it: also what it received from before its baseline. */
    OptionalLong published(OptionalLong sent) {
        return last == null || sent.isEmpty() ? sent : OptionalLong.of(sent.getAsLong() + last.early());
    }

    /**
     * Whether it lacks nothing, connected or not; empty if that is not known.
     *
     * @param sentNow what was sent of its topics until now; empty if that is not known
     */
    Optional<Boolean> hasAll(OptionalLong sentNow) {
        OptionalLong base = base();
        boolean mayBeginBefore = last == null && (bases.someMissed() || mayBeBack);
        return mayBeginBefore || base.isEmpty() || sentNow.isEmpty()
                ? Optional.empty()
                : Optional.of(inFlight(sentNow.getAsLong() - base.getAsLong()) == 0);
    }

    /** The difference to its report when it has answered the current mark; empty if not, or if it was taken already. */
    OptionalLong difference(long mark) {
        Report report = last;
        OptionalLong sent = sentUpToMark();
        return report == null || report.mark() != mark || balance.isDone(mark) || sent.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(sent.getAsLong() - accounted(report));
    }

    /** Whether that difference, taken at mark after mark, comes into balance. */
    ReportBalance balance() {
        return balance;
    }
}

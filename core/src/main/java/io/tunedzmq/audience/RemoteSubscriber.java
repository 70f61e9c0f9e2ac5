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
 * A subscriber as its publisher knows it: who it is, what it reported, and what was sent to it by the publisher's own
 * books. Confined: guarded by the lock of {@link RemoteSubscribers}.
 */
final class RemoteSubscriber {
    private static final long MOST_GRANTED = 60;

    private static final int LONGEST_TEXT = 256;

    private final RemoteIdentity who;
    private final String name;
    private @Nullable String address;

    /** The rows of the connection that it came over; null while it is gone. */
    @Nullable
    ConnectionAudience home;

    /** The next row of the same connection with the same id. */
    @Nullable
    RemoteSubscriber sameId;

    /** Whether it has shown that it hears us, and knows the key over this connection; until then it is a stranger. */
    boolean proven;

    /** Whether it left of its own accord, and wants nothing more. */
    boolean saidGoodbye;

    /** Its connection that is gone, and since when. */
    private long goneFrom;

    private long goneNs;

    final HeardFilter parts = new HeardFilter();
    private @Nullable FilterTraffic wanted;
    private final EchoBaselines bases;
    private @Nullable Ready echoedTo;
    private boolean hasAnswered;
    private long answeredNs;
    private @Nullable Report last;

    /** What it had reported as dropped over a connection that is gone. */
    private long droppedBefore;

    private final RemoteLastHeard hearing;
    private RemoteOutage outage = new RemoteOutage();
    private boolean unknown;

    private final ReportBalance books;
    private long firstMark;

    /** Whether it may have been here before, and have been forgotten. */
    private final boolean mayBeBack;

    /** Slow or not, and since when; see {@link SlowAudienceWatch}. */
    SlowEpisodeDetector slowEpisodes = new SlowEpisodeDetector();

    RemoteSubscriber(RemoteIdentity who, String name, long epoch, long firstMark, boolean mayBeBack, long nowNs) {
        bases = new EchoBaselines(who.key, epoch);
        this.mayBeBack = mayBeBack;
        this.who = who;
        this.name = Text.printable(name, LONGEST_TEXT);
        this.firstMark = firstMark;
        books = new ReportBalance(firstMark);
        hearing = new RemoteLastHeard(nowNs);
    }

    /** It is connected again; it is not late for what was asked meanwhile. */
    void back(long mark) {
        firstMark = mark;
        saidGoodbye = false;
    }

    /** Its connection is gone. */
    void gone(long connection, long nowNs) {
        goneFrom = connection;
        goneNs = nowNs;
    }

    /** The connection that it came over and that is gone; it may have left before that. */
    long goneFrom() {
        return goneFrom;
    }

    /** When its connection went. */
    long goneNs() {
        return goneNs;
    }

    boolean connected() {
        return home != null;
    }

    RemoteIdentity who() {
        return who;
    }

    long id() {
        return who.id;
    }

    String name() {
        return name;
    }

    void address(String newAddress) {
        address = Text.printable(newAddress, LONGEST_TEXT);
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
        outage.over(lookedAtSent ? behind(sent(false)) : OptionalLong.empty(), nextMark);
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
        return dropped() - outage.excused();
    }

    /** Whether this part of its filter is of use. */
    boolean needs(FilterPart part) {
        return wanted == null && parts.needs(part);
    }

    void wants(FilterTraffic all) {
        wanted = all;
    }

    @Nullable
    FilterTraffic wanted() {
        return wanted;
    }

    /** Notes what was sent before an echo. */
    void echoed(Ready ready, long echo, long nowNs) {
        echoedTo = ready;
        FilterTraffic mine = wanted;
        bases.echoed(echo, mine != null && mine.known() ? mine.sent() : EchoBaselines.UNKNOWN, nowNs);
    }

    /** The request that was answered by its last echo; null if there was none. */
    @Nullable
    Ready echoedTo() {
        return echoedTo;
    }

    /** It has answered its last echo, and said what it knows from before. */
    void noteAnswer() {
        hasAnswered = true;
        answeredNs = bases.lastNs();
    }

    /** Whether it has said that it is not one who was gone by this time. */
    boolean deniesToBe(RemoteSubscriber gone) {
        return hasAnswered && answeredNs - gone.goneNs >= 0;
    }

    /** The echoes that it was sent. */
    EchoBaselines echoes() {
        return bases;
    }

    /** Whether it was not sent an echo within the time. */
    boolean notEchoedFor(long ns, long nowNs) {
        return bases.noneFor(ns, nowNs);
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
     * Goes on from what is known of the same subscriber over a connection that is gone. Not from its last report:
     * another one may have made it that knows as much of the subscriber, and it reports anew in any case.
     */
    void inherit(RemoteSubscriber before) {
        bases.inherit(before.bases, wanted != null && wanted == before.wanted);
        books.inherit(before.books);
        if (last == null) {
            droppedBefore = Math.max(droppedBefore, before.dropped());
            outage = before.outage;
        } else {
            unknown = isUnknown(last);
        }
        if (before.slowEpisodes.isSlow() && !slowEpisodes.isSlow()) {
            slowEpisodes = before.slowEpisodes;
            before.slowEpisodes = new SlowEpisodeDetector();
        }
    }

    private boolean isUnknown(Report report) {
        return report.baseline() == 0 || bases.get(report.baseline()).isEmpty();
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

    /** Takes a plausible report; returns how many more were dropped. */
    long reported(Report report) {
        outage.lost(Math.max(0, report.dropped() - dropped()));
        last = report;
        unknown = isUnknown(report);
        bases.keepOnly(report.baseline());
        if (!booksAreKnown()) {
            outage.answered(report.mark());
        }
        return proven ? who.lost(report.dropped()) : 0; // A stranger may have its id and key from others.
    }

    /** Whether it has reported. */
    boolean reports() {
        return last != null;
    }

    long dropped() {
        return last == null ? droppedBefore : last.dropped();
    }

    /** The last mark that it answered. */
    long mark() {
        return last == null ? 0 : last.mark();
    }

    /** What was sent to it by our books; empty if that is not known. */
    private OptionalLong sent(boolean upToMark) {
        FilterTraffic mine = wanted;
        if (mine == null || !(upToMark ? mine.markedKnown() : mine.known())) {
            return OptionalLong.empty();
        }
        return sinceBase(upToMark ? mine.marked() : mine.sent());
    }

    private OptionalLong sinceBase(long sent) {
        OptionalLong base = base();
        return !connected() || base.isEmpty() ? OptionalLong.empty() : OptionalLong.of(sent - base.getAsLong());
    }

    /** Before its first report it does not say which echo came first: then it may have had all that was sent since. */
    private OptionalLong base() {
        Report report = last;
        if (report == null) {
            return bases.oldest();
        }
        return unknown ? OptionalLong.empty() : bases.get(report.baseline());
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

    /**
     * Compares the books when it has answered the current mark; see {@link ReportBalance#at}.
     *
     * @param settled whether everything before the mark had been announced
     * @return what does not balance; empty if that cannot be told or was told before
     */
    OptionalLong check(long mark, boolean settled) {
        Report report = last;
        OptionalLong sent = sent(true);
        if (report == null || report.mark() != mark || books.isDone(mark) || sent.isEmpty()) {
            return OptionalLong.empty();
        }
        long difference = sent.getAsLong() - accounted(report);
        if (difference == 0) {
            outage.answered(mark);
        }
        return books.at(mark, difference, settled);
    }

    /** Whether a further mark may bring the books into balance. */
    boolean unbalanced() {
        return connected() && books.unbalanced();
    }

    /** Whether it has not heard the last sequence of some topic, and that is worth another word. */
    boolean needsAnotherWord() {
        return connected() && books.needsAnotherWord();
    }

    /** Whether that is news: it had heard everything before. */
    boolean lacksNews() {
        return connected() && books.lacksNews();
    }

    /** The last mark at which it had everything; of what was sent later it may not have heard. */
    long heardMark() {
        return books.heardMark();
    }

    /** Whether it can be told what was sent to it. */
    boolean booksAreKnown() {
        return sent(true).isPresent();
    }

    /**
     * Messages in flight; empty if that is not known.
     *
     * @param sentNow what was sent of its topics until now; empty if that is not known
     */
    OptionalLong behindNow(OptionalLong sentNow) {
        return behind(sentNow.isEmpty() ? sentNow : sinceBase(sentNow.getAsLong()));
    }

    private OptionalLong behind(OptionalLong sent) {
        return sent.isEmpty() ? sent : OptionalLong.of(inFlight(sent.getAsLong()));
    }

    private long inFlight(long sent) {
        return Math.max(0, sent - (last == null ? 0 : accounted(last)));
    }

    /** Messages that were sent to it by the last look and that it has not reported; empty if that is not known. */
    OptionalLong behind() {
        return behind(sent(false));
    }

    /** How long it may take to answer a mark beyond the usual: it says so itself while another publisher is missing. */
    long grantedNs() {
        Report report = last;
        return report == null || report.within() <= 1 ? 0 : Math.min(report.within(), MOST_GRANTED) * 1_000_000_000;
    }

    /** The last mark that was answered, or sent before it came. */
    long answered() {
        return Math.max(firstMark, mark());
    }

    SubscriberReport row(long nowNs, long behindNs) {
        return row(nowNs, behindNs, sent(false));
    }

    /** @param sentNow what was sent of its topics until now; empty if that is not known */
    SubscriberReport rowNow(long nowNs, long behindNs, OptionalLong sentNow) {
        return row(nowNs, behindNs, sentNow.isEmpty() ? sentNow : sinceBase(sentNow.getAsLong()));
    }

    private SubscriberReport row(long nowNs, long behindNs, OptionalLong sent) {
        Report report = last;
        return new SubscriberReport(
                who.id,
                name,
                Optional.ofNullable(address),
                connected(),
                report == null || sent.isEmpty() ? sent : OptionalLong.of(sent.getAsLong() + report.early()),
                report == null ? 0 : report.received(),
                dropped(),
                behind(sent),
                Duration.ofNanos(behindNs),
                books.decided(),
                Duration.ofNanos(hearing.sinceNs(nowNs)));
    }
}

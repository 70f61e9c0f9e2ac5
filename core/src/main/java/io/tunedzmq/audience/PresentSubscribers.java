package io.tunedzmq.audience;

import io.tunedzmq.wire.ControlRequest;
import io.tunedzmq.wire.FilterPart;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Who is there: takes what subscribers say of themselves, and keeps the counts that nobody can afford to take anew for
 * each message. Confined: guarded by the lock of {@link RemoteSubscribers}.
 */
final class PresentSubscribers implements AudienceRows.Listener {
    /** Of the heap, what all filters may take. */
    private static final int HEAP_SHARE_OF_FILTERS = 32;

    /** Strangers that a part of a filter may displace. */
    private static final int MOST_DISPLACED = 8;

    /** What became of an introduction. */
    enum Introduced {
        NEW,
        /** It had left, and is back over the same connection. */
        BACK,
        ALREADY,
        /** The key is another's. */
        OWNED,
        NO_ROOM
    }

    final AudienceRows rows;
    final FilterTable wanted = new FilterTable();
    final OpenRollCalls rollCalls = new OpenRollCalls();
    final LostSubscribers lost;
    private final long epoch;
    private final long mostFilterBytes = Runtime.getRuntime().maxMemory() / HEAP_SHARE_OF_FILTERS;
    private long partBytes;
    private boolean forgot;

    /** Of those connected: how many report, and how many have answered the mark that somebody waits for. */
    private int reporting;

    private long awaitedMark;
    private int answeredMark;

    /** Those that left while they were slow. */
    private final List<RemoteSubscriber> leftSlow = new ArrayList<>();

    /**
     * @param epoch of the publisher
     * @param most rows of subscribers that are connected
     */
    PresentSubscribers(long epoch, int most) {
        this.epoch = epoch;
        rows = new AudienceRows(most, this);
        lost = new LostSubscribers(rows);
    }

    /**
     * Takes who a subscriber is; it is not late for marks until the current one. One whose connection was lost must
     * first show that it is the same; see {@link #goesOn}.
     */
    Introduced about(ControlRequest.About about, long connection, long currentMark, long nowNs) {
        RemoteSubscriber known = rows.find(connection, about.key());
        if (known != null) {
            return known.id() == about.subscriberId() ? Introduced.ALREADY : Introduced.OWNED;
        }
        RemoteIdentity who = new RemoteIdentity(about.subscriberId(), about.key());
        if (!rows.makeRoom(connection, who, nowNs)) {
            return Introduced.NO_ROOM;
        }
        RemoteIdentity same = rows.known(who);
        RemoteSubscriber gone = rows.takeGone(same, each -> each.presence.goneFrom() == connection);
        RemoteSubscriber subscriber = gone == null
                ? new RemoteSubscriber(same, about.name(), epoch, currentMark, forgot || same.rows > 0, nowNs)
                : gone;
        subscriber.account.back(currentMark);
        rows.add(connection, subscriber);
        reporting += subscriber.account.reports() ? 1 : 0;
        answeredMark += hasAnsweredMark(subscriber) ? 1 : 0;
        FilterTraffic mine = subscriber.account.wanted();
        if (mine != null) {
            wanted.connected(mine, true);
        }
        return gone == null ? Introduced.NEW : Introduced.BACK;
    }

    private boolean hasAnsweredMark(RemoteSubscriber subscriber) {
        return subscriber.presence.proven()
                && subscriber.presence.connected()
                && subscriber.account.mark() >= awaitedMark;
    }

    @Override
    public void leaves(RemoteSubscriber subscriber) {
        rollCalls.left(subscriber);
        subscriber.outage().begins();
        reporting -= subscriber.account.reports() ? 1 : 0;
        answeredMark -= hasAnsweredMark(subscriber) ? 1 : 0;
        FilterTraffic mine = subscriber.account.wanted();
        if (mine != null) {
            wanted.connected(mine, false);
        }
        if (subscriber.slowEpisodes.isSlow()) {
            leftSlow.add(subscriber);
        }
    }

    @Override
    public void forgotten(RemoteSubscriber subscriber) {
        lost.forgotten(subscriber);
        forgot = true;
        release(subscriber);
    }

    private void release(RemoteSubscriber subscriber) {
        releaseParts(subscriber);
        FilterTraffic mine = subscriber.account.wanted();
        if (mine != null) {
            wanted.release(mine);
        }
    }

    private void releaseParts(RemoteSubscriber subscriber) {
        partBytes -= subscriber.parts.bytes;
        subscriber.parts.bytes = 0;
    }

    /** It has shown that it hears us, and knows the key over this connection. */
    void prove(RemoteSubscriber subscriber) {
        if (!subscriber.presence.proven()) {
            rows.prove(subscriber);
            answeredMark += hasAnsweredMark(subscriber) ? 1 : 0;
            FilterTraffic mine = subscriber.account.wanted();
            if (mine != null) {
                wanted.proven(mine);
            }
        }
    }

    /** Takes a part of a filter. */
    void filter(RemoteSubscriber subscriber, FilterPart part, long nowNs) {
        if (!subscriber.needs(part)) {
            return;
        }
        int bytes = FilterTable.bytes(part);
        int displaced = 0;
        while (filterBytes() + bytes > mostFilterBytes) {
            if (++displaced > MOST_DISPLACED || !rows.forgetStranger(subscriber, nowNs)) {
                releaseParts(subscriber);
                subscriber.parts.refuse();
                return;
            }
        }
        partBytes += bytes;
        subscriber.parts.bytes += bytes;
        if (subscriber.parts.add(part)) {
            releaseParts(subscriber);
            FilterTraffic all = wanted.of(subscriber.parts.take());
            subscriber.account.wants(all);
            wanted.use(all);
            wanted.connected(all, true);
            if (subscriber.presence.proven()) {
                wanted.proven(all);
            }
        }
    }

    /** Takes a report that can be true; returns how many more were dropped. */
    long reported(RemoteSubscriber subscriber, ControlRequest.Report report) {
        if (subscriber.echoes().holds(report.baseline())) {
            prove(subscriber);
        }
        boolean answered = hasAnsweredMark(subscriber);
        reporting += subscriber.account.reports() ? 0 : 1;
        long more = subscriber.reported(report);
        answeredMark += hasAnsweredMark(subscriber) == answered ? 0 : 1;
        return more;
    }

    /**
     * The subscriber goes on from its rows whose connections were lost.
     *
     * @param isShown whether it has shown that it is the one of such a row
     * @return whether there are any
     */
    boolean goesOn(RemoteSubscriber subscriber, Predicate<RemoteSubscriber> isShown) {
        boolean any = false;
        for (RemoteSubscriber before = rows.takeGone(subscriber.who(), isShown);
                before != null;
                before = rows.takeGone(subscriber.who(), isShown)) {
            subscriber.inherit(before);
            release(before);
            any = true;
        }
        return any;
    }

    /** Forgets rows of the same identity that have proven nothing: they may be anybody's, and nobody misses them. */
    void forgetGoneStrangersLike(RemoteSubscriber subscriber) {
        RemoteSubscriber gone = rows.takeGone(subscriber.who(), each -> !each.presence.proven());
        while (gone != null) {
            release(gone);
            gone = rows.takeGone(subscriber.who(), each -> !each.presence.proven());
        }
    }

    /** How many of those connected have reported. */
    int reporting() {
        return reporting;
    }

    /** How many of those connected that have shown that they hear us have answered the mark. */
    int answered(long mark) {
        if (mark != awaitedMark) { // Counted once; from then on as the answers come.
            awaitedMark = mark;
            answeredMark =
                    (int) rows.proven().stream().filter(this::hasAnsweredMark).count();
        }
        return answeredMark;
    }

    /** Memory that all filters take, without the topics that they remember. */
    long filterBytes() {
        return partBytes + wanted.bytes();
    }

    /** Those that left while they were slow, since this was asked last, and have not come back. */
    List<RemoteSubscriber> takeLeftSlow() {
        List<RemoteSubscriber> left =
                leftSlow.stream().filter(each -> !each.presence.connected()).toList();
        leftSlow.clear();
        return left;
    }
}

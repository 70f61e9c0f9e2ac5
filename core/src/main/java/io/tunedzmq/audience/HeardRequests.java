package io.tunedzmq.audience;

import io.tunedzmq.internal.Counter;
import io.tunedzmq.internal.LimitedLog;
import io.tunedzmq.wire.ControlRequest;
import io.tunedzmq.wire.ControlRequest.Ready;
import io.tunedzmq.wire.EchoSums;
import io.tunedzmq.wire.PublishedTopic;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What subscribers say, as it is heard: each request goes to the row of who said it, if that introduced itself with
 * this key over this connection; everything else is ignored and counted. Confined: guarded by the lock of
 * {@link RemoteSubscribers}, but for {@link #ignore} and {@link #ignored}.
 */
final class HeardRequests {
    private static final LimitedLog log = LimitedLog.of("io.tunedzmq.Publisher");

    /** After this time without an answer an echo is sent again: one of the two may have been lost. */
    private static final long ECHO_AGAIN_NS = 1_000_000_000;

    private final long epoch;
    private final PresentSubscribers registry;
    private final AudienceRows rows;
    private final HeardReports reports;
    private final LastMark lastMark;
    private final Supplier<List<PublishedTopic>> topics;
    private final Counter ignored = new Counter();
    private List<Long> replaced = List.of();

    /** @param topics the publisher's, by number */
    HeardRequests(
            long epoch,
            PresentSubscribers registry,
            HeardReports reports,
            LastMark lastMark,
            Supplier<List<PublishedTopic>> topics) {
        this.epoch = epoch;
        this.registry = registry;
        this.rows = registry.rows;
        this.reports = reports;
        this.lastMark = lastMark;
        this.topics = topics;
    }

    /** See {@link RemoteSubscribers#heard}. */
    @Nullable
    Ready heard(ControlRequest request, long connection, long nowNs) {
        RemoteSubscriber speaker = take(request, connection, nowNs);
        return speaker == null ? null : echoAgain(speaker, nowNs);
    }

    /** See {@link RemoteSubscribers#asksWhoLacks}. */
    @Nullable
    Ready asksWhoLacks(Ready question, long connection, long nowNs) {
        Ready again = null;
        RemoteSubscriber each = rows.ofId(connection, question.subscriberId());
        for (; each != null; each = each.sameId) {
            heard(each, nowNs);
            again = again == null ? echoAgain(each, nowNs) : again;
        }
        return again;
    }

    private @Nullable Ready echoAgain(RemoteSubscriber subscriber, long nowNs) {
        boolean owesAnAnswer = !subscriber.presence.proven() || registry.lost.mayBeOne(subscriber, nowNs);
        return owesAnAnswer && subscriber.echoes().noneFor(ECHO_AGAIN_NS, nowNs) ? subscriber.echoedTo() : null;
    }

    /** Takes it; returns who has said it if that is known, and it is still there. */
    private @Nullable RemoteSubscriber take(ControlRequest request, long connection, long nowNs) {
        if (request instanceof ControlRequest.About about) {
            about(about, connection, nowNs);
        } else if (request instanceof ControlRequest.Ack ack) {
            return ack(ack, connection, nowNs);
        } else if (request instanceof ControlRequest.Echoed echoed) {
            return echoed(echoed, connection, nowNs);
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
            return known(sign.key(), connection, nowNs);
        } else if (request instanceof ControlRequest.Bye bye) {
            bye(bye, connection, nowNs);
        } else if (request instanceof ControlRequest.Report report) {
            return report(report, connection, nowNs);
        }
        return null;
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

    /** Said to another publisher, and heard by all: it is there. While it says such things it says no sign. */
    private @Nullable RemoteSubscriber toAnother(long key, long connection, long nowNs) {
        RemoteSubscriber subscriber = rows.find(connection, key);
        if (subscriber != null) {
            heard(subscriber, nowNs);
        }
        return subscriber;
    }

    private void heard(RemoteSubscriber subscriber, long nowNs) {
        subscriber.heard(nowNs);
        if (subscriber.outage().isDown()) {
            FilterTraffic mine = subscriber.account.wanted();
            boolean looked = mine != null && registry.wanted.lookAgain(mine, topics, nowNs);
            subscriber.heardAgain(looked, lastMark.number() + 1);
        }
    }

    private void about(ControlRequest.About about, long connection, long nowNs) {
        PresentSubscribers.Introduced introduced = registry.about(about, connection, lastMark.number(), nowNs);
        RemoteSubscriber subscriber = rows.find(connection, about.key());
        switch (introduced) {
            case OWNED -> ignore("a key that has an owner");
            case NO_ROOM -> ignore("there is no room for another subscriber");
            case BACK -> {
                if (subscriber != null) {
                    askForItsReport(subscriber);
                }
            }
            case NEW -> replaces(connection, about);
            case ALREADY -> {
                // Nothing to be said of it.
            }
        }
        if (subscriber != null && subscriber.id() == about.subscriberId()) {
            heard(subscriber, nowNs);
        }
    }

    /** Over its older connections it is there no more, or will be heard. */
    private void replaces(long connection, ControlRequest.About about) {
        List<Long> before = rows.olderOfItsOwn(connection, new RemoteIdentity(about.subscriberId(), about.key()));
        if (!before.isEmpty()) {
            replaced = Stream.concat(replaced.stream(), before.stream()).toList();
        }
    }

    List<Long> takeReplaced() {
        List<Long> taken = replaced;
        replaced = List.of();
        return taken;
    }

    private @Nullable RemoteSubscriber ack(ControlRequest.Ack ack, long connection, long nowNs) {
        if (ack.publisher() != EchoSums.publisher(ack.key(), epoch)) {
            return toAnother(ack.key(), connection, nowNs); // Which may have repeated a number of ours.
        }
        RemoteSubscriber subscriber = known(ack.key(), connection, nowNs);
        if (subscriber != null && registry.rollCalls.answered(ack.number(), subscriber)) {
            registry.prove(subscriber);
        }
        return subscriber;
    }

    /** All publishers hear it: if it is about none of ours, it is an answer to another one. */
    private @Nullable RemoteSubscriber echoed(ControlRequest.Echoed echoed, long connection, long nowNs) {
        long key = echoed.key();
        RemoteSubscriber subscriber = known(key, connection, nowNs);
        if (subscriber == null) {
            return null;
        }
        long echo = subscriber.echoes().find(each -> EchoSums.answer(key, epoch, each) == echoed.answer());
        if (echo != 0) {
            registry.prove(subscriber);
            if (subscriber.echoes().isLast(echo)) {
                goesOn(subscriber, echoed.before(), echo, nowNs);
                registry.forgetGoneStrangersLike(subscriber);
                subscriber.presence.answered(subscriber.echoes().lastNs());
            }
        }
        return subscriber;
    }

    /**
     * It knows an echo that was sent to one whose connection is gone, and says so of this echo, which was sent later:
     * it is the same. Its key alone does not prove that, since all its publishers know it.
     */
    private void goesOn(RemoteSubscriber subscriber, Set<Long> before, long echo, long nowNs) {
        long key = subscriber.who().key;
        boolean back = registry.goesOn(
                subscriber,
                gone -> gone.presence.hadGoneBy(subscriber.echoes().lastNs())
                        && gone.echoes().find(each -> before.contains(EchoSums.before(key, epoch, each, echo))) != 0);
        if (back) {
            heard(subscriber, nowNs);
            askForItsReport(subscriber);
        }
    }

    /** Its last report may be lost: it answers a new number only. */
    private void askForItsReport(RemoteSubscriber subscriber) {
        if (subscriber.account.mark() < lastMark.number()) {
            lastMark.askAgain();
        }
    }

    private @Nullable RemoteSubscriber report(ControlRequest.Report report, long connection, long nowNs) {
        if (!reports.concerns(report)) {
            return toAnother(report.key(), connection, nowNs);
        }
        RemoteSubscriber subscriber = known(report.key(), connection, nowNs);
        if (subscriber != null && !reports.take(subscriber, report, nowNs)) {
            ignore("a report that cannot be true");
        }
        return subscriber;
    }

    private void bye(ControlRequest.Bye bye, long connection, long nowNs) {
        RemoteSubscriber subscriber = known(bye.key(), connection, nowNs);
        if (subscriber != null) {
            subscriber.presence.sayGoodbye();
            rows.left(subscriber, nowNs);
        }
    }

    /** The end of an introduction; see {@link RemoteSubscribers#left}. */
    void left(ControlRequest.About about, long connection, long nowNs) {
        RemoteSubscriber subscriber = rows.find(connection, about.key());
        if (subscriber != null && subscriber.id() == about.subscriberId()) {
            rows.left(subscriber, nowNs);
        }
    }

    /** A connection is gone, and all subscribers that came over it. */
    void closed(long connection, long nowNs) {
        rows.of(connection).forEach(subscriber -> rows.left(subscriber, nowNs));
    }

    /** Whether a subscriber that introduced itself over the connection may have an echo before strangers. */
    boolean mayAsk(Ready ready, long connection, long betweenEchoesNs, long nowNs) {
        RemoteSubscriber subscriber = rows.ofId(connection, ready.subscriberId());
        return subscriber != null && subscriber.echoes().noneFor(betweenEchoesNs, nowNs);
    }

    /** The request is answered with this echo; false if nobody knows who asks. */
    boolean echoed(Ready ready, long connection, long echo, long nowNs) {
        RemoteSubscriber subscriber = rows.ofId(connection, ready.subscriberId());
        boolean isKnown = subscriber != null;
        while (subscriber != null) {
            FilterTraffic mine = subscriber.account.wanted();
            if (mine != null) {
                FilterTable.look(mine, topics.get());
            }
            subscriber.echoed(ready, echo, nowNs);
            subscriber = subscriber.sameId;
        }
        return isKnown;
    }

    /** See {@link RemoteSubscribers#ignore}. */
    void ignore(String why) {
        ignored.add(1);
        log.debugOf(why, "ignored what a peer said: {}", why);
    }

    long ignored() {
        return ignored.get();
    }
}

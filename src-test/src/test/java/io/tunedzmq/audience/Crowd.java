package io.tunedzmq.audience;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.tunedzmq.internal.MissingSubscriptions;
import io.tunedzmq.stats.SubscriberReport;
import io.tunedzmq.wire.ControlFrames;
import io.tunedzmq.wire.ControlRequest;
import io.tunedzmq.wire.ControlTopics;
import io.tunedzmq.wire.FilterPart;
import io.tunedzmq.wire.PublishedTopic;
import io.tunedzmq.wire.Topics;
import java.util.List;

/** A publisher's audience without a publisher, and peers that say what they like over numbered connections. */
final class Crowd {
    static final long EPOCH = 0xE;

    final List<PublishedTopic> topics = List.of(
            new PublishedTopic("prices", Topics.withNul("prices"), 1),
            new PublishedTopic("other", Topics.withNul("other"), 2));
    final ControlFrames controls = new ControlFrames(EPOCH, () -> 0);
    final RemoteSubscribers subscribers;
    final Audience audience;
    private long echo;

    Crowd() {
        this(65_536);
    }

    Crowd(int mostRows) {
        subscribers = new RemoteSubscribers(EPOCH, this::sent, () -> topics, () -> {}, mostRows);
        audience = new Audience(subscribers);
    }

    /** Says something that stays. */
    void say(long connection, String controlTopic) {
        audience.heard(bytes(1, controlTopic), connection, MissingSubscriptions.NOTHING);
    }

    /** Asks, and not everything has come that it asks for. */
    void sayLacking(long connection, String controlTopic) {
        audience.heard(bytes(1, controlTopic), connection, MissingSubscriptions.THE_LAST);
    }

    void unsay(long connection, String controlTopic) {
        audience.heard(bytes(0, controlTopic), connection, MissingSubscriptions.NOTHING);
    }

    private static byte[] bytes(int first, String controlTopic) {
        return ((char) first + controlTopic).getBytes(ISO_8859_1);
    }

    void about(long connection, long id, long key) {
        say(connection, ControlTopics.about(id, key, ""));
    }

    /** Answers an echo, and says which ones it knows from before. */
    void echoed(long connection, long key, long number, long... before) {
        say(connection, ControlTopics.echoed(ControlRequest.Echoed.of(key, EPOCH, number, before)));
    }

    void ack(long connection, long key, long number) {
        say(connection, ControlTopics.ack(key, EPOCH, number));
    }

    /**
     * As a subscriber of ours does: introduces itself, says that it wants "prices", and asks for an echo; returns its
     * number.
     */
    long join(long connection, long id, long key) {
        about(connection, id, key);
        say(connection, ControlTopics.filter(key, new FilterPart(0, 1, true, "prices")));
        return ask(connection, id);
    }

    /** Asks for an echo; returns its number. */
    long ask(long connection, long id) {
        say(connection, ControlTopics.ready(id, 1));
        return answerOne();
    }

    /** As {@link #join}, and answers the echo. */
    long joinAndProve(long connection, long id, long key) {
        long number = join(connection, id, key);
        echoed(connection, key, number);
        return number;
    }

    /** Answers the next one that waits for an echo. */
    long answerOne() {
        if (audience.pollWaiting(echo + 1) == null) {
            throw new AssertionError("nobody waits for an echo");
        }
        return ++echo;
    }

    void report(long connection, long key, long echoNumber, long received, long dropped, long mark) {
        say(
                connection,
                ControlTopics.report(ControlRequest.Report.on(EPOCH, key, echoNumber, received, 0, dropped, mark, 1)));
    }

    /** Sends messages of "prices" and a mark behind them. */
    void send(int messages, long mark) {
        send(messages, mark, true);
    }

    /** @param settled whether everybody has room, so that who answers the mark has heard of everything before it */
    void send(int messages, long mark, boolean settled) {
        topics.get(0).sent(topics.get(0).sent() + messages);
        subscribers.look();
        subscribers.marked(mark, messages > 0, settled);
    }

    private long sent() {
        return topics.stream().mapToLong(PublishedTopic::sent).sum();
    }

    List<SubscriberReport> rows() {
        return subscribers.rows(System.nanoTime(), (answered, lacksSome) -> 0);
    }

    /** Whether so many distinct subscribers have answered. */
    static boolean answered(RollCall probe) {
        try {
            return probe.await(0);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}

package io.tunedzmq.socket;

import io.tunedzmq.config.Endpoint;
import io.tunedzmq.config.SubscriberConfig;
import io.tunedzmq.wire.ControlTopics;
import io.tunedzmq.wire.FrameKind;
import io.tunedzmq.wire.FrameReader;
import io.tunedzmq.wire.PeerConnection;
import io.tunedzmq.wire.SequenceLedger;
import io.tunedzmq.wire.TopicFilter;
import io.tunedzmq.wire.Topics;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongSupplier;
import zmq.Msg;

/**
 * What a subscriber says to its publishers: subscriptions, requests for an echo, answers, reports. Confined: guarded by
 * the socket's lock; {@link #ready()} from any thread.
 */
final class Upstream {
    private static final long REPORT_NS = 1_000_000_000;
    private static final long REPORT_WHILE_INCOMPLETE_NS = 30_000_000_000L;

    /** Rounds of reports after a lost connection that need not wait so long: mostly the publisher is back soon. */
    private static final int PROMPT_WHILE_INCOMPLETE = 100;

    private static final long SIGN_WHILE_INCOMPLETE_NS = ControlTopics.SIGN_SECONDS * 1_000_000_000L;
    private static final long SIGN_NS = SIGN_WHILE_INCOMPLETE_NS / 2;

    /** While messages wait for the application: by that publishers tell a slow one from a connection that is down. */
    private static final long SIGN_WHILE_BEHIND_NS = 500_000_000;

    private static final int MOST_ANSWERED = 1_000;
    private static final int MOST_ANSWERS_A_SECOND = 2_000;
    private static final long SECOND_NS = 1_000_000_000;

    private final long subscriberId;
    private final long key = Epochs.next();
    private final String name;
    private final TunedSocket socket;
    private final TopicFilter filter;
    private final Readiness readiness;
    private final Unanswered unanswered;
    private final int connects;

    /** Those whose connections can be watched. */
    private final long connectsByTcp;

    /** Questions answered since the last lost connection: a publisher repeats each until it has heard enough. */
    private final Set<Long> answered = new HashSet<>();

    private long answersNs = System.nanoTime();
    private int answersLeft = MOST_ANSWERS_A_SECOND;

    private volatile long disconnectsSeen;
    private long reportedNs;
    private long toldNs = System.nanoTime();
    private int promptLeft = PROMPT_WHILE_INCOMPLETE;
    private boolean toldWhere;

    Upstream(long subscriberId, TunedSocket socket, TopicFilter filter, SubscriberConfig config) {
        this.subscriberId = subscriberId;
        this.socket = socket;
        this.filter = filter;
        name = config.name();
        connects = (int) config.endpoints().stream()
                .filter(endpoint -> endpoint.side() == Endpoint.Side.CONNECT)
                .distinct()
                .count();
        connectsByTcp = config.endpoints().stream()
                .filter(endpoint -> endpoint.side() == Endpoint.Side.CONNECT && !endpoint.inproc())
                .distinct()
                .count();
        unanswered = new Unanswered(config.topics());
        readiness = new Readiness(
                subscriberId,
                Math.max(1, connects),
                address -> connects == 0 || socket.watch().connectedTo(address),
                this::subscribeControl);
    }

    /** Subscribes to everything wanted, and last to the echo. */
    void subscribe(SubscriberConfig config) {
        config.topics().forEach(name -> subscribe(true, Topics.withNul(name)));
        config.prefixes().forEach(prefix -> subscribe(true, Topics.prefix(prefix)));
        subscribeControl(true, ControlTopics.END);
        subscribeControl(true, ControlTopics.LAST);
        subscribeControl(true, ControlTopics.about(subscriberId, key, name));
        subscribeControl(true, ControlTopics.alive(key));
        filter.parts().forEach(part -> subscribeControl(true, ControlTopics.filter(key, part)));
        readiness.ask(System.nanoTime());
    }

    private void subscribeControl(boolean begin, String controlTopic) {
        subscribe(begin, ControlTopics.bytes(controlTopic));
    }

    private void subscribe(boolean begin, byte[] prefix) {
        Msg msg = new Msg(1 + prefix.length);
        msg.put((byte) (begin ? 1 : 0)).put(prefix);
        if (!socket.send(msg) && !socket.terminated()) {
            throw new IllegalStateException("a subscription was refused although the queue has no limit");
        }
    }

    /** Says something, as a subscription that begins and ends. */
    private void tell(String controlTopic) {
        toldNs = System.nanoTime();
        subscribeControl(true, controlTopic);
        subscribeControl(false, controlTopic);
    }

    /** Nothing comes over a connection any more: asks for a proof that it is there. */
    void doubt(PeerConnection connection, long nowNs) {
        readiness.lost(connection, nowNs);
    }

    /** Whether the frame answers a request of this subscriber. */
    boolean isMine(FrameReader frame) {
        return readiness.isMine(frame);
    }

    /**
     * Takes what a frame says to this subscriber and answers what it asks.
     *
     * @return false if it is meant for another subscriber, and seen because we subscribe to every topic
     */
    boolean heard(FrameReader frame, PeerConnection connection) {
        switch (frame.kind()) {
            case ECHO, BASELINE -> {
                if (!readiness.isMine(frame)) {
                    return false;
                }
                readiness.echo(frame, connection);
                if (frame.kind() == FrameKind.ECHO) {
                    // Who has not shown that it hears its publisher is a stranger there. Each publisher counts its
                    // echoes from 1.
                    answer(frame.sequence(), frame.epoch() + frame.sequence());
                }
            }
            case PROBE, END -> answerIfAsked(frame);
            case DATA, BEACON, DIGEST, MARK -> {
                // Only the ledger cares.
            }
        }
        return true;
    }

    private void answerIfAsked(FrameReader frame) {
        String topic = new String(frame.bytes(), 0, frame.topicLength() - 1, StandardCharsets.UTF_8);
        boolean asked = frame.kind() == FrameKind.END
                ? frame.sequence() != 0
                : topic.equals(ControlTopics.LAST) || filter.wants(topic);
        if (asked) {
            answer(frame.sequence(), frame.sequence());
        }
    }

    /** @param question the same when it comes again */
    private void answer(long number, long question) {
        if (answered.contains(question) || !mayAnswer()) {
            return;
        }
        if (answered.size() >= MOST_ANSWERED) {
            answered.clear();
        }
        answered.add(question);
        tell(ControlTopics.ack(key, number));
    }

    /** All publishers hear each answer; so one that asks without end must not make us answer without end. */
    private boolean mayAnswer() {
        long nowNs = System.nanoTime();
        if (nowNs - answersNs >= SECOND_NS) {
            answersNs = nowNs;
            answersLeft = MOST_ANSWERS_A_SECOND;
        }
        return answersLeft-- > 0;
    }

    /**
     * Says what is due; after lost connections returns true once.
     *
     * @param notHandedOut messages accounted for that the application has not taken yet
     * @param waitingNs for how long messages have been waiting for the application
     */
    boolean maintain(SequenceLedger ledger, LongSupplier notHandedOut, long waitingNs, long nowNs) {
        ConnectionWatch watch = socket.watch();
        long disconnects = watch.disconnects();
        boolean lost = disconnects != disconnectsSeen;
        if (lost) {
            answered.clear();
            readiness.lost(nowNs);
            ledger.reportAgain();
            promptLeft = PROMPT_WHILE_INCOMPLETE;
            toldWhere = false;
            disconnectsSeen = disconnects;
        }
        readiness.maintain(connectsByTcp == 0 || watch.connected() > 0, ledger.proofWanted(), nowNs);
        unanswered.look(connectsByTcp > 0 && complete(), readiness.ready(), nowNs);
        if (!toldWhere && readiness.ready() && connects == 1) { // All publishers hear it; it holds for one.
            toldWhere = true;
            watch.localAddresses().forEach(address -> tell(ControlTopics.from(key, address)));
        }
        if (reportsDue(ledger, nowNs)) {
            reportedNs = nowNs;
            ledger.reports(
                            key,
                            (rarely() ? REPORT_WHILE_INCOMPLETE_NS : REPORT_NS) / 1_000_000_000,
                            notHandedOut.getAsLong(),
                            nowNs)
                    .forEach(report -> tell(ControlTopics.report(report)));
        }
        if (nowNs - toldNs >= signNs(waitingNs)) {
            tell(ControlTopics.sign(key));
        }
        return lost;
    }

    /** What it says goes to all publishers; so it must not say more than is of use. */
    private long signNs(long waitingNs) {
        if (rarely()) {
            return SIGN_WHILE_INCOMPLETE_NS;
        }
        return waitingNs >= SIGN_WHILE_BEHIND_NS ? SIGN_WHILE_BEHIND_NS : SIGN_NS;
    }

    private boolean reportsDue(SequenceLedger ledger, long nowNs) {
        boolean due = ledger.reportsWanted() || nowNs - reportedNs >= REPORT_NS;
        boolean now = due && (!rarely() || nowNs - reportedNs >= REPORT_WHILE_INCOMPLETE_NS);
        promptLeft -= now && promptLeft > 0 && !complete() ? 1 : 0;
        return now;
    }

    /** What is said to a publisher that is not there waits in its queue; so little is said while one is missing. */
    private boolean rarely() {
        return promptLeft == 0 && !complete();
    }

    private boolean complete() {
        return socket.watch().connected() >= connectsByTcp;
    }

    /** Whether every publisher has answered, and no connection was lost since. */
    boolean ready() {
        return readiness.ready() && socket.watch().disconnects() == disconnectsSeen;
    }
}

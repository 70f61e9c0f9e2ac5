package io.tunedzmq.subscribe;

import io.tunedzmq.internal.LimitedLog;
import io.tunedzmq.internal.Sum64;
import io.tunedzmq.jeromq.ConnectionWatch;
import io.tunedzmq.jeromq.RandomIds;
import io.tunedzmq.jeromq.TunedSocket;
import io.tunedzmq.ledger.PeerConnection;
import io.tunedzmq.ledger.SequenceLedger;
import io.tunedzmq.settings.Endpoint;
import io.tunedzmq.settings.SubscriberConfig;
import io.tunedzmq.window.Observation;
import io.tunedzmq.wire.ControlTopics;
import io.tunedzmq.wire.FrameKind;
import io.tunedzmq.wire.FrameReader;
import io.tunedzmq.wire.Inventory;
import io.tunedzmq.wire.SaidAgain;
import io.tunedzmq.wire.TopicFilter;
import io.tunedzmq.wire.Topics;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
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

    private static final int MOST_ENDED = 64;
    private static final int MOST_ANSWERED = 1_000;
    private static final int MOST_ANSWERS_A_SECOND = 2_000;
    private static final long SECOND_NS = 1_000_000_000;

    /** More would not fit into a proxy's queue: then the proofs have to do. */
    private static final int MOST_SUMS = 25_000;

    /** So often a subscriber behind a proxy asks whether a publisher there has not heard all of what it wants. */
    private static final long WHO_LACKS_NS = 1_000_000_000;

    /** A connection that is there so long after its publisher has ended leads to a proxy. */
    private static final long STAYS_NS = 500_000_000;

    private static final LimitedLog log = LimitedLog.of("io.tunedzmq.Subscriber");

    private final long subscriberId;
    private final long key = RandomIds.next();
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

    /** Messages to all publishers. */
    private long said;

    private volatile long disconnectsSeen;
    private long reportedNs;
    private long toldNs = System.nanoTime();
    private int promptLeft = PROMPT_WHILE_INCOMPLETE;
    private boolean toldWhere;

    private final SubscriberConfig config;
    private final SubscriptionRepetition repetition;
    private boolean behindProxy;
    private long whoLacksNs = System.nanoTime();
    private final Set<Long> ended = new LinkedHashSet<>();
    private @Nullable PeerConnection endedOver;
    private long endedNs;

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
                this::sayWhatThereIs,
                this::subscribeControl);
        this.config = config;
        repetition =
                new SubscriptionRepetition(this::everything, RandomIds::next, new Voice(), Upstream::sayThatItCannot);
    }

    /** Subscribes to everything wanted, and last to the echo. */
    void subscribe() {
        everything().forEach(topic -> subscribe(true, topic));
        readiness.ask(System.nanoTime());
    }

    /** Who it is comes first, so that what it answers meanwhile counts; the proofs last. */
    private List<byte[]> everything() {
        List<byte[]> all = new ArrayList<>(introduction());
        all.addAll(subscriptions());
        return all;
    }

    private List<byte[]> introduction() {
        List<byte[]> all = new ArrayList<>();
        all.add(ControlTopics.bytes(ControlTopics.about(subscriberId, key, name)));
        all.add(ControlTopics.bytes(ControlTopics.alive(key)));
        filter.parts().forEach(part -> all.add(ControlTopics.bytes(ControlTopics.filter(key, part))));
        return all;
    }

    private List<byte[]> subscriptions() {
        List<byte[]> all = new ArrayList<>();
        config.topics().forEach(topic -> all.add(Topics.withNul(topic)));
        config.prefixes().forEach(prefix -> all.add(Topics.prefix(prefix)));
        all.add(ControlTopics.bytes(ControlTopics.END));
        all.add(ControlTopics.bytes(ControlTopics.LAST));
        ControlTopics.proofs(subscriberId).forEach(proof -> all.add(ControlTopics.bytes(proof)));
        return all;
    }

    /**
     * Says who it is and the sums of what it has subscribed to, under one number: a proxy drops what it has no room
     * for, and by that a publisher sees it. Returns the request for an echo from who has all of it.
     */
    private String sayWhatThereIs(long round) {
        List<byte[]> all = subscriptions();
        if (!overTcp() || all.size() > MOST_SUMS) {
            return ControlTopics.sure(subscriberId, round);
        }
        List<byte[]> said = introduction();
        said.addAll(Inventory.parts(all.stream().mapToLong(Sum64::of).toArray()));
        long speech = RandomIds.next();
        for (int i = 0; i < said.size(); i++) {
            tell(SaidAgain.bytes(speech, i, said.get(i)));
        }
        return ControlTopics.sure(subscriberId, round, speech, said.size());
    }

    private boolean overTcp() {
        return connects == 0 || connectsByTcp > 0;
    }

    /** Says things again to publishers that lack some. */
    private final class Voice implements SubscriptionRepetition.Voice {
        @Override
        public void say(byte[] bytes) {
            tell(bytes);
        }

        @Override
        public void beginAnew(byte[] bytes) {
            subscribe(false, bytes);
            subscribe(true, bytes);
        }

        @Override
        public long askForSign() {
            readiness.askForSign();
            return readiness.round();
        }

        @Override
        public long ask() {
            return askWhoLacks();
        }

        @Override
        public long askForEcho() {
            readiness.ask(System.nanoTime());
            return readiness.round();
        }

        @Override
        public void hold(boolean hold) {
            readiness.hold(hold);
        }
    }

    private long askWhoLacks() {
        readiness.askWhoLacks();
        toldNs = System.nanoTime();
        whoLacksNs = toldNs;
        return readiness.round();
    }

    private static void sayThatItCannot(long epoch) {
        log.warn(
                "the publisher {} behind a proxy cannot be told all subscriptions, or its answer does not get through: what it publishes to some of them does not "
                        + "come; raise the HWM of the XSUB socket of each proxy above the number of all subscriptions, and open this subscriber anew",
                Long.toHexString(epoch));
    }

    private void subscribeControl(boolean begin, String controlTopic) {
        subscribe(begin, ControlTopics.bytes(controlTopic));
    }

    private void subscribe(boolean begin, byte[] prefix) {
        Msg msg = new Msg(1 + prefix.length);
        msg.put((byte) (begin ? 1 : 0)).put(prefix);
        said++;
        if (!socket.send(msg) && !socket.terminated()) {
            throw new IllegalStateException("a subscription was refused although the queue has no limit");
        }
    }

    /** Says something, as a subscription that begins and ends. */
    private void tell(String controlTopic) {
        tell(ControlTopics.bytes(controlTopic));
    }

    private void tell(byte[] topic) {
        toldNs = System.nanoTime();
        subscribe(true, topic);
        subscribe(false, topic);
    }

    /** The last word: publishers that hear it do not wait for this subscriber to come back. */
    void bye() {
        tell(ControlTopics.bye(key));
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
                if (readiness.isSign(frame)) {
                    repetition.sign(frame.epoch(), readiness.roundOf(frame), System.nanoTime());
                    return false; // A baseline would prove what is not proven.
                }
                if (frame.kind() == FrameKind.ECHO) {
                    if (repetition.echoed(frame.epoch(), connection, readiness.roundOf(frame), System.nanoTime())) {
                        answered.clear(); // It did not know who answered.
                    }
                    behindProxy |= connection.isShared();
                }
                if (!ended.contains(frame.epoch())) { // It may answer until it is closed.
                    readiness.echo(frame, connection);
                }
                if (frame.kind() == FrameKind.ECHO) {
                    // Who has not shown that it hears its publisher is a stranger there. Each publisher counts its
                    // echoes from 1.
                    answer(frame.sequence(), frame.epoch() + frame.sequence());
                }
            }
            case PROBE -> {
                if (readiness.isMine(frame)) {
                    behindProxy = true;
                    repetition.lacks(
                            frame.epoch(),
                            connection,
                            readiness.roundOf(frame),
                            readiness.isProven(frame),
                            System.nanoTime());
                } else {
                    answerIfAsked(frame);
                }
            }
            case END -> {
                answerIfAsked(frame);
                ended(frame.epoch(), connection);
            }
            case DATA, BEACON, DIGEST, MARK -> {
                // Only the ledger cares.
            }
        }
        return true;
    }

    private void ended(long epoch, PeerConnection connection) {
        repetition.ended(epoch);
        if (connection.address() != null && ended.add(epoch)) { // It repeats its end.
            if (ended.size() > MOST_ENDED) {
                ended.remove(ended.iterator().next());
            }
            endedOver = connection;
            endedNs = System.nanoTime();
            readiness.ended(connection, endedNs);
        }
    }

    private void answerIfAsked(FrameReader frame) {
        String topic = new String(frame.bytes(), 0, frame.topicLength() - 1, StandardCharsets.UTF_8);
        boolean asked = frame.sequence() != 0
                && (frame.kind() == FrameKind.END || topic.equals(ControlTopics.LAST) || filter.wants(topic));
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
        socket.cutUnread(said, nowNs);
        ConnectionWatch watch = socket.watch();
        long disconnects = watch.disconnects();
        boolean lost = disconnects != disconnectsSeen;
        if (lost) {
            answered.clear();
            repetition.lost();
            readiness.lost(nowNs);
            ledger.reportAgain();
            promptLeft = PROMPT_WHILE_INCOMPLETE;
            toldWhere = false;
            disconnectsSeen = disconnects;
        }
        repetition.maintain(nowNs);
        lookForProxies(nowNs);
        readiness.maintain(connectsByTcp == 0 || watch.connected() > 0, ledger.proofWanted(), nowNs);
        unanswered.look(connectsByTcp > 0 && complete(), readiness.ready() || repetition.heardOfAny(), nowNs);
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

    /** A publisher may connect to a proxy, and not be told of us, at any time. */
    private void lookForProxies(long nowNs) {
        PeerConnection over = endedOver;
        if (over != null && nowNs - endedNs >= STAYS_NS) {
            behindProxy |= !over.closed();
            endedOver = null;
        }
        long betweenNs = rarely() ? SIGN_WHILE_INCOMPLETE_NS : behindProxy ? WHO_LACKS_NS : SIGN_NS;
        if (overTcp() && nowNs - whoLacksNs >= betweenNs) {
            askWhoLacks();
        }
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

    /** Whether all connections that it makes are up, or one where it only listens. */
    boolean connected() {
        return connectsByTcp == 0 ? socket.watch().connected() > 0 : complete();
    }

    /** For a diagnosis; from any thread. */
    Observation.Unheard unheard() {
        return repetition.unheard();
    }

    /** Whether every publisher has answered, and no connection was lost since. */
    boolean ready() {
        return readiness.ready() && socket.watch().disconnects() == disconnectsSeen;
    }
}

package io.tunedzmq.subscribe;

import io.tunedzmq.internal.LimitedLog;
import io.tunedzmq.jeromq.RandomIds;
import io.tunedzmq.jeromq.TunedSocket;
import io.tunedzmq.ledger.HeardConnection;
import io.tunedzmq.ledger.SequenceLedger;
import io.tunedzmq.settings.SubscriberSettings;
import io.tunedzmq.window.ContextSnapshot;
import io.tunedzmq.wire.BundleRequest;
import io.tunedzmq.wire.ControlTopics;
import io.tunedzmq.wire.EchoSums;
import io.tunedzmq.wire.FrameKind;
import io.tunedzmq.wire.FrameReader;
import io.tunedzmq.wire.PingCommand;
import io.tunedzmq.wire.RepetitionTopic;
import io.tunedzmq.wire.TopicFilter;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a subscriber says to its publishers: subscriptions, requests for an echo, answers, reports. Confined: guarded by
 * the socket's lock; {@link #ready()} from any thread.
 */
final class Upstream {
    private static final LimitedLog log = LimitedLog.of("io.tunedzmq.Subscriber");

    private final long subscriberId;
    private final TunedSocket socket;
    private final TopicFilter filter;
    private final UpstreamWords words;
    private final DialedEndpoints dialed;
    private final UpstreamPace pace;
    private final UpstreamSender sender;
    private final SubscriberAnswers answered = new SubscriberAnswers(System.nanoTime());
    private final EchoesBefore echoesBefore;
    private final EndedPublishers ended = new EndedPublishers();
    private final SubscriberReadiness readiness;
    private final SubscriptionRepetitions repetition;
    private final NoAnswerWarning warning;
    private boolean toldWhere;

    /** Connections over which it was done. */
    private final Set<HeardConnection> askedForBundles = new HashSet<>();

    private boolean behindProxy;

    /** Null: nobody lacks anything. */
    private @Nullable List<byte[]> sayingAgain;

    /** Numbers of the echoes that have come from a publisher which is now heard over this connection. */
    @FunctionalInterface
    interface EchoesBefore {
        long[] of(long epoch, HeardConnection connection);
    }

    Upstream(
            long subscriberId,
            TunedSocket socket,
            TopicFilter filter,
            SubscriberSettings config,
            EchoesBefore echoesBefore) {
        this.subscriberId = subscriberId;
        this.echoesBefore = echoesBefore;
        this.socket = socket;
        this.filter = filter;
        words = new UpstreamWords(subscriberId, config, filter);
        dialed = new DialedEndpoints(config.endpoints(), socket.watch()::connected, socket.watch()::disconnects);
        pace = new UpstreamPace(dialed::complete, System.nanoTime());
        sender = new UpstreamSender(socket, pace);
        warning = new NoAnswerWarning(config.topics());
        readiness = new SubscriberReadiness(
                subscriberId,
                dialed.count(),
                this::sayWhatThereIs,
                (begin, topic) -> sender.subscribe(begin, ControlTopics.bytes(topic)));
        RepetitionTurns turns = new RepetitionTurns(sender::said, socket.watch()::connected);
        repetition = new SubscriptionRepetitions(connection -> new SubscriptionRepetition(
                this::sayingAgain,
                RandomIds::next,
                new ConnectionVoice(connection, words, sender, readiness, this::askWhoLacks),
                Upstream::sayThatItCannot,
                turns));
    }

    /** Subscribes to everything wanted, and last to the echo. */
    void subscribe() {
        words.everything().forEach(topic -> sender.subscribe(true, topic));
        readiness.ask(System.nanoTime());
    }

    /**
     * Says who it is and the sums of what it has subscribed to, under one number: a proxy drops what it has no room
     * for, and by that a publisher sees it. Returns the request for an echo from who has all of it.
     */
    private String sayWhatThereIs(long round) {
        List<byte[]> inventory = dialed.someByTcp() ? words.inventory() : List.of();
        if (inventory.isEmpty()) {
            return ControlTopics.sure(subscriberId, round);
        }
        long speech = RandomIds.next();
        for (int i = 0; i < inventory.size(); i++) {
            sender.tell(RepetitionTopic.bytes(speech, i, inventory.get(i)));
        }
        return ControlTopics.sure(subscriberId, round, speech, inventory.size());
    }

    /** All who wait for their turn share it. */
    private List<byte[]> sayingAgain() {
        List<byte[]> all = sayingAgain;
        if (all == null) {
            all = words.everything();
            sayingAgain = all;
        }
        return all;
    }

    private long askWhoLacks() {
        readiness.askWhoLacks();
        long nowNs = System.nanoTime();
        pace.told(nowNs);
        pace.askedWhoLacks(nowNs);
        return readiness.round();
    }

    private static void sayThatItCannot(long epoch) {
        log.warn(
                "the publisher {} behind a proxy cannot be told all subscriptions, or its answer does not get through: what it publishes to some of them does not "
                        + "come; raise the HWM of the XSUB socket of each proxy above the number of all subscriptions, and open this subscriber anew",
                Long.toHexString(epoch));
    }

    /** The last word: publishers that hear it do not wait for this subscriber to come back. */
    void bye() {
        sender.tell(words.bye());
    }

    /**
     * Nothing comes over a connection any more: asks for a proof that it is there. A publisher that waits for another
     * subscriber cannot give one; its JeroMQ answers a PING all the same.
     */
    void doubt(HeardConnection connection, long nowNs) {
        readiness.lost(connection, nowNs);
        if (dialed.onlyTcp()) { // Over inproc a command would be a message.
            boolean unused = sender.command(PingCommand.body());
        }
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
    boolean heard(FrameReader frame, HeardConnection connection) {
        switch (frame.kind()) {
            case ECHO, BASELINE -> {
                return heardEcho(frame, connection);
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
            case DATA, BUNDLE, BEACON, DIGEST, MARK -> {
                // Only the ledger cares.
            }
        }
        return true;
    }

    private boolean heardEcho(FrameReader frame, HeardConnection connection) {
        if (!readiness.isMine(frame)) {
            return false;
        }
        if (readiness.isSign(frame)) {
            repetition.sign(frame.epoch(), connection, readiness.roundOf(frame), System.nanoTime());
            return false; // A baseline would prove what is not proven.
        }
        if (frame.kind() == FrameKind.ECHO) {
            if (repetition.echoed(frame.epoch(), connection, readiness.roundOf(frame), System.nanoTime())) {
                answered.forget(); // It did not know who answered.
            }
            behindProxy |= connection.isShared();
        }
        if (!ended.contains(frame.epoch(), connection)) { // It may answer until it is closed.
            readiness.echo(frame, connection);
        }
        if (frame.kind() == FrameKind.ECHO) {
            // Who has not shown that it hears its publisher is a stranger there.
            answerEcho(frame, connection);
            askForBundles(connection);
        }
        return true;
    }

    /** Whether its number is to be answered; a publisher cannot make it look like that of another one. */
    private boolean isNew(FrameReader question) {
        return answered.take(EchoSums.answer(words.key(), question.epoch(), question.sequence()), System.nanoTime());
    }

    /** A publisher of ours has answered over the connection. */
    private void askForBundles(HeardConnection connection) {
        if (!dialed.onlyTcp() || !askedForBundles.add(connection)) { // Over inproc a command would be a message.
            return;
        }
        askedForBundles.removeIf(HeardConnection::closed);
        if (sender.command(BundleRequest.command())) {
            sender.tell(words.bundles());
        }
    }

    private void ended(long epoch, HeardConnection connection) {
        repetition.ended(epoch, connection);
        long nowNs = System.nanoTime();
        if (ended.add(epoch, connection, nowNs)) {
            readiness.ended(epoch, connection, nowNs);
        }
    }

    private void answerIfAsked(FrameReader frame) {
        String topic = new String(frame.bytes(), 0, frame.topicLength() - 1, StandardCharsets.UTF_8);
        boolean asked = frame.sequence() != 0
                && (frame.kind() == FrameKind.END || topic.equals(ControlTopics.LAST) || filter.wants(topic));
        if (asked && isNew(frame)) {
            sender.tell(words.ack(frame.epoch(), frame.sequence()));
        }
    }

    private void answerEcho(FrameReader echo, HeardConnection connection) {
        long epoch = echo.epoch();
        if (isNew(echo)) {
            sender.tell(words.echoed(epoch, echo.sequence(), echoesBefore.of(epoch, connection)));
        }
    }

    /**
     * Says what is due; after lost connections returns true once.
     *
     * @param notHandedOut messages accounted for that the application has not taken yet
     * @param waitingNs for how long messages have been waiting for the application
     */
    boolean maintain(SequenceLedger ledger, LongSupplier notHandedOut, long waitingNs, long nowNs) {
        socket.cutUnread(sender.said(), nowNs);
        boolean lost = dialed.takeLost(() -> lost(ledger, nowNs));
        repetition.maintain(nowNs);
        sayingAgain = repetition.pending() ? sayingAgain : null;
        lookForProxies(nowNs);
        readiness.maintain(dialed.someUp(), ledger.proofWanted(), nowNs);
        boolean answersCome = dialed.seenComplete() && waitingNs == 0; // None passes messages that wait.
        warning.look(answersCome, readiness.ready() || repetition.heardOfAny(), nowNs);
        if (!toldWhere && readiness.ready() && dialed.count() == 1) { // All publishers hear it; it holds for one.
            toldWhere = true;
            socket.watch().localAddresses().forEach(address -> sender.tell(words.from(address)));
        }
        if (pace.takeReports(ledger.reportsWanted(), nowNs)) {
            ledger.reports(words.key(), pace.reportSeconds(), notHandedOut.getAsLong(), nowNs)
                    .forEach(report -> sender.tell(ControlTopics.report(report)));
        }
        if (pace.signDue(waitingNs, nowNs)) {
            sender.tell(words.sign());
        }
        return lost;
    }

    private void lost(SequenceLedger ledger, long nowNs) {
        answered.forget();
        pace.lost();
        words.lost();
        readiness.lost(nowNs);
        ledger.reportAgain();
        toldWhere = false;
    }

    private void lookForProxies(long nowNs) {
        behindProxy |= ended.takeProxy(nowNs);
        if (dialed.someByTcp() && pace.whoLacksDue(behindProxy, nowNs)) {
            askWhoLacks();
        }
    }

    /** Whether all connections that it makes are up, or one where it only listens. */
    boolean connected() {
        return dialed.connected();
    }

    /** For a diagnosis; from any thread. */
    ContextSnapshot.Unheard unheard() {
        return repetition.unheard();
    }

    /** Whether every publisher has answered, and no connection was lost since. */
    boolean ready() {
        return readiness.ready() && dialed.lostNone();
    }
}

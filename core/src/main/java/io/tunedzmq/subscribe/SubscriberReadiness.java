package io.tunedzmq.subscribe;

import io.tunedzmq.ledger.HeardConnection;
import io.tunedzmq.wire.ControlRequest;
import io.tunedzmq.wire.ControlRequestReader;
import io.tunedzmq.wire.ControlTopics;
import io.tunedzmq.wire.FrameKind;
import io.tunedzmq.wire.FrameReader;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Whether a subscriber's subscriptions are live at every publisher it connects to. It subscribes to a topic of its own
 * last; subscriptions keep their order on a connection, so the publisher's echo on that topic proves all of them. Asked
 * anew after every lost connection. Confined: guarded by the socket's lock; {@link #ready()} from any thread.
 */
final class SubscriberReadiness {
    private static final long FIRST_WAIT_NS = 500_000_000L;
    private static final long LONGEST_WAIT_NS = 64_000_000_000L;

    /** Every publisher answers with all that it knows, so a liar must not make us ask often; then once in a while. */
    private static final int MOST_PROOFS_ASKED = 5;

    private static final long PROOF_AGAIN_NS = 600_000_000_000L;

    private final long subscriberId;
    private final int connects;
    private final LongFunction<String> sure;

    /** Takes (begin or end, topic). */
    private final BiConsumer<Boolean, String> subscribe;

    /** What has answered: connections, and epochs where they share one. */
    private final Set<Object> echoes = new HashSet<>();

    /** Over which some publisher is known to lack something. */
    private final Set<HeardConnection> held = new HashSet<>();

    private long round;
    private long oldestValidRound;
    private long askedNs;
    private long waitNs = FIRST_WAIT_NS;
    private int proofsAsked;
    private @Nullable String topic;
    private @Nullable String question;
    private @Nullable String questionBefore;
    private volatile boolean ready;

    /**
     * @param connects how many publishers must answer; 0: it only listens, and any one is enough
     * @param sure says what there is, and returns the request of this number for who has it all
     * @param subscribe takes true to subscribe to a topic and false to end it
     */
    SubscriberReadiness(
            long subscriberId, int connects, LongFunction<String> sure, BiConsumer<Boolean, String> subscribe) {
        this.subscriberId = subscriberId;
        this.connects = connects;
        this.sure = sure;
        this.subscribe = subscribe;
    }

    boolean ready() {
        return ready;
    }

    /** Asks all publishers, the future ones too: the subscription stays and is sent to each. */
    void ask(long nowNs) {
        if (topic != null) {
            subscribe.accept(false, topic);
        }
        round++;
        topic = sure.apply(round);
        subscribe.accept(true, topic);
        askedNs = nowNs;
    }

    /** Number of the last request or question. */
    long round() {
        return round;
    }

    /** Asks who lacks a part of what was subscribed to; the others say nothing. */
    void askWhoLacks() {
        ask(ControlTopics.missing(subscriberId, ++round));
    }

    /** Asks for an answer that proves no more than that it was heard. */
    void askForSign() {
        ask(ControlTopics.ready(subscriberId, ++round));
    }

    private void ask(String next) {
        if (questionBefore != null) {
            subscribe.accept(false, questionBefore);
        }
        questionBefore = question;
        question = next;
        // Stays until the next but one: or the answer would not come through a proxy, and a late one never.
        subscribe.accept(true, next);
    }

    /** Whether the frame goes through those proxies alone that know the proofs. */
    boolean isProven(FrameReader frame) {
        return ControlRequestReader.read(frame.bytes(), 0, frame.topicLength() - 1)
                .filter(ControlRequest.Proven.class::isInstance)
                .isPresent();
    }

    /** Whether the frame answers a request for a mere sign. */
    boolean isSign(FrameReader frame) {
        return ControlRequestReader.read(frame.bytes(), 0, frame.topicLength() - 1)
                .filter(request ->
                        request instanceof ControlRequest.Ready ready && ready.answer() == ControlRequest.Answer.ALWAYS)
                .isPresent();
    }

    /**
     * While a connection is held, no answer over it proves anything, because some publisher is known to lack something;
     * nor do those before it was. Nor is one asked for here then.
     */
    void hold(HeardConnection connection, boolean hold) {
        if (!hold) {
            held.remove(connection);
        } else if (held.add(connection)) {
            echoes.removeIf(each -> isOver(each, connection));
        }
        look();
    }

    /** Over inproc all publishers share a connection; there the epoch tells them apart. */
    private static Object answer(long epoch, HeardConnection connection) {
        return connection.address() == null ? (Object) epoch : connection;
    }

    private static boolean isOver(Object answer, HeardConnection connection) {
        return connection.address() == null ? answer instanceof Long : answer.equals(connection);
    }

    private void look() {
        long proven = echoes.stream()
                .filter(each -> held.stream().noneMatch(connection -> isOver(each, connection)))
                .count();
        ready = proven >= Math.max(1, connects);
    }

    /** Whether nobody is missing but who lacks something, and is asked for that. */
    private boolean isHeld() {
        if (held.isEmpty() || connects == 0) {
            return false; // Who connects and says that it lacks something keeps nobody else from answering.
        }
        Set<Object> known = new HashSet<>(echoes);
        held.stream().filter(this::counts).forEach(known::add);
        return known.size() >= connects;
    }

    private boolean counts(HeardConnection connection) {
        return connection.address() == null || connects == 0 || connection.dialedAddress() != null;
    }

    /**
     * A publisher has ended, and its connection may stay: then it leads to a proxy, and whoever comes next has to prove
     * itself.
     */
    void ended(long epoch, HeardConnection connection, long nowNs) {
        if (echoes.remove(answer(epoch, connection))) {
            ready = false;
            waitNs = FIRST_WAIT_NS;
            ask(nowNs);
        }
    }

    /** A connection was lost: what was proven holds no longer. */
    void lost(long nowNs) {
        ready = false;
        echoes.clear();
        waitNs = FIRST_WAIT_NS;
        ask(nowNs);
        oldestValidRound = round;
    }

    /** Nothing comes over a connection any more: what was proven over it holds no longer. */
    void lost(HeardConnection connection, long nowNs) {
        if (echoes.remove(connection)) {
            ready = false;
            waitNs = FIRST_WAIT_NS;
        }
        if (nowNs != askedNs) { // All publishers are asked at once.
            ask(nowNs);
        }
    }

    /**
     * Asks again when an answer is overdue: it may have been dropped like any message.
     *
     * @param connected whether there is anybody to answer; a request to nobody would only wait in the queue
     * @param doubtful whether a publisher has not proven to be the one whose epoch it uses
     */
    void maintain(boolean connected, boolean doubtful, long nowNs) {
        if (ready && !doubtful) {
            proofsAsked = 0;
        }
        if (!connected || nowNs - askedNs < waitNs) {
            return;
        }
        boolean proofDue = doubtful && (proofsAsked < MOST_PROOFS_ASKED || nowNs - askedNs >= PROOF_AGAIN_NS);
        if ((!ready && !isHeld()) || proofDue) {
            proofsAsked += ready ? 1 : 0;
            ask(nowNs);
            waitNs = Math.min(2 * waitNs, LONGEST_WAIT_NS);
        }
    }

    /** Whether the frame answers a request of this subscriber, be it an old one. */
    boolean isMine(FrameReader frame) {
        return roundOf(frame) > 0;
    }

    /** The request that a frame answers; 0 if it is none of ours. */
    long roundOf(FrameReader frame) {
        ControlRequest request = ControlRequestReader.read(frame.bytes(), 0, frame.topicLength() - 1)
                .orElse(null);
        long answers = 0;
        if (request instanceof ControlRequest.Ready ready && ready.subscriberId() == subscriberId) {
            answers = ready.round();
        } else if (request instanceof ControlRequest.Proven proven && proven.subscriberId() == subscriberId) {
            answers = proven.round();
        }
        return Long.compareUnsigned(answers, round) <= 0 ? answers : 0;
    }

    /** Takes an echo. */
    void echo(FrameReader frame, HeardConnection connection) {
        if (frame.kind() == FrameKind.ECHO && roundOf(frame) >= oldestValidRound && isMine(frame)) {
            if (counts(connection)) {
                echoes.add(answer(frame.epoch(), connection));
            }
            look();
        }
    }
}

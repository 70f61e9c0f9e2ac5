package io.tunedzmq.audience;

import io.tunedzmq.internal.MissingSubscriptions;
import io.tunedzmq.wire.ControlRequest;
import io.tunedzmq.wire.ControlRequestReader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What subscribers tell a publisher: who waits for an echo, who answered a question; {@link RemoteSubscribers} has the
 * rest. What is said counts for the connection that it came over, and for nobody else. Bounded whatever the network
 * sends. Confined: guarded by the sending lock, but for the roll calls.
 */
public final class Audience {
    /** Whoever was answered less long ago waits with the strangers. */
    private static final long BETWEEN_ECHOES_NS = 100_000_000;

    /** Who introduced itself, asked and has left since gets no echo, but must not take long either. */
    private static final int MOST_PASSED_OVER = 1_000;

    private final EchoRequests waitingForEcho = new EchoRequests();
    private final RemoteSubscribers subscribers;

    public Audience(RemoteSubscribers subscribers) {
        this.subscribers = subscribers;
    }

    /**
     * Takes a message that came upstream: a subscription, its end, or something that nobody asked for.
     *
     * @param connection number of the connection that it came over; 0: from this process, over inproc
     * @param missing what has not come of that for which it asks
     */
    public void heard(byte[] message, long connection, MissingSubscriptions missing) {
        if (message.length == 0 || message[0] > 1 || message[0] < 0) {
            subscribers.ignore("neither a subscription nor its end");
            return;
        }
        ControlRequest request = ControlRequestReader.read(message, 1).orElse(null);
        if (request == null) {
            return;
        }
        if (message[0] == 1) {
            heard(request, connection, missing);
        } else if (request instanceof ControlRequest.Ready ready) {
            waitingForEcho.remove(ready, connection);
            waitingForEcho.remove(ready.lacking(MissingSubscriptions.SOME), connection);
            waitingForEcho.remove(ready.lacking(MissingSubscriptions.THE_LAST), connection);
        } else {
            subscribers.left(request, connection, System.nanoTime());
        }
    }

    private void heard(ControlRequest request, long connection, MissingSubscriptions missing) {
        long nowNs = System.nanoTime();
        if (request instanceof ControlRequest.Ready ready) {
            if (missing != MissingSubscriptions.NOTHING) {
                waitingForEcho.add(ready.lacking(missing), connection, false, nowNs);
            } else if (ready.answer() != ControlRequest.Answer.MISSING) {
                boolean known = subscribers.mayAsk(ready, connection, BETWEEN_ECHOES_NS, nowNs);
                waitingForEcho.add(ready, connection, known, nowNs);
            } else {
                answerAgain(subscribers.asksWhoLacks(ready, connection, nowNs), connection, nowNs);
            }
        } else {
            answerAgain(subscribers.heard(request, connection, nowNs), connection, nowNs);
        }
    }

    private void answerAgain(ControlRequest.@Nullable Ready request, long connection, long nowNs) {
        if (request != null) {
            waitingForEcho.addAgain(request, connection, nowNs);
        }
    }

    /**
     * Connections of which the only subscriber has come back over another one, as far as it can be told by its key,
     * since this was asked last.
     */
    public List<Long> takeReplaced() {
        return subscribers.takeReplaced();
    }

    /** A connection is gone, after everything that came over it was heard. */
    public void closed(long connection) {
        waitingForEcho.closed(connection);
        subscribers.closed(connection, System.nanoTime());
    }

    /**
     * The request of who is to get an echo now, or is to be told that it lacks something; or null.
     *
     * @param number that the echo will have
     */
    public ControlRequest.@Nullable Ready pollWaiting(long number) {
        long nowNs = System.nanoTime();
        for (int i = 0; i < MOST_PASSED_OVER; i++) {
            EchoRequests.Waiting waiting = waitingForEcho.poll(nowNs);
            if (waiting == null) {
                return null;
            }
            if (waiting.request().lacks()) {
                return waiting.request();
            }
            boolean knows = subscribers.echoed(waiting.request(), waiting.connection(), number, nowNs);
            if (knows || !waiting.isKnown()) {
                return waiting.request();
            }
        }
        return null;
    }

    /** Whether nobody waits for an echo. */
    public boolean nobodyWaits() {
        return waitingForEcho.isEmpty();
    }

    /** A roll call of every subscriber; see {@link #allHeard}. */
    public RollCall startRollCall() {
        RollCall rollCall = new RollCall(RollCall.newId(), Integer.MAX_VALUE);
        startProbe(rollCall);
        return rollCall;
    }

    /** Whether no subscriber of ours is connected that has shown that it hears us. */
    public boolean isEmpty() {
        return subscribers.connected(0) == 0;
    }

    /**
     * Whether every subscriber of ours that is connected has answered. Strangers, who have introduced themselves and
     * never shown that they hear us, are waited for no longer than the time given: a flood of them must not keep a
     * publisher.
     */
    public boolean allHeard(@Nullable RollCall rollCall, long strangersNs, long nowNs) {
        return rollCall != null
                && rollCall.heard() >= subscribers.connected(0)
                && (!subscribers.hasStrangers() || nowNs - rollCall.startNs() >= strangersNs);
    }

    /**
     * The last mark at which every subscriber, as far as that can be told, had everything; {@link Long#MAX_VALUE} if
     * there is none.
     */
    public long heardByAll() {
        return subscribers.heardByAll();
    }

    /**
     * Whether everything that was sent to subscribers of ours is accounted for, as far as that can be told, and nobody
     * is missing who may lack something.
     */
    public boolean nobodyLacksAnything() {
        AudienceDelivery delivery = subscribers.delivery(Long.MAX_VALUE, System.nanoTime());
        return delivery.undelivered() == 0 && delivery.lost() == 0;
    }

    public void startProbe(RollCall probe) {
        subscribers.rollCalls().start(probe);
    }

    public void endProbe(RollCall probe) {
        subscribers.rollCalls().end(probe);
    }
}

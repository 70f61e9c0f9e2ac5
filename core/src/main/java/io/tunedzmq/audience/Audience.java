package io.tunedzmq.audience;

import io.tunedzmq.wire.ControlTopics;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What subscribers told a publisher: who waits for an echo, who answered a probe; {@link RemoteSubscribers} has the rest. Bounded whatever
 * the network sends. Confined: guarded by the sending lock, but for the probes.
 */
public final class Audience {
    private static final int MOST_WAITING = 10_000;
    private static final int MOST_REPORTERS = 65_536;

    private final Set<ControlTopics.Ready> waitingForEcho = new LinkedHashSet<>();
    private final Map<Long, Probe> probes = new ConcurrentHashMap<>();
    /** Subscribers of ours that are connected, with the round in which they asked last. */
    private final Map<Long, Long> present = new HashMap<>();

    private final Map<Long, Set<ControlTopics.Request>> introduced = new HashMap<>();
    private final RemoteSubscribers subscribers;

    public Audience(RemoteSubscribers subscribers) {
        this.subscribers = subscribers;
    }

    /**
     * Takes a message that came upstream: a subscription, its end, or something that nobody asked for.
     *
     * @param connection number of the one that it came over; 0 over inproc
     */
    public void heard(byte[] message, long connection) {
        if (connection != 0 && message.length > 0 && message[0] == 1) {
            ControlTopics.parse(message, 1)
                    .filter(ControlTopics.About.class::isInstance)
                    .ifPresent(about -> introduced
                            .computeIfAbsent(connection, unused -> new HashSet<>())
                            .add(about));
        }
        if (message.length == 0 || message[0] > 1 || message[0] < 0) {
            subscribers.ignore("neither a subscription nor its end", message.length);
        } else if (message[0] == 1) {
            ControlTopics.parse(message, 1).ifPresent(this::heard);
        } else {
            ControlTopics.parse(message, 1).ifPresent(this::left);
        }
    }

    /** A connection is gone. */
    public void closed(long connection) {
        Set<ControlTopics.Request> abouts = introduced.remove(connection);
        if (abouts != null) {
            abouts.forEach(this::left);
        }
    }

    /** The end of a subscription; JeroMQ makes one up for every connection that is lost. */
    private void left(ControlTopics.Request request) {
        if (request instanceof ControlTopics.Ready ready) {
            present.remove(ready.subscriberId(), ready.round());
        } else {
            subscribers.left(request);
        }
    }

    private void heard(ControlTopics.Request request) {
        if (request instanceof ControlTopics.Ready ready) {
            if (waitingForEcho.size() < MOST_WAITING) {
                waitingForEcho.add(ready);
            }
            if (present.size() < MOST_REPORTERS) {
                present.put(ready.subscriberId(), ready.round());
            }
        } else if (request instanceof ControlTopics.Ack ack) {
            Probe probe = probes.get(ack.probe());
            if (probe != null) {
                probe.answered(ack.subscriberId());
            }
        } else {
            subscribers.heard(request, System.nanoTime());
        }
    }

    /** The request of a subscriber that waits for its echo, or null. */
    public ControlTopics.@Nullable Ready pollWaiting() {
        if (waitingForEcho.isEmpty()) {
            return null;
        }
        ControlTopics.Ready first = waitingForEcho.iterator().next();
        waitingForEcho.remove(first);
        return first;
    }

    /** A question to every subscriber; see {@link #allHeard}. */
    public Probe startQuestion() {
        Probe question = new Probe(Probe.newId(), Integer.MAX_VALUE);
        startProbe(question);
        return question;
    }

    /** Whether no subscriber of ours is connected. */
    public boolean isEmpty() {
        return present.isEmpty();
    }

    /** Whether every subscriber of ours that is connected has answered. */
    public boolean allHeard(@Nullable Probe question) {
        return question != null && question.answeredBy(present.keySet());
    }

    public void startProbe(Probe probe) {
        probes.put(probe.id(), probe);
    }

    public void endProbe(Probe probe) {
        probes.remove(probe.id());
    }
}

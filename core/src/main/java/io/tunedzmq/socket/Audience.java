package io.tunedzmq.socket;

import io.tunedzmq.internal.Counter;
import io.tunedzmq.wire.ControlTopics;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What subscribers told a publisher: who waits for an echo, who answered a probe, who lost how much. Bounded whatever
 * the network sends. Confined: written under the sending lock; the counts may be read from any thread.
 */
final class Audience {
    private static final int MOST_WAITING = 10_000;
    private static final int MOST_REPORTERS = 65_536;

    private final long epoch;
    private final Set<String> waitingForEcho = new LinkedHashSet<>();
    private final Map<Long, Probe> probes = new ConcurrentHashMap<>();
    private final Map<Long, Long> reports = new HashMap<>();

    /** Subscribers of ours that are connected, with the round in which they asked last. */
    private final Map<Long, Long> present = new HashMap<>();

    private final Counter dropped = new Counter();
    private final Counter ignored = new Counter();

    Audience(long epoch) {
        this.epoch = epoch;
    }

    /** Takes a message that came upstream: a subscription, its end, or something that nobody asked for. */
    void heard(byte[] message) {
        if (message.length == 0 || message[0] > 1 || message[0] < 0) {
            ignored.add(1);
        } else if (message[0] == 1) {
            ControlTopics.parse(message, 1).ifPresent(this::heard);
        } else {
            ControlTopics.parse(message, 1).ifPresent(this::left);
        }
    }

    /** The end of a subscription; JeroMQ makes one up for every connection that is lost. */
    private void left(ControlTopics.Request request) {
        if (request instanceof ControlTopics.Ready ready) {
            present.remove(ready.subscriberId(), ready.round());
        }
    }

    private void heard(ControlTopics.Request request) {
        if (request instanceof ControlTopics.Ready ready) {
            if (waitingForEcho.size() < MOST_WAITING) {
                waitingForEcho.add(ready.topic());
            }
            if (present.size() < MOST_REPORTERS) {
                present.put(ready.subscriberId(), ready.round());
            }
        } else if (request instanceof ControlTopics.Ack ack) {
            Probe probe = probes.get(ack.probe());
            if (probe != null) {
                probe.answered(ack.subscriberId());
            }
        } else if (request instanceof ControlTopics.Report report) {
            reported(report);
        }
    }

    private void reported(ControlTopics.Report report) {
        Long before = reports.get(report.subscriberId());
        boolean room = before != null || reports.size() < MOST_REPORTERS;
        if (report.epoch() != epoch || !room || report.dropped() < 0) {
            ignored.add(1);
            return;
        }
        long more = report.dropped() - (before == null ? 0 : before);
        if (more > 0) {
            reports.put(report.subscriberId(), report.dropped());
            dropped.add(more);
        }
    }

    /** The topic on which a subscriber waits for its echo, or null. */
    @Nullable
    String pollWaiting() {
        if (waitingForEcho.isEmpty()) {
            return null;
        }
        String topic = waitingForEcho.iterator().next();
        waitingForEcho.remove(topic);
        return topic;
    }

    /** A question to every subscriber; see {@link #allHeard}. */
    Probe startQuestion() {
        Probe question = new Probe(Probe.newId(), Integer.MAX_VALUE);
        startProbe(question);
        return question;
    }

    /** Whether no subscriber of ours is connected. */
    boolean isEmpty() {
        return present.isEmpty();
    }

    /** Whether every subscriber of ours that is connected has answered. */
    boolean allHeard(@Nullable Probe question) {
        return question != null && question.answeredBy(present.keySet());
    }

    void startProbe(Probe probe) {
        probes.put(probe.id(), probe);
    }

    void endProbe(Probe probe) {
        probes.remove(probe.id());
    }

    long dropped() {
        return dropped.get();
    }

    long ignored() {
        return ignored.get();
    }
}

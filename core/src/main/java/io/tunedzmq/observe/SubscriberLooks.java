package io.tunedzmq.observe;

import io.tunedzmq.diagnosis.Observation;
import io.tunedzmq.diagnosis.Sampled;
import io.tunedzmq.socket.SubscriberEngine;
import java.time.Duration;
import java.util.Set;

/** What the receiving thread of a subscriber does when it does not wait for messages. Confined: one thread at a time. */
final class SubscriberLooks {
    private final SubscriberEngine engine;
    private final Set<Integer> ports;
    private final Share caughtUp = new Share();
    private final Share blocked = new Share();
    private final Share unread = new Share();
    private final Share connected = new Share();
    private final Share handshaking = new Share();
    private final Stacks stacks = new Stacks();
    private final Observation.Subscriber first;
    private Observation.Subscriber last;
    private long pauseSinceNs;
    private long longestPauseNs;

    SubscriberLooks(SubscriberEngine engine, long nowNs) {
        this.engine = engine;
        ports = TcpQueues.ports(engine.endpoints());
        first = engine.observe();
        last = first;
        pauseSinceNs = nowNs;
    }

    void look(long nowNs) {
        Observation.Subscriber now = engine.observe();
        boolean idle = now.waiting() || now.emptied() != last.emptied();
        caughtUp.look(idle);
        connected.look(now.connected() >= now.connects());
        handshaking.look(now.handshaking());
        if (idle || now.stats().received() != last.stats().received()) {
            pauseSinceNs = nowNs;
        } else {
            longestPauseNs = Math.max(longestPauseNs, nowNs - pauseSinceNs);
        }
        last = now;
        Thread thread = engine.receivingThread();
        if (thread == null || now.waiting()) {
            blocked.look(false);
            stacks.lookAway();
        } else {
            blocked.look(stacks.look(thread));
        }
    }

    /** Whether a message was lost since the first look. */
    boolean lost() {
        return last.stats().dropped() > first.stats().dropped();
    }

    void look(TcpQueues queues) {
        unread.look(queues.unread(ports));
    }

    Observation.Subscriber observe() {
        return engine.observe();
    }

    Sampled.Subscriber result() {
        Thread thread = engine.receivingThread();
        return new Sampled.Subscriber(
                caughtUp.get(),
                blocked.get(),
                unread.ifAny(),
                Duration.ofNanos(longestPauseNs),
                connected.get(),
                handshaking.get(),
                stacks.mostOften(thread == null ? "none" : thread.getName()));
    }
}

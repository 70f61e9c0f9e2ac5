package io.tunedzmq.publish;

import io.tunedzmq.audience.AudienceLag;
import io.tunedzmq.audience.AudienceMarks;
import io.tunedzmq.audience.RemoteSubscribers;
import io.tunedzmq.internal.HeldInterrupt;
import io.tunedzmq.jeromq.SocketLock;
import io.tunedzmq.stats.SubscriberReport;
import java.util.List;

/** A publisher's subscribers, a row each, for whoever asks. Thread-safe. */
final class AudienceReports {
    /** For a diagnosis, which otherwise does without what was sent. */
    private static final long PATIENCE_NS = 10_000_000;

    private final RemoteSubscribers subscribers;
    private final AudienceMarks marks;
    private final SocketLock sendLock;
    private final FirstSubscriptions first;

    AudienceReports(RemoteSubscribers subscribers, AudienceMarks marks, SocketLock sendLock, FirstSubscriptions first) {
        this.subscribers = subscribers;
        this.marks = marks;
        this.sendLock = sendLock;
        this.first = first;
    }

    /** What is known of each. */
    List<SubscriberReport> rows() {
        return subscribers.rows(System.nanoTime(), this::behindNs);
    }

    /** The same with what was sent until now, if the sending lock comes free soon. */
    List<SubscriberReport> rowsNow() {
        try (HeldInterrupt held = new HeldInterrupt()) {
            if (!held.await(sendLock::tryLock, System.nanoTime() + PATIENCE_NS)) {
                return subscribers.rowsWhileSending(System.nanoTime(), this::behindNs);
            }
            try {
                return subscribers.rowsNow(System.nanoTime(), this::behindNs);
            } finally {
                sendLock.unlock();
            }
        }
    }

    private long behindNs(long answered, boolean lacksSome) {
        return marks.behindNs(answered, lacksSome, System.nanoTime());
    }

    FirstSubscriptions first() {
        return first;
    }

    /** How far they are behind. */
    AudienceLag lag() {
        return subscribers.lag();
    }
}

package io.tunedzmq;

import io.tunedzmq.internal.CloseCall;
import io.tunedzmq.internal.HeldInterrupt;
import io.tunedzmq.internal.LimitedLog;
import io.tunedzmq.jeromq.JeromqServices;
import io.tunedzmq.publish.PublisherClosing;
import io.tunedzmq.subscribe.SubscriberClosing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** How what a user has opened is closed, and with the last user the context, in bounded time. Thread-safe. */
final class ContextClosing {
    private static final LimitedLog log = LimitedLog.of("io.tunedzmq.TunedContext");

    // What close may take beyond twice the linger; all waits share it.

    private static final long CLOSE_NS = 1_700_000_000; // Of the two seconds promised: a machine may be busy.

    /** For threads that are inside a publisher's socket, and for I/O threads to give back its endpoints. */
    private static final long PUBLISHERS_NS = 500_000_000;

    /** For threads that receive, or are inside a listener. */
    private static final long SUBSCRIBERS_NS = 400_000_000;

    /** For JeroMQ, beyond the linger. */
    private static final long END_NS = 1_000_000_000;

    /** Of that: what the owners of plain sockets always leave to it. */
    private static final long LEAST_END_NS = 300_000_000;

    /** For owners of plain sockets. */
    private static final long OWNERS_NS = 1_000_000_000;

    private final Duration linger;
    private final JeromqServices services;
    private final OpenEnds sockets;
    private final ContextUsers users;

    ContextClosing(Duration linger, JeromqServices services, OpenEnds sockets, ContextUsers users) {
        this.linger = linger;
        this.services = services;
        this.sockets = sockets;
        this.users = users;
    }

    /** Closes what a user opened that leaves. */
    void close(ContextShare user) {
        long endNs = endNs();
        awaitEnd(closeWhatIsOf(user), endNs);
    }

    /** The same for the user with whom the context ends; closes everything else afterwards. */
    void closeAll(ContextShare last) {
        long endNs = endNs();
        services.context().threads().startClosing();
        Thread talker = closeWhatIsOf(last);
        awaitOthersLeaving(last, endNs - linger.toNanos() - LEAST_END_NS);
        long leftNs = endNs - System.nanoTime();
        long ownersNs = within(leftNs - linger.toNanos() - LEAST_END_NS, OWNERS_NS);
        long jeromqNs = within(leftNs - ownersNs, linger.toNanos() + END_NS);
        boolean unused = services.close(Duration.ofNanos(ownersNs), Duration.ofNanos(jeromqNs));
        awaitEnd(talker, endNs);
    }

    private long endNs() {
        return System.nanoTime() + 2 * linger.toNanos() + CLOSE_NS;
    }

    /** What they sent last needs the context. */
    private void awaitOthersLeaving(ContextShare user, long deadlineNs) {
        while (users.othersLeave(user) && System.nanoTime() - deadlineNs < 0) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** Returns the thread that tells listeners of it. */
    private Thread closeWhatIsOf(ContextShare user) {
        CloseCall by = CloseCall.now("close() of its TunedContext");
        OpenEnds.Taken taken = sockets.take(user);
        // Publishers first: what they flush can still reach a subscriber of the same context.
        List<Runnable> toSay =
                new ArrayList<>(PublisherClosing.closeSockets(taken.publishers(), by, linger, PUBLISHERS_NS));
        toSay.addAll(SubscriberClosing.closeSockets(taken.subscribers(), by, SUBSCRIBERS_NS));
        Thread talker = new Thread(() -> toSay.forEach(Runnable::run), "tunedzmq-closing");
        talker.setDaemon(true); // A listener may take as long as it likes; nobody waits for it beyond the end.
        try {
            talker.start();
        } catch (OutOfMemoryError e) { // Of threads, too, there may be too many.
            log.error("the listeners are not told that slow subscribers are gone", e);
        }
        return talker;
    }

    private static long within(long wanted, long most) {
        return Math.max(0, Math.min(wanted, most));
    }

    private static void awaitEnd(Thread talker, long endNs) {
        try (HeldInterrupt held = HeldInterrupt.take()) {
            boolean unused = held.awaitEnd(talker, endNs);
        }
    }
}

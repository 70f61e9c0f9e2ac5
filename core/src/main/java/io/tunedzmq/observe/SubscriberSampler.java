package io.tunedzmq.observe;

import io.tunedzmq.subscribe.SubscriberEngine;
import io.tunedzmq.window.ContextSnapshot;
import io.tunedzmq.window.WindowSamples;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What the receiving thread of a subscriber does when it does not wait for messages. Confined: one thread at a time.
 */
final class SubscriberSampler {
    private final SubscriberEngine engine;
    private final LookShare caughtUp = new LookShare();
    private final LookShare blocked = new LookShare();
    private final LookShare backedUp = new LookShare();
    private final LookShare unread = new LookShare();
    private final ConnectionSampler connects = new ConnectionSampler();
    private final ThreadTimes threadTimes;
    private @Nullable Thread receiver;
    private OptionalLong receiverCpuNs = OptionalLong.empty();
    private long receiverSinceNs;
    private final StackSamples stacks = new StackSamples();
    private final WhileFullSampler whileFull = new WhileFullSampler();
    private final LockOwners lockOwners = new LockOwners();
    private Optional<WindowSamples.LockOwner> lockOwner = Optional.empty();
    private final ContextSnapshot.Subscriber first;
    private ContextSnapshot.Subscriber last;
    private int looks;
    private int paused;

    /**
     * Looks without progress since everything was taken last. If it is taken again, they were a pause; if not, it is
     * behind.
     */
    private int standing;

    private int longestStanding;

    private long lookedNs;
    private long pauseSinceNs;
    private long pauseNs;
    private long longestPauseNs;

    SubscriberSampler(SubscriberEngine engine, ThreadTimes threadTimes, long nowNs) {
        this.engine = engine;
        this.threadTimes = threadTimes;
        first = engine.observe();
        last = first;
        pauseSinceNs = nowNs;
        lookedNs = nowNs;
    }

    long id() {
        return first.id();
    }

    /** @param full whether a publisher of this context had no room, perhaps for this subscriber */
    void look(long nowNs, boolean full) {
        if (engine.closed()) {
            standing = 0; // Who leaves is not behind.
            return;
        }
        ContextSnapshot.Subscriber now = engine.observe();
        boolean idle = now.waiting() || now.emptied() != last.emptied();
        long taken = now.stats().received() - last.stats().received();
        boolean received = taken != 0;
        looks++;
        if (idle) {
            caughtUp.look(true);
            paused += standing;
            longestStanding = Math.max(longestStanding, standing);
            standing = 0;
        } else if (received) {
            caughtUp.look(false);
        } else {
            standing++;
        }
        backedUp.look(now.backedUp() > 0);
        connects.look(now.connects());
        if (idle || received) {
            longestPauseNs = Math.max(longestPauseNs, pauseNs);
            pauseNs = 0;
            pauseSinceNs = nowNs;
        } else {
            pauseNs = nowNs - pauseSinceNs;
        }
        last = now;
        Thread thread = engine.receivingThread();
        if (thread != null && thread != receiver) {
            receiver = thread;
            receiverCpuNs = threadTimes.cpuNs(thread);
            receiverSinceNs = nowNs;
        }
        StackSamples.Sight sight = thread == null || now.waiting() ? null : StackSamples.Sight.of(thread);
        if (sight == null) {
            blocked.look(false);
            stacks.lookAway();
        } else {
            blocked.look(stacks.look(sight));
            if (thread != null && sight.state() == Thread.State.BLOCKED) {
                lockOwner = lockOwners.of(thread).or(() -> lockOwner);
            }
        }
        if (full || now.backedUp() > 0) {
            whileFull.look(nowNs - lookedNs, taken, idle, sight);
        }
        lookedNs = nowNs;
    }

    /** Share of one CPU that its thread used; of the last, if it had several. */
    private OptionalDouble cpu() {
        Thread thread = receiver;
        OptionalLong nowNs = thread == null ? OptionalLong.empty() : threadTimes.cpuNs(thread);
        long elapsedNs = System.nanoTime() - receiverSinceNs;
        return nowNs.isEmpty() || receiverCpuNs.isEmpty() || elapsedNs <= 0
                ? OptionalDouble.empty()
                : OptionalDouble.of((double) (nowNs.getAsLong() - receiverCpuNs.getAsLong()) / elapsedNs);
    }

    /** Whether a message was lost since the first look. */
    boolean lost() {
        return last.stats().dropped() > first.stats().dropped();
    }

    void look(TcpQueues queues) {
        unread.look(queues.unread(engine.localPorts()));
    }

    ContextSnapshot.Subscriber observe() {
        return engine.observe();
    }

    WindowSamples.Subscriber result() {
        Thread thread = engine.receivingThread();
        String name = thread == null ? "none" : nameOf(thread);
        if (thread != null) {
            lockOwner =
                    lockOwners.of(thread).or(() -> lockOwner); // Also one that a thread waits for without a monitor.
        }
        if (standing <= 2 * longestStanding) {
            paused += standing; // As before, so far.
            longestPauseNs = Math.max(longestPauseNs, pauseNs);
        } else {
            caughtUp.look(false, standing);
        }
        standing = 0;
        return new WindowSamples.Subscriber(
                looks == 0 ? 1 : caughtUp.get(), // Closed before the first look.
                looks == 0 ? 0 : (double) paused / looks,
                blocked.get(),
                cpu(),
                backedUp.get(),
                unread.ifAny(),
                Duration.ofNanos(longestPauseNs),
                connects.result(),
                stacks.mostOften(name),
                stacks.mostOftenWaiting(name),
                whileFull.result(name),
                lockOwner);
    }

    /** Virtual threads mostly have no name. */
    private static String nameOf(Thread thread) {
        return thread.getName().isEmpty() ? "#" + thread.getId() : thread.getName();
    }
}

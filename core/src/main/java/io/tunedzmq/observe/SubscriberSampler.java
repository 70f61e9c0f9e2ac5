package io.tunedzmq.observe;

import io.tunedzmq.subscribe.SubscriberReadings;
import io.tunedzmq.window.ContextSnapshot;
import io.tunedzmq.window.WindowLag;
import io.tunedzmq.window.WindowSamples;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the receiving thread of a subscriber does when it does not wait for messages. Confined: one thread at a time.
 */
final class SubscriberSampler {
    /** So long a time shows what is the matter; what lasts for hours may have another cause by now. */
    private static final long LONG_LAG_NS = 60_000_000_000L;

    /** A publisher tells what was lost within a fifth of a second, on a busy machine later. */
    private static final long SOON_NS = 500_000_000;

    /** Many more are one after the other: they have the same cause. */
    private static final int MOST_LAGS = 100;

    private final SubscriberReadings subscriber;
    private final SampledShare caughtUp = new SampledShare();
    private final SampledShare blocked = new SampledShare();
    private final SampledShare backedUp = new SampledShare();
    private final SampledShare unread = new SampledShare();
    private final ConnectionSampler connects = new ConnectionSampler();
    private final ThreadTimes threadTimes;
    private @Nullable Thread receiver;
    private OptionalLong receiverCpuNs = OptionalLong.empty();
    private long receiverSinceNs;
    private final StackSamples stacks = new StackSamples();
    private @Nullable LagSampler lag;

    /** Those that are over or go on, and during which messages had no room. */
    private final Set<LagSampler> harmfulLags = new LinkedHashSet<>();

    /** The last one: what is found lost now was lost in it. */
    private @Nullable LagSampler lately;

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
    private long laggedNs;
    private long pauseSinceNs;
    private long pauseNs;
    private long longestPauseNs;

    /** @param before who has looked at the same subscriber until now; null if nobody has */
    SubscriberSampler(
            SubscriberReadings subscriber, ThreadTimes threadTimes, @Nullable SubscriberSampler before, long nowNs) {
        this.subscriber = subscriber;
        this.threadTimes = threadTimes;
        first = subscriber.observe();
        last = before == null ? first : before.last;
        pauseSinceNs = before == null ? nowNs : before.pauseSinceNs;
        lookedNs = before == null ? nowNs : before.lookedNs;
        lag = before == null ? null : before.lagToGoOn();
        lately = lag == null && before != null ? before.lately : lag;
        laggedNs = before == null ? nowNs : before.laggedNs;
    }

    private @Nullable LagSampler lagToGoOn() {
        LagSampler now = lag;
        if (now == null || now.lastedNs() < LONG_LAG_NS) {
            return now;
        }
        LagSampler anew = new LagSampler();
        if (now.harmful()) {
            anew.harms();
        }
        return anew;
    }

    boolean looksAt(SubscriberReadings other) {
        return subscriber == other;
    }

    long id() {
        return first.id();
    }

    void look(long nowNs) {
        if (subscriber.closed()) {
            standing = 0; // Who leaves is not behind.
            lag = null;
            return;
        }
        ContextSnapshot.Subscriber now = subscriber.observe();
        boolean idle = now.waiting() || now.emptied() != last.emptied();
        long taken = now.stats().received() - last.stats().received();
        long dropped = now.stats().dropped() - last.stats().dropped();
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
        Thread thread = subscriber.receivingThread();
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
        lookAtLag(idle, now.backedUp() > 0, nowNs - lookedNs, taken, sight);
        noteLoss(dropped, nowNs);
        lookedNs = nowNs;
    }

    private void lookAtLag(
            boolean idle, boolean leftUnread, long sinceNs, long taken, StackSamples.@Nullable Sight sight) {
        if (idle) {
            lag = null;
            return;
        }
        LagSampler now = lag;
        if (now == null) {
            now = new LagSampler();
            lag = now;
            lately = now;
        }
        now.look(sinceNs, taken, sight);
        if (leftUnread) {
            now.harms();
        }
    }

    /** What is lost while it lags is seen when it reads on, or soon after. */
    private void noteLoss(long dropped, long nowNs) {
        LagSampler now = lately;
        if (lag != null) {
            laggedNs = nowNs;
        }
        if (now != null && now.harmful() && (lag != null || (dropped > 0 && nowNs - laggedNs <= SOON_NS))) {
            now.lost(dropped);
            harms(now);
        }
    }

    /** Messages have no room any more; what it does since it last had taken everything may be why, if it has not. */
    Optional<LagSampler> filled() {
        LagSampler now = lag;
        if (now != null) {
            now.harms();
            harms(now);
        }
        return Optional.ofNullable(now);
    }

    /** Room lacks still, or messages were found lost. */
    void harms(LagSampler since) {
        if (harmfulLags.size() < MOST_LAGS) {
            harmfulLags.add(since);
        }
    }

    private WindowLag harmfulLags(String thread) {
        LagSampler all = new LagSampler();
        harmfulLags.forEach(all::add);
        return all.result(thread);
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
        unread.look(queues.unread(subscriber.localPorts()));
    }

    ContextSnapshot.Subscriber observe() {
        return subscriber.observe();
    }

    WindowSamples.Subscriber result() {
        Thread thread = subscriber.receivingThread();
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
                harmfulLags(name),
                lockOwner);
    }

    /** Virtual threads mostly have no name. */
    private static String nameOf(Thread thread) {
        return thread.getName().isEmpty() ? "#" + thread.getId() : thread.getName();
    }
}

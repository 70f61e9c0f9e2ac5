package io.tunedzmq.publish;

import io.tunedzmq.audience.AudienceDelivery;
import io.tunedzmq.audience.RemoteSubscribers;
import io.tunedzmq.internal.CloseCall;
import io.tunedzmq.internal.HeldInterrupt;
import io.tunedzmq.internal.Nanos;
import io.tunedzmq.stats.CloseReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/**
 * How publishers come to rest: drained, or closed within a time. Both in short steps under the sending lock.
 * Thread-safe.
 */
public final class PublisherClosing {
    /** How long a step waits for a thread that is sending. */
    private static final long STEP_NS = 10_000_000;

    /**
     * And the last one, which must not be left out, for all together: JeroMQ takes long over a subscriber of 100,000
     * topics that comes or goes.
     */
    private static final long LAST_STEP_NS = 1_000_000_000;

    private static final long PAUSE_NS = 1_000_000;

    /** No mark stands behind what was accepted. */
    private static final long NEVER_ANSWERED = Long.MAX_VALUE;

    private PublisherClosing() {}

    /**
     * Stops the intake, sends what was accepted without dropping, and waits until every subscriber of ours that is
     * connected has said that it has all of it and none is lost, or the time is over.
     */
    @SuppressWarnings("try") // An interrupt is held for as long as it takes.
    public static CloseReport drain(PublisherEngine engine, Duration timeout) {
        long deadlineNs = System.nanoTime() + Nanos.of(timeout);
        try (HeldInterrupt held = HeldInterrupt.take()) {
            engine.stopIntake(CloseCall.now("drain()"));
            long queued = engine.queued();
            boolean sent = repeat(List.of(engine), each -> each.step(PublisherFarewell::drain, STEP_NS), deadlineNs)
                    .isEmpty();
            long mark = engine.lastMark();
            long startNs = System.nanoTime();
            if (sent) {
                repeat(List.of(engine), each -> heardAll(each, mark, startNs), deadlineNs);
            }
            return sent
                    ? report(engine, queued, engine.notSent(), mark)
                    : report(engine, queued, engine.queued(), NEVER_ANSWERED);
        }
    }

    private static boolean heardAll(PublisherEngine engine, long mark, long startNs) {
        return engine.closing()
                || engine.step(
                        farewell -> {
                            farewell.awaitAnswers();
                            return allDelivered(engine.remoteSubscribers(), mark, startNs);
                        },
                        STEP_NS);
    }

    /** Strangers may still show that they hear us; who has shown it must have everything. */
    private static boolean allDelivered(RemoteSubscribers subscribers, long mark, long startNs) {
        if (subscribers.hasStrangers() && PublisherFarewell.waitsForStrangers(startNs, System.nanoTime())) {
            return false;
        }
        // To count is cheap, to add up is not.
        return subscribers.connected(mark) >= subscribers.connected(0)
                && subscribers.delivery(mark, System.nanoTime()).isComplete();
    }

    private static CloseReport report(PublisherEngine engine, long queued, long notSent, long mark) {
        AudienceDelivery delivery = engine.remoteSubscribers().delivery(mark, System.nanoTime());
        return new CloseReport(
                queued,
                notSent,
                delivery.subscribers(),
                delivery.complete(),
                delivery.undelivered(),
                delivery.lost(),
                delivery.unproven());
    }

    /**
     * Closes publishers side by side within one linger: stops the intake, sends what was accepted, says the last
     * sequences and the end, and leaves the rest to JeroMQ's linger. Also on an interrupted thread.
     *
     * <p>For the first half of the time nobody loses; then those who are full lose the rest, and the others still get
     * it. The last words are repeated until every subscriber of ours has heard them or the time is over: a subscriber
     * that was full gets nothing before it has read half of its queue, and what the system has not sent yet is lost
     * when a report comes in for a connection that was closed.
     */
    public static void closeAll(Collection<PublisherEngine> engines, Duration linger) {
        closeSockets(engines, CloseCall.now("close()"), linger, LAST_STEP_NS).forEach(Runnable::run);
    }

    /**
     * As {@link #closeAll}; what there is to do after the linger takes at most the patience, for all together.
     *
     * @param by whom those are told that still publish
     * @return what is left to say to listeners, which may take as long as they like
     */
    @SuppressWarnings("try") // As in drain.
    public static List<Runnable> closeSockets(
            Collection<PublisherEngine> engines, CloseCall by, Duration linger, long patienceNs) {
        List<PublisherEngine> closing =
                engines.stream().filter(engine -> engine.startClosing(by)).toList();
        long deadlineNs = System.nanoTime() + Nanos.of(linger) + patienceNs;
        try (HeldInterrupt held = HeldInterrupt.take()) {
            try {
                say(closing, linger);
                release(closing, patienceNs);
            } finally {
                closing.forEach(PublisherEngine::isAtRest);
            }
            // As late as whoever closes them: a shutdown hook that came back before would end the process over it.
            engines.stream()
                    .filter(engine -> !closing.contains(engine))
                    .forEach(engine -> engine.awaitRest(held, deadlineNs));
        }
        return closing.stream().<Runnable>map(engine -> engine::sayTheEnd).toList();
    }

    private static void say(List<PublisherEngine> closing, Duration linger) {
        long startNs = System.nanoTime();
        Map<PublisherEngine, Long> queued = new HashMap<>();
        closing.forEach(engine -> queued.put(engine, engine.queued()));
        long halfNs = startNs + linger.toNanos() / 2;
        long stepNs = stepNs(closing);
        repeat(closing, engine -> engine.step(PublisherFarewell::sendAll, stepNs), halfNs);
        repeat(closing, engine -> engine.step(farewell -> farewell.dropRest(engine.place()), stepNs), halfNs + STEP_NS);
        repeat(closing, engine -> engine.step(PublisherFarewell::sayTheEnd, stepNs), startNs + linger.toNanos());
        for (PublisherEngine engine : closing) {
            engine.closed(report(engine, queued.getOrDefault(engine, 0L), engine.notSent(), engine.lastMark()));
        }
    }

    private static void release(List<PublisherEngine> closing, long patienceNs) {
        long deadlineNs = System.nanoTime() + patienceNs;
        closing.forEach(PublisherEngine::startClosingSocket);
        List<PublisherEngine> busy = repeat(closing, engine -> engine.closeSocket(stepNs(closing)), deadlineNs);
        closing.forEach(engine -> engine.awaitReleased(!busy.contains(engine), deadlineNs));
    }

    /** A round with all, each busy, takes no longer than one step. */
    private static long stepNs(List<PublisherEngine> closing) {
        return STEP_NS / Math.max(1, closing.size());
    }

    /**
     * Repeats a step with each that has not done it, at least once and until the time is over; returns those that have
     * not.
     */
    private static List<PublisherEngine> repeat(
            List<PublisherEngine> engines, Predicate<PublisherEngine> step, long deadlineNs) {
        List<PublisherEngine> left = new ArrayList<>(engines);
        left.removeIf(step);
        while (!left.isEmpty() && System.nanoTime() - deadlineNs < 0) {
            LockSupport.parkNanos(PAUSE_NS);
            left.removeIf(step);
        }
        return left;
    }
}

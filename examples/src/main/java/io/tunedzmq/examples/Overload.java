package io.tunedzmq.examples;

import io.tunedzmq.Publisher;
import io.tunedzmq.Subscriber;
import io.tunedzmq.TunedContext;
import io.tunedzmq.config.HwmPolicy;
import io.tunedzmq.diagnosis.Diagnosis;
import io.tunedzmq.diagnosis.Symptom;
import io.tunedzmq.stats.SubscriberStats;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * More small messages than one I/O thread carries, on whatever machine: to three subscribers, on twenty topics. Much to
 * do for the I/O threads, at both ends, and little for anybody else.
 */
public final class Overload {
    private static final int SUBSCRIBERS = 3;
    private static final int BYTES = 500;
    private static final List<String> TOPICS =
            IntStream.range(0, 20).mapToObj(number -> "topic-" + number).toList();
    private static final HwmPolicy HWM = HwmPolicy.messages(2_000);

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration EVERY = Duration.ofMillis(1);
    private static final int FIRST_PER_MILLI = 20;
    private static final double FASTER = 1.15;
    private static final long STEP_NS = 150_000_000;
    private static final int MOST_STEPS = 150;

    /** Of all messages; as much in so many steps in a row: the compiler may have been late, or another program busy. */
    private static final double LOST = 0.1;

    private static final int STEPS_LOST = 10;

    /** A publisher whose queues were empty until now carries on beyond the rate at which one that starts fails. */
    private static final double SLOWER = 0.6;

    private static final double A_LITTLE_FASTER = 1.06;
    private static final int MOST_TRIES = 10;

    private volatile int perMilli;

    /** Through one I/O thread, faster and faster until messages are lost. */
    public Diagnosis rising(Duration window) {
        return diagnose(1, (context, subscribers) -> {
            raise(subscribers);
            return context.diagnose(window);
        });
    }

    /** Through one I/O thread, at the least rate at which it is found at its limit and loses much. */
    public Diagnosis least(Duration window) {
        Diagnosis diagnosis = rising(window);
        perMilli = (int) (perMilli * SLOWER);
        for (int i = 0; i < MOST_TRIES; i++) {
            diagnosis = again(1, window);
            if (saturated(diagnosis)) {
                return diagnosis;
            }
            perMilli = (int) Math.ceil(perMilli * A_LITTLE_FASTER);
        }
        return diagnosis;
    }

    private static boolean saturated(Diagnosis diagnosis) {
        return diagnosis.findings().stream().anyMatch(each -> each.symptom() == Symptom.IO_THREADS_SATURATED)
                && lost(diagnosis.observed().dropped(), diagnosis.observed().received()) >= LOST;
    }

    /** The same rate once more. */
    public Diagnosis again(int ioThreads, Duration window) {
        return diagnose(ioThreads, (context, subscribers) -> {
            context.diagnose(window); // What the load is like when it begins does not count.
            return context.diagnose(window);
        });
    }

    private interface Observed {
        Diagnosis diagnose(TunedContext context, List<Subscriber> subscribers);
    }

    private Diagnosis diagnose(int ioThreads, Observed observed) {
        try (TunedContext context = TunedContext.builder()
                        .ioThreads(ioThreads)
                        .linger(Duration.ZERO)
                        .build();
                Load load = new Load()) {
            Publisher publisher =
                    context.publisher().bind("tcp://127.0.0.1:*").hwm(HWM).open();
            List<Subscriber> subscribers = new ArrayList<>();
            for (int i = 0; i < SUBSCRIBERS; i++) {
                Subscriber subscriber = context.subscriber()
                        .connect(publisher.endpoint())
                        .topicPrefix("")
                        .hwm(HWM)
                        .open();
                if (!subscriber.awaitReady(SOON)) {
                    throw new IllegalStateException("not ready within " + SOON);
                }
                load.receive(subscriber, message -> {});
                subscribers.add(subscriber);
            }
            perMilli = Math.max(perMilli, FIRST_PER_MILLI);
            load.publish(publisher, number -> TOPICS.get(number % TOPICS.size()), BYTES, () -> perMilli, EVERY);
            return observed.diagnose(context, subscribers);
        }
    }

    private void raise(List<Subscriber> subscribers) {
        int stepsLost = 0;
        List<SubscriberStats> before = stats(subscribers);
        for (int step = 0; step < MOST_STEPS && stepsLost < STEPS_LOST; step++) {
            LockSupport.parkNanos(STEP_NS);
            List<SubscriberStats> now = stats(subscribers);
            if (lost(difference(before, now)) >= LOST) {
                stepsLost++;
            } else {
                stepsLost = 0;
                perMilli = (int) Math.ceil(perMilli * FASTER);
            }
            before = now;
        }
        if (stepsLost < STEPS_LOST) {
            throw new IllegalStateException("nothing lost at " + perMilli + " messages in a millisecond");
        }
    }

    private static List<SubscriberStats> stats(List<Subscriber> subscribers) {
        return subscribers.stream().map(Subscriber::stats).toList();
    }

    private static List<SubscriberStats> difference(List<SubscriberStats> before, List<SubscriberStats> now) {
        return IntStream.range(0, now.size())
                .mapToObj(i -> now.get(i).minus(before.get(i)))
                .toList();
    }

    private static double lost(List<SubscriberStats> steps) {
        return lost(
                steps.stream().mapToLong(SubscriberStats::dropped).sum(),
                steps.stream().mapToLong(SubscriberStats::received).sum());
    }

    private static double lost(long dropped, long received) {
        return dropped == 0 ? 0 : (double) dropped / (dropped + received);
    }
}

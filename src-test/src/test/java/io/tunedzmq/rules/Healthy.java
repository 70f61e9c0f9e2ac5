package io.tunedzmq.rules;

import static io.tunedzmq.rules.Scenario.fine;
import static io.tunedzmq.rules.Setup.SOON;
import static io.tunedzmq.rules.Setup.WINDOW;
import static io.tunedzmq.rules.Setup.context;
import static io.tunedzmq.rules.Setup.publisher;
import static io.tunedzmq.rules.Setup.steady;
import static io.tunedzmq.rules.Setup.subscriber;

import io.tunedzmq.Publisher;
import io.tunedzmq.Subscriber;
import io.tunedzmq.TunedContext;
import io.tunedzmq.config.HwmPolicy;
import io.tunedzmq.config.OverflowPolicy;
import io.tunedzmq.diagnosis.Diagnosis;
import io.tunedzmq.examples.Load;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Loads of different shapes that lose nothing. */
final class Healthy {
    private Healthy() {}

    static List<Scenario> all() {
        return List.of(
                fine("idle", Healthy::idle),
                fine("steady", Healthy::steadyLoad),
                fine("bursty within the HWM", () -> Losses.burst(100_000)),
                fine(
                        "pausing within the HWM",
                        () -> Losses.pause(HwmPolicy.burst(5_000, Duration.ofSeconds(2)), 1_000)),
                fine("as fast as the subscriber lets it", Healthy::fullSpeedWaiting),
                fine("jobs for which the publisher waits", Healthy::jobs),
                fine("taken by a timer", () -> Losses.timer(20_000, 100, 5)),
                fine("within the process", Healthy::withinTheProcess),
                fine("many topics", Healthy::manyTopics),
                fine("many subscribers", Healthy::manySubscribers),
                fine("slow start", Healthy::slowStart));
    }

    private static Diagnosis steadyLoad() {
        try (TunedContext context = context(1);
                Load load = new Load()) {
            return steady(context, load, OverflowPolicy.drop());
        }
    }

    /** Room comes for some of them at once, every second or two. */
    private static Diagnosis jobs() {
        try (TunedContext context = context(1);
                Load load = new Load()) {
            Publisher publisher =
                    publisher(context, HwmPolicy.messages(4), OverflowPolicy.block(Duration.ofSeconds(5)));
            Subscriber subscriber = subscriber(context, publisher.endpoint(), HwmPolicy.messages(4));
            load.run("receiver", stopped -> {
                while (!stopped.getAsBoolean()) {
                    subscriber.drain(message -> LockSupport.parkNanos(150_000_000), 1, Duration.ofMillis(50));
                }
            });
            load.publish(publisher, number -> "jobs", 1_000, 1, Duration.ZERO);
            Load.await("a full queue", () -> publisher.stats().stalls() > 0);
            return context.diagnose(WINDOW);
        }
    }

    private static Diagnosis withinTheProcess() {
        try (TunedContext context = context(1);
                Load load = new Load()) {
            Publisher publisher = context.publisher()
                    .bind("inproc://prices")
                    .hwm(HwmPolicy.messages(10_000))
                    .open();
            load.receive(subscriber(context, publisher.endpoint(), HwmPolicy.messages(10_000)), message -> {});
            load.publish(publisher, number -> "prices", 100, 5, Duration.ofMillis(1));
            return context.diagnose(WINDOW);
        }
    }

    private static Diagnosis idle() {
        try (TunedContext context = context(2)) {
            Publisher publisher = publisher(context, HwmPolicy.messages(1_000), OverflowPolicy.drop());
            subscriber(context, publisher.endpoint(), HwmPolicy.messages(1_000));
            return context.diagnose(WINDOW);
        }
    }

    private static Diagnosis manyTopics() {
        try (TunedContext context = context(1);
                Load load = new Load()) {
            Publisher publisher = publisher(context, HwmPolicy.messages(20_000), OverflowPolicy.drop());
            load.receive(subscriber(context, publisher.endpoint(), HwmPolicy.messages(20_000)), message -> {});
            load.publish(publisher, number -> "topic-" + number % 5_000, 100, 5, Duration.ofMillis(1));
            return context.diagnose(WINDOW);
        }
    }

    private static Diagnosis manySubscribers() {
        try (TunedContext context = context(2);
                Load load = new Load()) {
            Publisher publisher = publisher(context, HwmPolicy.messages(5_000), OverflowPolicy.drop());
            for (int i = 0; i < 50; i++) {
                load.receive(subscriber(context, publisher.endpoint(), HwmPolicy.messages(5_000)), message -> {});
            }
            load.publish(publisher, number -> "prices", 100, 1, Duration.ofMillis(5));
            return context.diagnose(WINDOW);
        }
    }

    /** The subscriber comes while it is diagnosed, and the publisher waits for it. */
    private static Diagnosis slowStart() {
        try (TunedContext context = context(1);
                Load load = new Load()) {
            Publisher publisher = publisher(context, HwmPolicy.messages(1_000), OverflowPolicy.drop());
            load.run("late subscriber", stopped -> {
                LockSupport.parkNanos(300_000_000);
                Subscriber subscriber = subscriber(context, publisher.endpoint(), HwmPolicy.messages(1_000));
                while (!stopped.getAsBoolean()) {
                    subscriber.receive(Duration.ofMillis(50));
                }
            });
            load.run("patient publisher", stopped -> {
                publisher.awaitSubscribers(1, "prices", SOON);
                while (!stopped.getAsBoolean()) {
                    publisher.publish("prices", new byte[100]);
                    LockSupport.parkNanos(1_000_000);
                }
            });
            return context.diagnose(WINDOW);
        }
    }

    /** The queue is full all the time; a short one, as collections of a long one would rightly be found. */
    private static Diagnosis fullSpeedWaiting() {
        try (TunedContext context = context(1);
                Load load = new Load()) {
            Publisher publisher =
                    publisher(context, HwmPolicy.messages(100), OverflowPolicy.block(Duration.ofSeconds(2)));
            load.receive(subscriber(context, publisher.endpoint(), HwmPolicy.messages(100)), message -> {});
            load.publish(publisher, number -> "prices", 1_000, 1_000, Duration.ZERO);
            return context.diagnose(WINDOW);
        }
    }
}

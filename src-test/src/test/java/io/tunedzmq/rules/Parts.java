package io.tunedzmq.rules;

import static io.tunedzmq.rules.Scenario.ill;
import static io.tunedzmq.rules.Setup.WINDOW;
import static io.tunedzmq.rules.Setup.context;
import static io.tunedzmq.rules.Setup.publisher;
import static io.tunedzmq.rules.Setup.subscriber;

import io.tunedzmq.JavaProcess;
import io.tunedzmq.Publisher;
import io.tunedzmq.Subscriber;
import io.tunedzmq.TcpRelay;
import io.tunedzmq.TunedContext;
import io.tunedzmq.config.HwmPolicy;
import io.tunedzmq.config.OverflowPolicy;
import io.tunedzmq.diagnosis.Diagnosis;
import io.tunedzmq.diagnosis.Symptom;
import io.tunedzmq.examples.Load;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Loads that are in trouble for a part of the window alone, or at one of several sockets alone. */
final class Parts {
    private Parts() {}

    static List<Scenario> all() {
        return List.of(
                ill(
                        "asleep for a part",
                        Symptom.APPLICATION_BLOCKED,
                        () -> slowForAPart(message -> LockSupport.parkNanos(10_000_000))),
                ill(
                        "computing for a part",
                        Symptom.SLOW_SUBSCRIBER,
                        () -> slowForAPart(message -> Load.compute(Duration.ofMillis(10)))),
                ill("path that stands still for a part", Symptom.NETWORK_SATURATED, Parts::standingPath),
                ill(
                        "slow beside a burst of another",
                        Symptom.SLOW_SUBSCRIBER,
                        Symptom.SNDHWM_TOO_LOW,
                        Parts::slowBesideBurst),
                ill("publisher elsewhere bursts", Symptom.UNEXPLAINED_LOSS, Parts::burstFarAway));
    }

    /** A steady load of 4,000 a second, and an application that is slow for two fifths of the window. */
    private static Diagnosis slowForAPart(Consumer<Object> work) {
        try (TunedContext context = context(1);
                Load load = new Load()) {
            Publisher publisher = publisher(context, HwmPolicy.messages(100), OverflowPolicy.drop());
            Subscriber subscriber = subscriber(context, publisher.endpoint(), HwmPolicy.messages(100));
            long beginNs = System.nanoTime();
            load.receive(subscriber, message -> {
                long part = (System.nanoTime() - beginNs) % WINDOW.toNanos();
                if (part < 2 * WINDOW.toNanos() / 5) {
                    work.accept(message);
                }
            });
            load.publish(publisher, number -> "prices", 10_000, 4, Duration.ofMillis(1));
            return context.diagnose(WINDOW);
        }
    }

    private static Diagnosis standingPath() throws IOException {
        try (TunedContext context = context(1);
                Load load = new Load()) {
            Publisher publisher = publisher(context, HwmPolicy.messages(100), OverflowPolicy.drop());
            try (TcpRelay relay = new TcpRelay(publisher.endpoint())) {
                Subscriber subscriber = subscriber(context, relay.endpoint(), HwmPolicy.messages(100));
                load.receive(subscriber, message -> {});
                load.publish(publisher, number -> "prices", 10_000, 2, Duration.ofMillis(1));
                load.run("relay that stands still", stopped -> {
                    while (!stopped.getAsBoolean()) {
                        relay.hold(true);
                        LockSupport.parkNanos(2 * WINDOW.toNanos() / 5);
                        relay.hold(false);
                        LockSupport.parkNanos(3 * WINDOW.toNanos() / 5);
                    }
                });
                return context.diagnose(WINDOW);
            }
        }
    }

    private static Diagnosis slowBesideBurst() {
        try (TunedContext context = context(1);
                Load load = new Load()) {
            Publisher steady = publisher(context, HwmPolicy.messages(100), OverflowPolicy.drop());
            Subscriber slow = subscriber(context, steady.endpoint(), HwmPolicy.messages(100));
            load.receive(slow, message -> Load.compute(Duration.ofMillis(2)));
            load.publish(steady, number -> "prices", 10_000, 2, Duration.ofMillis(1));
            Publisher bursting = publisher(context, HwmPolicy.messages(100), OverflowPolicy.drop());
            load.receive(subscriber(context, bursting.endpoint(), HwmPolicy.messages(10)), message -> {});
            load.publish(bursting, number -> "topic-" + number % 100, 1_000, 5_000, Duration.ofMillis(400));
            Load.await("loss", () -> slow.stats().dropped() > 0);
            return context.diagnose(WINDOW);
        }
    }

    /** What the other process did is not seen from here, and not guessed. */
    private static Diagnosis burstFarAway() throws IOException {
        try (JavaProcess process = BurstingPublisher.start();
                TunedContext context = context(1);
                Load load = new Load()) {
            Subscriber subscriber = subscriber(context, process.line(), HwmPolicy.messages(10));
            load.receive(subscriber, message -> {});
            Load.await("loss", () -> subscriber.stats().dropped() > 0);
            return context.diagnose(WINDOW);
        }
    }
}

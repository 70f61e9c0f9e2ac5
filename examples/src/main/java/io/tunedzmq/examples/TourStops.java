package io.tunedzmq.examples;

import io.tunedzmq.Publisher;
import io.tunedzmq.Subscriber;
import io.tunedzmq.TunedContext;
import io.tunedzmq.config.HwmPolicy;
import io.tunedzmq.diagnosis.Diagnosis;
import io.tunedzmq.diagnosis.Finding;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/** The stops of the tour. Each is a small program of its own. */
final class TourStops {
    private static final Duration WINDOW = Duration.ofSeconds(2);
    private static final Duration SOON = Duration.ofSeconds(10);

    private TourStops() {}

    static List<TourStop> all() {
        Overload overload = new Overload();
        return List.of(
                new TourStop(
                        "Too few I/O threads",
                        fix -> "TunedContext.builder().ioThreads(" + threads(fix) + ")",
                        fix -> ioThreads(overload, fix)),
                new TourStop(
                        "SNDHWM too low for the burst",
                        fix -> "context.publisher().hwm(" + burstPolicy(fix) + ")",
                        TourStops::burst),
                new TourStop(
                        "RCVHWM too low for a pause", fix -> "hwm(" + pausePolicy(fix) + ") on both", TourStops::pause),
                TourStop.of(
                        "Subscriber too slow for good",
                        "0.1 ms of work for each message instead of 2 ms",
                        TourStops::slow),
                TourStop.of("Path saturated", "2.5 MB/s instead of 20, half of what the path carries", TourStops::path),
                TourStop.of("Application code that blocks", "an executor takes the waiting", TourStops::blocked),
                TourStop.of("Too many contexts", "TunedContext.socket(type) instead", TourStops::contexts));
    }

    private static int threads(Optional<Finding> fix) {
        return TourStop.number(fix, "ioThreads(", 2);
    }

    private static HwmPolicy burstPolicy(Optional<Finding> fix) {
        return HwmPolicy.messages(TourStop.number(fix, "HwmPolicy.messages(", 100));
    }

    private static HwmPolicy pausePolicy(Optional<Finding> fix) {
        return fix.isPresent()
                ? HwmPolicy.burst(
                        TourStop.number(fix, "HwmPolicy.burst(", 2_000),
                        Duration.ofMillis(TourStop.number(fix, "Duration.ofMillis(", 1_000)))
                : HwmPolicy.messages(10);
    }

    private static TunedContext context(int ioThreads) {
        return TunedContext.builder().ioThreads(ioThreads).linger(Duration.ZERO).build();
    }

    private static Publisher publisher(TunedContext context, HwmPolicy hwm) {
        return context.publisher().bind("tcp://127.0.0.1:*").hwm(hwm).open();
    }

    private static Subscriber subscriber(TunedContext context, String endpoint, HwmPolicy hwm) {
        Subscriber subscriber =
                context.subscriber().connect(endpoint).topicPrefix("").hwm(hwm).open();
        if (!subscriber.awaitReady(SOON)) {
            throw new IllegalStateException("not ready within " + SOON);
        }
        return subscriber;
    }

    /**
     * 500 bytes to three subscribers, as often as one I/O thread that sends and receives it all just fails to carry.
     */
    private static Diagnosis ioThreads(Overload overload, Optional<Finding> fix) {
        return fix.isPresent() ? overload.again(threads(fix), WINDOW) : overload.least(WINDOW);
    }

    /** 5,000 messages at once, five times in two seconds, each with a topic and frame of its own. */
    private static Diagnosis burst(Optional<Finding> fix) {
        HwmPolicy hwm = burstPolicy(fix);
        try (TunedContext context = context(1);
                Load load = new Load()) {
            Publisher publisher = publisher(context, hwm);
            load.receive(subscriber(context, publisher.endpoint(), HwmPolicy.messages(10)), message -> {});
            load.publish(publisher, number -> "topic-" + number % 100, 1_000, 5_000, Duration.ofMillis(400));
            return context.diagnose(WINDOW);
        }
    }

    /** An application that computes for 400 ms, catches up, and computes again. */
    private static Diagnosis pause(Optional<Finding> fix) {
        HwmPolicy hwm = pausePolicy(fix);
        try (TunedContext context = context(1);
                Load load = new Load()) {
            Publisher publisher = publisher(context, hwm);
            long[] nextPauseNs = {System.nanoTime()};
            load.receive(subscriber(context, publisher.endpoint(), hwm), message -> {
                if (System.nanoTime() - nextPauseNs[0] >= 0) {
                    Load.compute(Duration.ofMillis(400));
                    nextPauseNs[0] = System.nanoTime() + 500_000_000;
                }
            });
            load.publish(publisher, number -> "prices", 15_000, 2, Duration.ofMillis(1));
            return context.diagnose(WINDOW);
        }
    }

    /** 2,000 messages a second, and 2 ms of computing for each. */
    private static Diagnosis slow(Optional<Finding> fix) {
        Duration work = fix.isPresent() ? Duration.ofNanos(100_000) : Duration.ofMillis(2);
        try (TunedContext context = context(1);
                Load load = new Load()) {
            Publisher publisher = publisher(context, HwmPolicy.messages(100));
            Subscriber subscriber = subscriber(context, publisher.endpoint(), HwmPolicy.messages(100));
            load.receive(subscriber, message -> Load.compute(work));
            load.publish(publisher, number -> "prices", 10_000, 2, Duration.ofMillis(1));
            if (fix.isEmpty()) {
                Load.await("loss", () -> subscriber.stats().dropped() > 0);
            }
            return context.diagnose(WINDOW);
        }
    }

    /** 20 MB/s into a path of 5 MB/s. */
    private static Diagnosis path(Optional<Finding> fix) throws IOException {
        try (TunedContext context = context(1);
                Load load = new Load()) {
            Publisher publisher = publisher(context, HwmPolicy.messages(100));
            try (SlowRelay relay = new SlowRelay(publisher.endpoint(), 5_000_000)) {
                Subscriber subscriber = subscriber(context, relay.endpoint(), HwmPolicy.messages(100));
                load.receive(subscriber, message -> {});
                Duration every = fix.isPresent() ? Duration.ofMillis(8) : Duration.ofMillis(1);
                load.publish(publisher, number -> "prices", 10_000, 2, every);
                if (fix.isEmpty()) {
                    Load.await("loss", () -> subscriber.stats().dropped() > 0);
                }
                return context.diagnose(WINDOW);
            }
        }
    }

    /** 2,000 messages a second, and a call of 2 ms for each that only waits, as a database makes one wait. */
    private static Diagnosis blocked(Optional<Finding> fix) {
        ExecutorService calls = Executors.newFixedThreadPool(16, TourStops::daemon);
        try (TunedContext context = context(1);
                Load load = new Load()) {
            Publisher publisher = publisher(context, HwmPolicy.messages(100));
            Subscriber subscriber = subscriber(context, publisher.endpoint(), HwmPolicy.messages(100));
            load.receive(subscriber, message -> {
                if (fix.isPresent()) {
                    calls.execute(TourStops::callDatabase);
                } else {
                    callDatabase();
                }
            });
            load.publish(publisher, number -> "prices", 10_000, 2, Duration.ofMillis(1));
            if (fix.isEmpty()) {
                Load.await("loss", () -> subscriber.stats().dropped() > 0);
            }
            return context.diagnose(WINDOW);
        } finally {
            calls.shutdownNow();
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "call");
        thread.setDaemon(true);
        return thread;
    }

    private static void callDatabase() {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
    }

    /** Three sockets in three contexts of their own, or in this one. */
    private static Diagnosis contexts(Optional<Finding> fix) {
        List<ZContext> others = new ArrayList<>();
        try (TunedContext context = context(1);
                Load load = new Load()) {
            for (int i = 0; i < 3; i++) {
                if (fix.isPresent()) {
                    ZMQ.Socket socket = context.socket(SocketType.PUSH);
                    socket.bind("tcp://127.0.0.1:*");
                    socket.close();
                } else {
                    ZContext other = new ZContext();
                    others.add(other);
                    other.createSocket(SocketType.PUSH).bind("tcp://127.0.0.1:*");
                }
            }
            Publisher publisher = publisher(context, HwmPolicy.messages(10_000));
            load.receive(subscriber(context, publisher.endpoint(), HwmPolicy.messages(10_000)), message -> {});
            load.publish(publisher, number -> "prices", 100, 2, Duration.ofMillis(1));
            return context.diagnose(WINDOW);
        } finally {
            others.forEach(ZContext::close);
        }
    }
}

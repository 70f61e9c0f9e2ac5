package io.tunedzmq.diagnosis;

import io.tunedzmq.Publisher;
import io.tunedzmq.Subscriber;
import io.tunedzmq.TunedContext;
import io.tunedzmq.config.HwmPolicy;
import io.tunedzmq.config.OverflowPolicy;
import io.tunedzmq.examples.Load;
import io.tunedzmq.examples.SlowRelay;
import java.io.IOException;
import java.lang.ref.Reference;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.zeromq.SocketType;
import org.zeromq.ZContext;

/**
 * Every cause brought about on loopback, and loads that are fine. As a program it repeats them and prints how often the
 * diagnosis was right:
 *
 * <pre>java -cp ... io.tunedzmq.diagnosis.Scenarios 20 [part of a name ...]</pre>
 */
final class Scenarios {
    private static final Duration WINDOW = Duration.ofSeconds(2);
    private static final Duration SOON = Duration.ofSeconds(20);

    private Scenarios() {}

    /** Loads that lose messages, or are about to, each for another reason. */
    static List<Scenario> ill() {
        return List.of(
                ill("too few I/O threads", Symptom.IO_THREADS_SATURATED, Scenarios::tooFewIoThreads),
                ill("SNDHWM too low for the burst", Symptom.SNDHWM_TOO_LOW, () -> burst(100)),
                ill(
                        "RCVHWM too low for the pause",
                        Symptom.RCVHWM_TOO_LOW,
                        () -> pause(HwmPolicy.messages(10), 20_000)),
                ill("subscriber too slow for good", Symptom.SLOW_SUBSCRIBER, Scenarios::slowSubscriber),
                ill("path saturated", Symptom.NETWORK_SATURATED, Scenarios::slowPath),
                ill("application blocked", Symptom.APPLICATION_BLOCKED, Scenarios::blockedApplication),
                ill("too many contexts", Symptom.TOO_MANY_CONTEXTS, Scenarios::foreignContexts),
                ill("slow joiner", Symptom.SLOW_JOINER, Scenarios::slowJoiner),
                ill("no publisher", Symptom.NO_PUBLISHER, Scenarios::noPublisher),
                ill("peer that never says hello", Symptom.STALLED_HANDSHAKE, Scenarios::silentPeer),
                ill("garbage collections", Symptom.GC_PAUSES, Scenarios::garbageCollections),
                ill("stock publisher", Symptom.UNTAGGED_SENDER, Scenarios::stockPublisher),
                ill("more I/O threads than CPUs", Symptom.TOO_MANY_IO_THREADS, Scenarios::tooManyIoThreads));
    }

    /** The container's quota used up; only where there is one. */
    static List<Scenario> throttled() {
        try (TunedContext context = context(1)) {
            Observation.Jvm process =
                    context.diagnose(Duration.ofMillis(100)).window().after().process();
            return process.cpuQuota().isPresent()
                    ? List.of(ill("CPU quota", Symptom.CPU_THROTTLED, Scenarios::usedUpQuota))
                    : List.of();
        }
    }

    /** Loads of different shapes that lose nothing. */
    static List<Scenario> healthy() {
        return List.of(
                fine("idle", Scenarios::idle),
                fine("steady", () -> steady(OverflowPolicy.drop())),
                fine("bursty within the HWM", () -> burst(100_000)),
                fine("pausing within the HWM", () -> pause(HwmPolicy.burst(5_000, Duration.ofSeconds(2)), 1_000)),
                fine("as fast as the subscriber lets it", Scenarios::fullSpeedWaiting),
                fine("many topics", Scenarios::manyTopics),
                fine("many subscribers", Scenarios::manySubscribers),
                fine("slow start", Scenarios::slowStart));
    }

    private static Scenario ill(String name, Symptom expected, Scenario.Run run) {
        return new Scenario(name, Optional.of(expected), run);
    }

    private static Scenario fine(String name, Scenario.Run run) {
        return new Scenario(name, Optional.empty(), run);
    }

    private static TunedContext context(int ioThreads) {
        return TunedContext.builder().ioThreads(ioThreads).linger(Duration.ZERO).build();
    }

    private static Publisher publisher(TunedContext context, HwmPolicy hwm, OverflowPolicy overflow) {
        return context.publisher()
                .bind("tcp://127.0.0.1:*")
                .hwm(hwm)
                .overflow(overflow)
                .open();
    }

    private static Subscriber subscriber(TunedContext context, String endpoint, HwmPolicy hwm) {
        Subscriber subscriber =
                context.subscriber().connect(endpoint).topicPrefix("").hwm(hwm).open();
        if (!subscriber.awaitReady(SOON)) {
            throw new AssertionError("not ready: " + subscriber);
        }
        return subscriber;
    }

    /** Large messages to many subscribers: copying for the I/O thread, at both ends, and little for anybody else. */
    private static Diagnosis tooFewIoThreads() {
        try (TunedContext context = context(1);
                Load load = new Load()) {
            Publisher publisher = context.publisher()
                    .bind("tcp://127.0.0.1:*")
                    .hwm(HwmPolicy.messages(100))
                    .open();
            for (int i = 0; i < 8; i++) {
                load.receive(subscriber(context, publisher.endpoint(), HwmPolicy.messages(100)), message -> {});
            }
            // More than 2 GB/s to all of them: no single thread carries that, on whatever machine.
            load.publish(publisher, number -> "prices", 60_000, 5, Duration.ofMillis(1));
            Load.await("overflow", () -> publisher.stats().stalls() > 0);
            return context.diagnose(WINDOW);
        }
    }

    /** Bursts of 5,000 messages, each in a frame of its own. */
    static Diagnosis burst(int hwm) {
        try (TunedContext context = context(1);
                Load load = new Load()) {
            Publisher publisher = publisher(context, HwmPolicy.messages(hwm), OverflowPolicy.drop());
            load.receive(subscriber(context, publisher.endpoint(), HwmPolicy.messages(10)), message -> {});
            load.publish(publisher, number -> "topic-" + number % 100, 1_000, 5_000, Duration.ofMillis(400));
            return context.diagnose(WINDOW);
        }
    }

    /** An application that computes for 400 ms of 900; large messages, so that the system's buffers hold less of it. */
    static Diagnosis pause(HwmPolicy hwm, int bytes) {
        try (TunedContext context = context(1);
                Load load = new Load()) {
            Publisher publisher = publisher(context, hwm, OverflowPolicy.drop());
            Subscriber subscriber = subscriber(context, publisher.endpoint(), hwm);
            long[] nextPauseNs = {System.nanoTime()};
            load.receive(subscriber, message -> {
                if (System.nanoTime() - nextPauseNs[0] >= 0) {
                    Load.compute(Duration.ofMillis(400));
                    nextPauseNs[0] = System.nanoTime() + 500_000_000;
                }
            });
            load.publish(publisher, number -> "prices", bytes, 2, Duration.ofMillis(1));
            return context.diagnose(WINDOW);
        }
    }

    private static Diagnosis slowSubscriber() {
        try (TunedContext context = context(1);
                Load load = new Load()) {
            Publisher publisher = publisher(context, HwmPolicy.messages(100), OverflowPolicy.drop());
            Subscriber subscriber = subscriber(context, publisher.endpoint(), HwmPolicy.messages(100));
            load.receive(subscriber, message -> Load.compute(Duration.ofMillis(2)));
            load.publish(publisher, number -> "prices", 10_000, 2, Duration.ofMillis(1));
            Load.await("loss", () -> subscriber.stats().dropped() > 0);
            return context.diagnose(WINDOW);
        }
    }

    private static Diagnosis blockedApplication() {
        try (TunedContext context = context(1);
                Load load = new Load()) {
            Publisher publisher = publisher(context, HwmPolicy.messages(100), OverflowPolicy.drop());
            Subscriber subscriber = subscriber(context, publisher.endpoint(), HwmPolicy.messages(100));
            load.receive(subscriber, message -> LockSupport.parkNanos(2_000_000)); // As a call of a database does.
            load.publish(publisher, number -> "prices", 10_000, 2, Duration.ofMillis(1));
            Load.await("loss", () -> subscriber.stats().dropped() > 0);
            return context.diagnose(WINDOW);
        }
    }

    private static Diagnosis slowPath() throws IOException {
        try (TunedContext context = context(1);
                Load load = new Load()) {
            Publisher publisher = publisher(context, HwmPolicy.messages(100), OverflowPolicy.drop());
            try (SlowRelay relay = new SlowRelay(publisher.endpoint(), 5_000_000)) {
                Subscriber subscriber = subscriber(context, relay.endpoint(), HwmPolicy.messages(100));
                load.receive(subscriber, message -> {});
                load.publish(publisher, number -> "prices", 10_000, 2, Duration.ofMillis(1));
                Load.await("loss", () -> subscriber.stats().dropped() > 0);
                return context.diagnose(WINDOW);
            }
        }
    }

    private static Diagnosis foreignContexts() {
        try (TunedContext context = context(1);
                Load load = new Load();
                ZContext first = new ZContext();
                ZContext second = new ZContext()) {
            first.createSocket(SocketType.PUB).bind("tcp://127.0.0.1:*");
            second.createSocket(SocketType.PUB).bind("tcp://127.0.0.1:*");
            return steady(context, load, OverflowPolicy.drop());
        }
    }

    private static Diagnosis slowJoiner() {
        try (TunedContext context = context(1);
                Load load = new Load()) {
            Publisher publisher = publisher(context, HwmPolicy.messages(1_000), OverflowPolicy.drop());
            for (int i = 0; i < 100; i++) {
                publisher.publish("prices", new byte[100]);
            }
            load.receive(subscriber(context, publisher.endpoint(), HwmPolicy.messages(1_000)), message -> {});
            load.publish(publisher, number -> "prices", 100, 1, Duration.ofMillis(1));
            return context.diagnose(WINDOW);
        }
    }

    private static Diagnosis noPublisher() throws IOException {
        String nobody;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = "tcp://127.0.0.1:" + free.getLocalPort();
        }
        try (TunedContext context = context(1);
                Load load = new Load()) {
            load.receive(context.subscriber().connect(nobody).topic("prices").open(), message -> {});
            return context.diagnose(WINDOW);
        }
    }

    private static Diagnosis silentPeer() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                TunedContext context = context(1);
                Load load = new Load()) {
            Subscriber subscriber = context.subscriber()
                    .connect("tcp://127.0.0.1:" + silent.getLocalPort())
                    .topic("prices")
                    .open();
            silent.accept(); // The port is ours, and the connection is up; nothing is ever said on it.
            load.receive(subscriber, message -> {});
            return context.diagnose(WINDOW);
        }
    }

    private static Diagnosis stockPublisher() {
        try (TunedContext context = context(1);
                Load load = new Load()) {
            org.zeromq.ZMQ.Socket stock = context.socket(SocketType.PUB);
            stock.bind("tcp://127.0.0.1:*");
            Subscriber subscriber = context.subscriber()
                    .connect(stock.getLastEndpoint())
                    .topicPrefix("prices")
                    .open();
            load.receive(subscriber, message -> {});
            load.run("stock publisher", stopped -> {
                while (!stopped.getAsBoolean()) {
                    stock.send("prices 1");
                    LockSupport.parkNanos(1_000_000);
                }
                stock.close();
            });
            Load.await("a message", () -> subscriber.stats().untagged() > 0);
            return context.diagnose(WINDOW);
        }
    }

    private static Diagnosis tooManyIoThreads() {
        int cpus = Runtime.getRuntime().availableProcessors();
        try (TunedContext context = context(Math.min(63, cpus + 1));
                Load load = new Load()) {
            return steady(context, load, OverflowPolicy.drop());
        }
    }

    /** Much that lives, and a full collection after the other. */
    private static Diagnosis garbageCollections() {
        List<int[]> alive = new ArrayList<>();
        for (int i = 0; i < 1_000_000; i++) {
            alive.add(new int[] {i});
        }
        try (TunedContext context = context(1);
                Load load = new Load()) {
            load.run("collector", stopped -> {
                while (!stopped.getAsBoolean()) {
                    System.gc();
                }
            });
            return steady(context, load, OverflowPolicy.drop());
        } finally {
            Reference.reachabilityFence(alive);
        }
    }

    private static Diagnosis usedUpQuota() {
        try (TunedContext context = context(1);
                Load load = new Load()) {
            for (int i = 0; i <= Runtime.getRuntime().availableProcessors(); i++) {
                load.run("computing", stopped -> {
                    while (!stopped.getAsBoolean()) {
                        Load.compute(Duration.ofMillis(1));
                    }
                });
            }
            return steady(context, load, OverflowPolicy.drop());
        }
    }

    private static Diagnosis idle() {
        try (TunedContext context = context(2)) {
            Publisher publisher = publisher(context, HwmPolicy.messages(1_000), OverflowPolicy.drop());
            subscriber(context, publisher.endpoint(), HwmPolicy.messages(1_000));
            return context.diagnose(WINDOW);
        }
    }

    private static Diagnosis steady(OverflowPolicy overflow) {
        try (TunedContext context = context(1);
                Load load = new Load()) {
            return steady(context, load, overflow);
        }
    }

    private static Diagnosis steady(TunedContext context, Load load, OverflowPolicy overflow) {
        Publisher publisher = publisher(context, HwmPolicy.messages(10_000), overflow);
        load.receive(subscriber(context, publisher.endpoint(), HwmPolicy.messages(10_000)), message -> {});
        load.publish(publisher, number -> "prices", 100, 5, Duration.ofMillis(1));
        return context.diagnose(WINDOW);
    }

    private static Diagnosis fullSpeedWaiting() {
        try (TunedContext context = context(1);
                Load load = new Load()) {
            Publisher publisher =
                    publisher(context, HwmPolicy.messages(1_000), OverflowPolicy.block(Duration.ofSeconds(2)));
            load.receive(subscriber(context, publisher.endpoint(), HwmPolicy.messages(1_000)), message -> {});
            load.publish(publisher, number -> "prices", 1_000, 1_000, Duration.ZERO);
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

    public static void main(String[] args) throws Exception {
        int times = args.length > 0 ? Integer.parseInt(args[0]) : 20;
        List<String> parts = args.length > 1 ? List.of(args).subList(1, args.length) : List.of("");
        List<Scenario> all = new ArrayList<>(ill());
        all.addAll(throttled());
        all.addAll(healthy());
        all.removeIf(scenario -> parts.stream().noneMatch(scenario.name()::contains));
        System.out.printf(Locale.ROOT, "%-36s %-24s %8s  %s%n", "scenario", "expected first", "right", "instead");
        for (Scenario scenario : all) {
            int right = 0;
            Map<String, Integer> instead = new TreeMap<>();
            for (int i = 0; i < times; i++) {
                Diagnosis diagnosis = scenario.run().diagnose();
                if (scenario.isRight(diagnosis)) {
                    right++;
                } else {
                    instead.merge(
                            diagnosis.findings().stream()
                                    .map(finding -> finding.symptom().name())
                                    .findFirst()
                                    .orElse("nothing"),
                            1,
                            Integer::sum);
                    System.err.println(scenario.name() + ": " + diagnosis + "\n"
                            + diagnosis.window().sampled() + "\n");
                }
            }
            System.out.printf(
                    Locale.ROOT,
                    "%-36s %-24s %3d of %d  %s%n",
                    scenario.name(),
                    scenario.expected().map(Symptom::name).orElse("none"),
                    right,
                    times,
                    instead.isEmpty() ? "" : instead);
        }
    }
}

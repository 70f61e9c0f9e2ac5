package io.tunedzmq.rules;

import static io.tunedzmq.rules.Scenario.ill;
import static io.tunedzmq.rules.Setup.WINDOW;
import static io.tunedzmq.rules.Setup.context;
import static io.tunedzmq.rules.Setup.publisher;
import static io.tunedzmq.rules.Setup.subscriber;

import io.tunedzmq.DoomedSocket;
import io.tunedzmq.JavaProcess;
import io.tunedzmq.Publisher;
import io.tunedzmq.PublisherProcess;
import io.tunedzmq.RawSubscriber;
import io.tunedzmq.Subscriber;
import io.tunedzmq.TcpRelay;
import io.tunedzmq.TunedContext;
import io.tunedzmq.config.HwmPolicy;
import io.tunedzmq.config.OverflowPolicy;
import io.tunedzmq.diagnosis.Diagnosis;
import io.tunedzmq.diagnosis.Symptom;
import io.tunedzmq.examples.Load;
import io.tunedzmq.examples.Overload;
import io.tunedzmq.examples.SlowRelay;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Loads that lose messages, each for another reason. */
final class Losses {
    private static final String SLEEPY = "sleepy";

    private Losses() {}

    static List<Scenario> all() {
        return List.of(
                ill("too few I/O threads", Symptom.IO_THREADS_SATURATED, () -> new Overload().rising(WINDOW)),
                ill("one connection for an I/O thread", Symptom.ONE_CONNECTION, Losses::oneConnection),
                ill("one I/O thread hot, one idle", Symptom.IO_THREADS_UNBALANCED, Losses::unbalanced),
                ill("SNDHWM too low for the burst", Symptom.SNDHWM_TOO_LOW, () -> burst(100)),
                ill(
                        "RCVHWM too low for the pause",
                        Symptom.RCVHWM_TOO_LOW,
                        () -> pause(HwmPolicy.messages(10), 20_000)),
                ill("RCVHWM too low for a timer", Symptom.RCVHWM_TOO_LOW, () -> timer(20, 10_000, 1)),
                ill("subscriber too slow for good", Symptom.SLOW_SUBSCRIBER, Losses::slowSubscriber),
                ill("another process too slow", Symptom.PEER_TOO_SLOW, Losses::slowPeer),
                ill("path saturated", Symptom.NETWORK_SATURATED, Losses::slowPath),
                ill("connections that break", Symptom.NETWORK_LOSSY, Losses::breakingConnections),
                ill("application blocked", Symptom.APPLICATION_BLOCKED, Losses::blockedApplication),
                ill("application stuck", Symptom.APPLICATION_BLOCKED, () -> stuck(OverflowPolicy.drop())),
                ill(
                        "application stuck, publisher waits",
                        Symptom.APPLICATION_BLOCKED,
                        () -> stuck(OverflowPolicy.block(Duration.ofSeconds(5)))),
                ill("application stuck, publisher elsewhere", Symptom.APPLICATION_BLOCKED, Losses::stuckFarAway),
                ill("another process stuck", Symptom.PEER_TOO_SLOW, Losses::stuckPeer),
                ill("dead I/O thread", Symptom.DEAD_IO_THREAD, Losses::deadIoThread));
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

    /** An application that comes every 600 ms and takes everything that is there. */
    static Diagnosis timer(int hwm, int bytes, int perMillisecond) {
        try (TunedContext context = context(1);
                Load load = new Load()) {
            Publisher publisher = publisher(context, HwmPolicy.messages(hwm), OverflowPolicy.drop());
            Subscriber subscriber = subscriber(context, publisher.endpoint(), HwmPolicy.messages(hwm));
            load.run("timer", stopped -> {
                while (!stopped.getAsBoolean()) {
                    subscriber.drain(message -> {}, Integer.MAX_VALUE, Duration.ZERO);
                    LockSupport.parkNanos(600_000_000);
                }
            });
            load.publish(publisher, number -> "prices", bytes, perMillisecond, Duration.ofMillis(1));
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

    /** One of two waits for a lock for ever, and has for a while: nothing that it loses is seen before it reads. */
    private static Diagnosis stuck(OverflowPolicy overflow) {
        try (TunedContext context = context(1);
                Load load = new Load()) {
            Publisher publisher = publisher(context, HwmPolicy.messages(100), overflow);
            load.receive(subscriber(context, publisher.endpoint(), HwmPolicy.messages(100)), message -> {});
            load.run("deadlock", stopped -> {
                Subscriber subscriber = subscriber(context, publisher.endpoint(), HwmPolicy.messages(100));
                subscriber.receive(Setup.SOON);
                while (!stopped.getAsBoolean()) {
                    LockSupport.parkNanos(50_000_000);
                }
            });
            load.publish(publisher, number -> "prices", 10_000, 2, Duration.ofMillis(1));
            awaitStuck(publisher);
            return context.diagnose(WINDOW);
        }
    }

    /** Nothing is lost, and nothing says so but that the connection is left unread. */
    private static Diagnosis stuckFarAway() throws Exception {
        try (PublisherProcess publisher = PublisherProcess.start("tcp://127.0.0.1:*");
                TunedContext context = context(1);
                Load load = new Load()) {
            load.run("deadlock", stopped -> {
                Subscriber subscriber = subscriber(context, publisher.endpoint(), HwmPolicy.messages(100));
                subscriber.receive(Setup.SOON);
                while (!stopped.getAsBoolean()) {
                    LockSupport.parkNanos(50_000_000);
                }
            });
            long[] held = new long[1];
            Load.await("a connection from which nothing more is read", () -> {
                long before = held[0];
                held[0] = context.stats().incomingBytes();
                LockSupport.parkNanos(300_000_000); // Frames come by the millisecond.
                return before > 0 && before == held[0];
            });
            return context.diagnose(WINDOW);
        }
    }

    private static Diagnosis stuckPeer() throws IOException {
        try (TunedContext context = context(1);
                Load load = new Load()) {
            Publisher publisher = publisher(context, HwmPolicy.messages(100), OverflowPolicy.drop());
            load.receive(subscriber(context, publisher.endpoint(), HwmPolicy.messages(100)), message -> {});
            lookNowAndThen(context, publisher.endpoint(), load);
            try (JavaProcess peer = PeerProcess.start(publisher.endpoint(), "stuck::-1")) {
                peer.line();
                load.publish(publisher, number -> "prices", 10_000, 2, Duration.ofMillis(1));
                awaitStuck(publisher);
                return context.diagnose(WINDOW);
            }
        }
    }

    /** For topics on which nothing comes, and not even once in a window. */
    private static void lookNowAndThen(TunedContext context, String endpoint, Load load) {
        Subscriber control =
                context.subscriber().connect(endpoint).topic("control").open();
        load.run("control", stopped -> {
            while (!stopped.getAsBoolean()) {
                control.receive(Duration.ofMillis(1));
                for (int i = 0; i < 100 && !stopped.getAsBoolean(); i++) {
                    LockSupport.parkNanos(50_000_000);
                }
            }
        });
    }

    /** Found full a while ago. */
    private static void awaitStuck(Publisher publisher) {
        Load.await("a full queue", () -> publisher.stats().stalledNs() > 1_000_000_000);
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

    /** Large messages over one connection, more than an I/O thread copies, to a peer that only reads. */
    private static Diagnosis oneConnection() throws IOException {
        return bareReaders(List.of("hot"));
    }

    /** Every other connection is for a topic on which nothing comes: those that are used share an I/O thread. */
    private static Diagnosis unbalanced() throws IOException {
        return bareReaders(List.of("hot", "idle", "hot", "idle"));
    }

    private static Diagnosis bareReaders(List<String> topics) throws IOException {
        List<Socket> readers = new ArrayList<>();
        try (TunedContext context = context(2);
                Load load = new Load()) {
            Publisher publisher = publisher(context, HwmPolicy.messages(300), OverflowPolicy.drop());
            try {
                for (String topic : topics) {
                    Socket reader = RawSubscriber.connect(publisher.endpoint());
                    readers.add(reader);
                    RawSubscriber.subscribe(reader, topic);
                    readAll(reader, load);
                }
                load.publish(publisher, number -> "hot", 8_000, 300, Duration.ofMillis(1));
                Load.await("overflow", () -> publisher.stats().stalls() > 0);
                return context.diagnose(WINDOW);
            } finally {
                for (Socket reader : readers) {
                    reader.close();
                }
            }
        }
    }

    /** Reads until the socket is closed. */
    private static void readAll(Socket socket, Load load) throws IOException {
        InputStream in = socket.getInputStream();
        load.run("bare reader", stopped -> {
            byte[] buffer = new byte[256 * 1024];
            try {
                while (in.read(buffer) >= 0) {
                    Thread.onSpinWait();
                }
            } catch (IOException e) {
                if (!socket.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        });
    }

    private static Diagnosis slowPeer() throws IOException {
        try (TunedContext context = context(1);
                Load load = new Load()) {
            Publisher publisher = publisher(context, HwmPolicy.messages(100), OverflowPolicy.drop());
            try (JavaProcess peer = PeerProcess.start(publisher.endpoint(), SLEEPY + "::2000")) {
                peer.line();
                load.publish(publisher, number -> "prices", 10_000, 2, Duration.ofMillis(1));
                Load.await("a loss that is reported", () -> publisher.stats().dropped() > 0);
                return context.diagnose(WINDOW);
            }
        }
    }

    private static Diagnosis breakingConnections() throws IOException {
        try (TunedContext context = context(1);
                Load load = new Load()) {
            Publisher publisher = publisher(context, HwmPolicy.messages(1_000), OverflowPolicy.drop());
            try (TcpRelay relay = new TcpRelay(publisher.endpoint())) {
                Subscriber subscriber = subscriber(context, relay.endpoint(), HwmPolicy.messages(1_000));
                load.receive(subscriber, message -> {});
                load.publish(publisher, number -> "prices", 100, 5, Duration.ofMillis(1));
                load.run("breaking connections", stopped -> {
                    while (!stopped.getAsBoolean()) {
                        cut(relay);
                        LockSupport.parkNanos(100_000_000);
                        relay.restore();
                        LockSupport.parkNanos(400_000_000);
                    }
                });
                return context.diagnose(WINDOW);
            }
        }
    }

    private static void cut(TcpRelay relay) {
        try {
            relay.cut();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Diagnosis deadIoThread() {
        try (TunedContext context = context(1)) { // A second one would be left behind alive: the context cannot end.
            try (Load load = new Load()) { // It would fail: nothing more is accepted.
                Setup.carry(context, load, OverflowPolicy.drop());
            }
            DoomedSocket.open(context);
            Load.await("a dead I/O thread", () -> context.stats().ioThreadsAlive() == 0);
            return context.diagnose(WINDOW);
        }
    }
}

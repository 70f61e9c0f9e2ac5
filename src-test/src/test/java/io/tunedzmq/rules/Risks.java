package io.tunedzmq.rules;

import static io.tunedzmq.rules.Scenario.ill;
import static io.tunedzmq.rules.Setup.WINDOW;
import static io.tunedzmq.rules.Setup.context;
import static io.tunedzmq.rules.Setup.publisher;
import static io.tunedzmq.rules.Setup.steady;
import static io.tunedzmq.rules.Setup.subscriber;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.tunedzmq.Publisher;
import io.tunedzmq.Subscriber;
import io.tunedzmq.TunedContext;
import io.tunedzmq.config.HwmPolicy;
import io.tunedzmq.config.OverflowPolicy;
import io.tunedzmq.diagnosis.Diagnosis;
import io.tunedzmq.diagnosis.Symptom;
import io.tunedzmq.examples.Load;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/** Loads that lose nothing yet, or nothing that is accounted for, and are not as they should be. */
final class Risks {
    private Risks() {}

    static List<Scenario> all() {
        return List.of(
                ill("too many contexts", Symptom.TOO_MANY_CONTEXTS, Risks::foreignContexts),
                ill("topic that is nearly another", Symptom.NO_SUCH_TOPIC, Risks::misspelledTopic),
                ill("slow joiner", Symptom.SLOW_JOINER, Risks::slowJoiner),
                ill("stock publisher", Symptom.UNTAGGED_SENDER, Risks::stockPublisher),
                ill("publisher that writes nonsense", Symptom.MALFORMED_SENDER, Risks::malformedFrames),
                ill("more I/O threads than CPUs", Symptom.TOO_MANY_IO_THREADS, Risks::tooManyIoThreads));
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

    private static Diagnosis misspelledTopic() {
        try (TunedContext context = context(1);
                Load load = new Load()) {
            Publisher publisher = publisher(context, HwmPolicy.messages(1_000), OverflowPolicy.drop());
            load.receive(
                    context.subscriber()
                            .connect(publisher.endpoint())
                            .topic("price")
                            .open(),
                    message -> {});
            load.receive(subscriber(context, publisher.endpoint(), HwmPolicy.messages(1_000)), message -> {});
            load.publish(publisher, number -> "prices", 100, 1, Duration.ofMillis(1));
            return context.diagnose(WINDOW);
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

    private static Diagnosis stockPublisher() {
        return foreignFrames("prices 1".getBytes(UTF_8));
    }

    /** Our header, and a record longer than the frame. */
    private static Diagnosis malformedFrames() {
        return foreignFrames(HexFormat.of()
                .parseHex("70726963657300" + "545a0101" + "0123456789abcdef" + "0000000000000001" + "18ead21789e30000"
                        + "00000001" + "00000001" + "ffffffff" + "68656c6c6f"));
    }

    private static Diagnosis foreignFrames(byte[] frame) {
        try (TunedContext context = context(1);
                Load load = new Load()) {
            ZMQ.Socket stock = context.socket(SocketType.PUB);
            stock.bind("tcp://127.0.0.1:*");
            Subscriber subscriber = context.subscriber()
                    .connect(stock.getLastEndpoint())
                    .topicPrefix("prices")
                    .open();
            load.receive(subscriber, message -> {});
            load.run("stock publisher", stopped -> {
                while (!stopped.getAsBoolean()) {
                    stock.send(frame);
                    LockSupport.parkNanos(1_000_000);
                }
                stock.close();
            });
            Load.await(
                    "a frame",
                    () -> subscriber.stats().untagged() + subscriber.stats().malformed() > 0);
            return context.diagnose(WINDOW);
        }
    }

    private static Diagnosis tooManyIoThreads() {
        return ioThreads(Math.min(63, Runtime.getRuntime().availableProcessors() + 1));
    }

    static Diagnosis ioThreads(int ioThreads) {
        try (TunedContext context = context(ioThreads);
                Load load = new Load()) {
            return steady(context, load, OverflowPolicy.drop());
        }
    }
}

package io.tunedzmq.examples;

import io.tunedzmq.Message;
import io.tunedzmq.Subscriber;
import io.tunedzmq.SubscriberBuilder;
import io.tunedzmq.TunedContext;
import io.tunedzmq.stats.SubscriberStats;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints the messages of topics. */
@Command(
        name = "subscribe",
        header = "Prints messages as lines: topic, tab, payload.",
        description =
                "Gaps, and at the end the counters, go to standard error. Ends with Ctrl-C. Fails if no publisher was ever there.",
        footer = {
            "",
            "Examples:",
            "  subscribe --connect tcp://127.0.0.1:5556 --topic lines",
            "  subscribe --bind tcp://*:5557 --prefix events. --quiet --idle 60"
        })
final class Subscribe extends Cli {
    /** So often the loop looks whether it shall end. */
    private static final Duration LOOK = Duration.ofMillis(100);

    @Mixin
    private SocketOptions sockets = new SocketOptions();

    @Option(names = "--topic", description = "Exactly this topic. May be repeated.")
    private List<String> topics = new ArrayList<>();

    @Option(
            names = "--prefix",
            description = "Every topic that begins so. May be repeated. Default: every topic, if --topic is not given.")
    private List<String> prefixes = new ArrayList<>();

    @Option(names = "--count", paramLabel = "N", description = "End after N messages. Default: never.")
    private long count = Long.MAX_VALUE;

    @Option(names = "--idle", paramLabel = "SECONDS", description = "End after so much silence. Default: never.")
    private double idleSeconds = 1e9;

    @Option(names = "--quiet", description = "Count the messages without printing them.")
    private boolean quiet;

    /** Subscribes; see {@code --help}. */
    public static void main(String... args) {
        run(new Subscribe(), args);
    }

    @Override
    public Integer call() throws IOException {
        sockets.count("--count", count);
        Duration idle = sockets.seconds("--idle", idleSeconds);
        try (TunedContext context = sockets.context(Duration.ZERO)) {
            SubscriberBuilder builder = context.subscriber().onGap(System.err::println);
            sockets.endpoints(builder::bind, builder::connect);
            topics.forEach(builder::topic);
            prefixes.forEach(builder::topicPrefix);
            if (topics.isEmpty() && prefixes.isEmpty()) {
                builder.topicPrefix("");
            }
            Subscriber subscriber = builder.open();
            String endpoints = String.join(", ", subscriber.endpoints());
            try (Termination termination = Termination.watch(() -> conclude(subscriber))) {
                System.err.println("subscribed at " + endpoints);
                System.err.println("waiting for a publisher at " + endpoints);
                if (receive(subscriber, idle, new MessageLines(System.out, quiet), termination)) {
                    return 0;
                }
            }
            System.err.println("subscribe: no publisher was ever connected at " + endpoints);
            return FAILED;
        }
    }

    /** Returns whether a publisher was there at some time. */
    private boolean receive(Subscriber subscriber, Duration idle, MessageLines lines, Termination termination)
            throws IOException {
        boolean ready = false;
        boolean connected = false;
        long received = 0;
        long lastNs = System.nanoTime();
        while (received < count && !termination.requested() && System.nanoTime() - lastNs < idle.toNanos()) {
            Message message = subscriber.receive(Duration.ZERO);
            if (message == null) {
                // Nothing is waiting, so what is buffered should not wait either.
                lines.flush();
                message = subscriber.receive(LOOK);
            }
            if (message != null) {
                lines.print(message);
                received++;
                lastNs = System.nanoTime();
            }
            connected |= message != null || subscriber.connections() > 0;
            if (!ready && subscriber.awaitReady(Duration.ZERO)) {
                ready = true;
                System.err.println("ready");
            }
        }
        lines.flush();
        return connected;
    }

    private static void conclude(Subscriber subscriber) {
        SubscriberStats stats = subscriber.stats();
        System.err.println("received " + stats.received() + ", dropped " + stats.dropped() + " in " + stats.gaps()
                + " gaps, duplicates " + stats.duplicates() + ", publisher restarts " + stats.publisherRestarts()
                + ", reconnects " + stats.reconnects() + ", untagged " + stats.untagged() + ", malformed "
                + stats.malformed());
    }
}

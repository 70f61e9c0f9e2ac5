package io.tunedzmq.micrometer;

import io.tunedzmq.JavaProcess;
import io.tunedzmq.LossyFeed;
import io.tunedzmq.Publisher;
import io.tunedzmq.Subscriber;
import io.tunedzmq.TunedContext;
import java.io.IOException;
import java.time.Duration;

/**
 * A process that shows its metrics over HTTP and in JMX, whose subscriber loses messages when it is told to. Prints its
 * process id and where the metrics are, then an answer to each line that it reads.
 */
public final class LosingProcess {
    private static final int BURST = 500;
    private static final int BYTES = 40_000;

    private LosingProcess() {}

    public static void main(String[] args) throws IOException {
        try (TunedContext context = TunedContext.builder().jmx(true).build();
                MetricsServer server = new MetricsServer()) {
            new TunedZmqMetrics(context).bindTo(server.registry());
            LossyFeed feed = LossyFeed.open(context, "trades", "book");
            System.out.println("of " + ProcessHandle.current().pid() + " " + server.page());
            JavaProcess.answer(line -> {
                switch (line) {
                    case "lose" -> lose(feed.publisher(), feed.subscriber());
                    case "close" -> feed.subscriber().close();
                    default -> {
                        // Only its stats are asked for.
                    }
                }
                return feed.publisher().stats() + " " + feed.subscriber().stats();
            });
        }
    }

    /** In one burst, as the test takes the time from then on; returns once the subscriber has counted all. */
    private static void lose(Publisher publisher, Subscriber subscriber) {
        long before = subscriber.stats().dropped();
        for (int i = 0; i < BURST; i++) { // More than the system takes of a connection that nobody reads.
            publisher.publish("prices", new byte[BYTES]);
        }
        while (subscriber.stats().received() + subscriber.stats().dropped()
                != publisher.stats().published()) {
            if (subscriber.receive(Duration.ofMillis(10)) == null) {
                publisher.publish("prices", new byte[1]); // Shows what is missing in front of it.
            }
        }
        if (subscriber.stats().dropped() == before) {
            throw new IllegalStateException("nothing was lost of " + BURST + " messages");
        }
    }
}

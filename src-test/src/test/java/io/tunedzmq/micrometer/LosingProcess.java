package io.tunedzmq.micrometer;

import io.tunedzmq.Publisher;
import io.tunedzmq.Subscriber;
import io.tunedzmq.TunedContext;
import io.tunedzmq.config.HwmPolicy;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A process that shows its metrics over HTTP and in JMX, whose subscriber loses messages when it is told to. Prints its
 * process id and where the metrics are, then an answer to each line that it reads.
 */
public final class LosingProcess {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int BURST = 500;
    private static final int BYTES = 40_000;

    private LosingProcess() {}

    public static void main(String[] args) throws IOException {
        try (TunedContext context = TunedContext.builder().jmx(true).build();
                MetricsServer server = new MetricsServer()) {
            new TunedZmqMetrics(context).bindTo(server.registry());
            Publisher publisher = context.publisher()
                    .bind("tcp://127.0.0.1:*")
                    .name("trades")
                    .hwm(HwmPolicy.messages(1))
                    .open();
            Subscriber subscriber = context.subscriber()
                    .connect(publisher.endpoint())
                    .topic("prices")
                    .name("book")
                    .hwm(HwmPolicy.messages(1))
                    .open();
            if (!subscriber.awaitReady(SOON)) {
                throw new IllegalStateException("not ready");
            }
            System.out.println("of " + ProcessHandle.current().pid() + " " + server.page());
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                switch (line) {
                    case "lose" -> lose(publisher, subscriber);
                    case "close" -> subscriber.close();
                    default -> {
                        // Only its stats are asked for.
                    }
                }
                System.out.println(publisher.stats() + " " + subscriber.stats());
            }
        }
    }

    /** Returns once the subscriber has received or counted every message. */
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

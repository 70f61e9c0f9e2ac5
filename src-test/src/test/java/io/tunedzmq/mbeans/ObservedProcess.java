package io.tunedzmq.mbeans;

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
 * A process with JMX, or with {@code hidden} without, whose subscriber has lost messages. Prints its stats whenever it
 * is asked, and loses more.
 */
public final class ObservedProcess {
    private static final Duration SOON = Duration.ofSeconds(10);

    private ObservedProcess() {}

    public static void main(String[] args) throws IOException {
        try (TunedContext context =
                TunedContext.builder().ioThreads(2).jmx(args.length == 0).build()) {
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
            lose(publisher, subscriber);
            System.out.println(ProcessHandle.current().pid());
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                System.out.println(
                        switch (line) {
                            case "context" -> context.stats().toString();
                            case "publisher" -> publisher.stats().toString();
                            case "lose" -> lose(publisher, subscriber);
                            default -> subscriber.stats().toString();
                        });
            }
        }
    }

    /** At least one message more, and returns once both sides have counted all. */
    private static String lose(Publisher publisher, Subscriber subscriber) {
        long before = subscriber.stats().dropped();
        while (subscriber.stats().dropped() == before) {
            publisher.publish("prices", new byte[40_000]);
            subscriber.receive(Duration.ZERO);
        }
        while (subscriber.stats().received() + subscriber.stats().dropped()
                        != publisher.stats().published()
                || publisher.stats().dropped() != subscriber.stats().dropped()) {
            subscriber.receive(Duration.ofMillis(100));
        }
        return "dropped=" + (subscriber.stats().dropped() - before);
    }
}

package io.tunedzmq.examples;

import io.tunedzmq.Publisher;
import io.tunedzmq.Subscriber;
import io.tunedzmq.TunedContext;
import java.time.Duration;

/** The README's first lines of code. */
public final class TenLines {
    private TenLines() {}

    public static void main(String[] args) {
        // tag::readme[]
        try (TunedContext context = TunedContext.builder().ioThreads(2).build()) {
            Publisher publisher = context.publisher().bind("tcp://127.0.0.1:*").open();
            Subscriber subscriber = context.subscriber()
                    .connect(publisher.endpoint())
                    .topic("prices")
                    .onGap(gap -> System.err.println(gap))
                    .open();
            subscriber.awaitReady(Duration.ofSeconds(5));
            publisher.publish("prices", "EURUSD 1.0712");
            System.out.println(subscriber.receive(Duration.ofSeconds(1)));
            System.out.println(subscriber.stats());
        }
        // end::readme[]
    }
}

package com.example;

import io.tunedzmq.Message;
import io.tunedzmq.Publisher;
import io.tunedzmq.Subscriber;
import io.tunedzmq.TunedContext;
import java.time.Duration;

/** What README shows, in a project on the class path. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        requireNoMicrometer();
        try (TunedContext context = TunedContext.builder().build()) {
            Publisher publisher = context.publisher().bind("tcp://127.0.0.1:*").open();
            Subscriber subscriber = context.subscriber()
                    .connect(publisher.endpoint())
                    .topic("prices")
                    .open();
            if (!subscriber.awaitReady(Duration.ofSeconds(20))) {
                throw new IllegalStateException("not ready");
            }
            publisher.publish("prices", new byte[3]);
            Message message = subscriber.receive(Duration.ofSeconds(20));
            if (message == null || message.payload().length != 3) {
                throw new IllegalStateException("received " + message);
            }
            System.out.println(context.diagnose(Duration.ofMillis(300)));
        }
    }

    /** The library has a package that needs it; this program does not use that. */
    private static void requireNoMicrometer() {
        try {
            Class.forName("io.micrometer.core.instrument.MeterRegistry");
        } catch (ClassNotFoundException e) {
            return;
        }
        throw new IllegalStateException("Micrometer is on the path");
    }
}
